//! The pool's bounds, for all threads.
#![forbid(unsafe_code)]

use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::time::Duration;

use super::Retention;
use super::class::Class;
use super::magazine::MOST;
use crate::sync::{AtomicCount, AtomicUsize, Count, const_fn};

/// The bytes of a magazine, unless it has one slot, or the thread's bound is low.
const MAGAZINE: usize = 4096;
/// The largest slot of which a thread keeps any.
const LARGEST_KEPT: usize = 32 * 1024 + 8;
/// The most shares that a thread's bytes have: so many classes fit, of two magazines each.
const SHARES: usize = 8;

/// The default bounds.
const THREAD: usize = Retention::DEFAULT.thread;
const SHARED: usize = Retention::DEFAULT.shared;
const INTERVAL: Count = milliseconds(Retention::DEFAULT.interval);

/// The bounds of [`Retention`], and their generation.
///
/// Each is stored as what differs from the default, so the shared depot begins with zeros alone. A program's file has none of it then.
pub(super) struct Settings {
    thread: AtomicUsize,
    shared: AtomicUsize,
    /// In milliseconds.
    interval: AtomicCount,
    /// The number of times that the bounds were set.
    ///
    /// A thread with another number hasn't applied them yet.
    generation: AtomicUsize,
}

impl Settings {
    const_fn! {
        pub(super) fn new(retention: Retention) -> Self {
            Self {
                thread: AtomicUsize::new(retention.thread ^ THREAD),
                shared: AtomicUsize::new(retention.shared ^ SHARED),
                interval: AtomicCount::new(milliseconds(retention.interval) ^ INTERVAL),
                generation: AtomicUsize::new(0),
            }
        }
    }

    pub(super) fn set(&self, retention: Retention) {
        // ORDERING: Relaxed: the change of the generation publishes it, and so do the swaps below.
        self.thread.store(retention.thread ^ THREAD, Relaxed);
        // ORDERING: Relaxed: the swaps of `Stacks::empty`, which follow, publish it.
        self.shared.store(retention.shared ^ SHARED, Relaxed);
        // ORDERING: Relaxed: a thread that reads the old one ends one more interval by it.
        self.interval.store(milliseconds(retention.interval) ^ INTERVAL, Relaxed);
        // ORDERING: Release hands `thread` to the Acquire in `generation`.
        self.generation.fetch_add(1, Release);
    }

    /// Returns the generation of the bounds.
    pub(super) fn generation(&self) -> usize {
        // ORDERING: Acquire takes `thread` from the Release in `set`.
        self.generation.load(Acquire)
    }

    /// Returns the bytes that a thread may keep.
    pub(super) fn thread(&self) -> usize {
        // ORDERING: Relaxed: at least as new as the generation that was read before.
        self.thread.load(Relaxed) ^ THREAD
    }

    /// Returns the slots in one magazine of a thread, or 0 if a thread keeps none of this class.
    ///
    /// A thread has two magazines of a class.
    pub(super) fn magazine_capacity(&self, class: Class) -> usize {
        let (thread, size) = (self.thread(), class.size());
        if size > LARGEST_KEPT || thread / 2 < size {
            return 0;
        }
        (MAGAZINE.min(thread / (2 * SHARES)) / size).clamp(1, MOST)
    }

    /// Returns the bytes that the depot may keep: 0 if threads may keep none, as the pool is turned off.
    pub(super) fn shared(&self) -> usize {
        if self.thread() == 0 {
            return 0;
        }
        // ORDERING: Relaxed: at least as new as the swap that emptied the stack which was filled before, see
        // `Depot::insert`.
        self.shared.load(Relaxed) ^ SHARED
    }

    /// Returns the milliseconds of an interval.
    pub(super) fn interval(&self) -> Count {
        // ORDERING: Relaxed: see `set`.
        self.interval.load(Relaxed) ^ INTERVAL
    }
}

const fn milliseconds(interval: Duration) -> Count {
    let milliseconds = interval.as_millis();
    // The largest one lasts for ever.
    if milliseconds < Count::MAX as u128 { milliseconds as Count } else { Count::MAX }
}
