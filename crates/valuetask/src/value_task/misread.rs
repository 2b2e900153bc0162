//! The panic of code that reads a task without a check of its state.
#![forbid(unsafe_code)]

/// Panics because generated code has read a value or a machine that isn't in the state.
#[cold]
#[inline(never)]
pub(crate) fn misread() -> ! {
    panic!("bug in generated code: a task was read without a check of its state")
}
