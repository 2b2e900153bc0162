//! A `no_std` library that uses tasks and the macro. It defines what std would define, so with std anywhere it doesn't link.
#![no_std]

use core::alloc::{GlobalAlloc, Layout};
use core::future::pending;
use core::panic::PanicInfo;

use valuetask::{ValueTask, value_task};

#[value_task]
trait Counter: Sync {
    async fn count(&self, step: u32) -> u32;
}

struct Steps(u32);

#[value_task]
impl Counter for Steps {
    async fn count(&self, step: u32) -> u32 {
        if step < self.0 {
            return step;
        }
        pending().await
    }
}

/// Makes a ready and a pending task behind `dyn`.
#[unsafe(no_mangle)]
pub extern "C" fn both_kinds() -> bool {
    let counter: &dyn Counter = &Steps(3);
    let pending: ValueTask<'_, u32> = counter.count(7);
    counter.count(2).is_completed() && !pending.is_completed()
}

/// Never gives memory: this is built, not run.
struct NoMemory;

// SAFETY: a null pointer is what an allocator answers that has no memory.
unsafe impl GlobalAlloc for NoMemory {
    unsafe fn alloc(&self, _: Layout) -> *mut u8 {
        core::ptr::null_mut()
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static ALLOCATOR: NoMemory = NoMemory;

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}
