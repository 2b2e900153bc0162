//! The parts of std that the program needs: memory, panics and output, by the C library. All its unsafe code is here.

use core::alloc::{GlobalAlloc, Layout};
use core::ffi::{c_int, c_void};
use core::fmt::{self, Write};
use core::panic::PanicInfo;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

#[link(name = "c")]
unsafe extern "C" {
    fn aligned_alloc(align: usize, size: usize) -> *mut c_void;
    fn free(memory: *mut c_void);
    fn write(file: c_int, bytes: *const c_void, count: usize) -> isize;
    safe fn abort() -> !;
}

static BLOCKS: AtomicUsize = AtomicUsize::new(0);

/// The number of allocated blocks.
pub(crate) fn blocks() -> usize {
    BLOCKS.load(Relaxed)
}

struct Libc;

// SAFETY: `aligned_alloc` returns memory of the requested size and alignment, or null.
unsafe impl GlobalAlloc for Libc {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        BLOCKS.fetch_add(1, Relaxed);
        // SAFETY: the alignment is a power of two, and the size a multiple of it, as C11 requires.
        unsafe { aligned_alloc(layout.align(), layout.pad_to_align().size()) }.cast()
    }

    unsafe fn dealloc(&self, memory: *mut u8, _: Layout) {
        BLOCKS.fetch_sub(1, Relaxed);
        // SAFETY: the caller frees memory of `alloc`.
        unsafe { free(memory.cast()) }
    }
}

#[global_allocator]
static ALLOCATOR: Libc = Libc;

struct Terminal;

impl Write for Terminal {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        // SAFETY: the bytes are those of `text`, and 2 is standard error.
        let written = unsafe { write(2, text.as_ptr().cast(), text.len()) };
        if written < 0 { Err(fmt::Error) } else { Ok(()) }
    }
}

/// Prints a line, or ignores a failure.
pub(crate) fn say(text: fmt::Arguments<'_>) {
    let _ = Terminal.write_fmt(text);
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    say(format_args!("{info}\n"));
    abort()
}

/// The library `alloc` was built to unwind and names this; nothing unwinds here.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}
