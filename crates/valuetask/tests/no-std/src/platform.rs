//! What std would do: memory, panics and a line on the terminal, by the C library. All unsafe code of the program is here.

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

/// How many blocks of memory are in use.
pub(crate) fn blocks() -> usize {
    BLOCKS.load(Relaxed)
}

struct Libc;

// SAFETY: `aligned_alloc` gives memory that is as large and as aligned as it is asked for, or null.
unsafe impl GlobalAlloc for Libc {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        BLOCKS.fetch_add(1, Relaxed);
        // SAFETY: the alignment is a power of two, and the size a multiple of it, as C11 asks.
        unsafe { aligned_alloc(layout.align(), layout.pad_to_align().size()) }.cast()
    }

    unsafe fn dealloc(&self, memory: *mut u8, _: Layout) {
        BLOCKS.fetch_sub(1, Relaxed);
        // SAFETY: the caller gives back what `alloc` gave.
        unsafe { free(memory.cast()) }
    }
}

#[global_allocator]
static ALLOCATOR: Libc = Libc;

struct Terminal;

impl Write for Terminal {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        // SAFETY: the bytes are those of `text`; 2 is what standard error is called.
        let written = unsafe { write(2, text.as_ptr().cast(), text.len()) };
        if written < 0 { Err(fmt::Error) } else { Ok(()) }
    }
}

/// Prints a line, if that can be done.
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
