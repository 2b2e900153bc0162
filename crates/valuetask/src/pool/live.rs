//! What is alive in a model: the memory that is allocated, and all else that the model counts.
//!
//! A model runs all its threads on one thread of the system, and others run beside it.
#![forbid(unsafe_code)]

use std::cell::Cell;
use std::thread_local;

thread_local! {
    static ALIVE: Cell<isize> = const { Cell::new(0) };
}

/// Adds to the count.
pub fn add(more: isize) {
    ALIVE.set(ALIVE.get() + more);
}

/// Returns the count.
#[must_use]
pub fn count() -> isize {
    ALIVE.get()
}
