//! A number for the user that all threads add to.
//!
//! Each thread adds to a cache line of its own, as long as there are no more threads than lines. So threads that allocate
//! on each call, because the pool is full or turned off, don't wait for each other's lines.
#![forbid(unsafe_code)]

use core::sync::atomic::Ordering::Relaxed;

use crate::sync::AtomicUsize;

const LINES: usize = if cfg!(valuetask_loom) { 1 } else { 16 };

#[repr(align(64))]
struct Line(AtomicUsize);

/// A sum, exact at any time.
pub(super) struct ShardedCounter([Line; LINES]);

impl ShardedCounter {
    #[cfg(not(valuetask_loom))]
    pub(super) const fn new() -> Self {
        Self([const { Line(AtomicUsize::new(0)) }; LINES])
    }

    #[cfg(valuetask_loom)]
    pub(super) fn new() -> Self {
        Self(core::array::from_fn(|_| Line(AtomicUsize::new(0))))
    }

    /// Adds a number, in the line of this thread.
    pub(super) fn add(&self, thread: usize, count: usize) {
        // ORDERING: Relaxed, here and below: a number for the user.
        self.0[thread % LINES].0.fetch_add(count, Relaxed);
    }

    pub(super) fn sum(&self) -> usize {
        self.0.iter().map(|line| line.0.load(Relaxed)).fold(0, usize::wrapping_add)
    }
}
