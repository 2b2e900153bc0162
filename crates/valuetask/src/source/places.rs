//! How many leases a pool with a capacity has out, and who waits for one.
//!
//! ```text
//! ┌──────────────────────────────────────────────┬───┬───┐
//! │                 places taken                 │ W │ G │   W: somebody waits   G: the pool is gone
//! └──────────────────────────────────────────────┴───┴───┘
//! ```
//!
//! 1. `take`     one place more, with or without a bound.
//! 2. `give`     one place less, where nobody waits, or more are taken than there should be. Otherwise the place is
//!    handed to whoever waits longest, and the count stays.
//! 3. `wait`     sets `W`, by whoever then looks for a place once more, and queues if there is none.
//! 4. `rest`     clears `W`, by whoever leaves the queue empty, under its lock.
//! 5. `go`       sets `G`, by the pool.
//!
//! Whoever makes the count 0 with `G` set, frees this. The queue has an owner for each that is just using it, so nobody
//! holds a lock in memory that is freed.

#[cfg(feature = "std")]
mod queue;
#[cfg(feature = "std")]
mod waiters;

use alloc::boxed::Box;
use core::ptr::NonNull;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

#[cfg(feature = "std")]
use queue::Queue;

use super::LeaseStats;
use crate::sync::{AtomicUsize, retire};

/// The pool is gone.
const GONE: usize = 1;
/// Somebody waits.
#[cfg(feature = "std")]
const WAITED_FOR: usize = 1 << 1;
/// One place. The count fills the bits from here up.
const ONE_PLACE: usize = 1 << 2;

struct Shared {
    count: AtomicUsize,
    capacity: usize,
    #[cfg(feature = "std")]
    queue: alloc::sync::Arc<Queue>,
}

/// The pool's part.
///
/// Invariant: `Shared` is there until `G` is set and the count is 0.
pub(super) struct Places(NonNull<Shared>);

/// One that is taken. Dropping it gives it back.
///
/// Invariant: counted in `Shared`, which therefore is there.
pub(super) struct Permit(NonNull<Shared>);

// SAFETY: both reach nothing but `Shared`, which is `Sync`: atomics, a constant, and a queue behind a lock.
unsafe impl Send for Places {}
// SAFETY: the same.
unsafe impl Sync for Places {}
// SAFETY: the same.
unsafe impl Send for Permit {}

impl Places {
    pub(super) fn new(capacity: usize) -> Self {
        let shared = Shared {
            count: AtomicUsize::new(0),
            capacity,
            #[cfg(feature = "std")]
            queue: alloc::sync::Arc::default(),
        };
        Self(NonNull::from(Box::leak(Box::new(shared))))
    }

    #[inline]
    fn shared(&self) -> &Shared {
        // SAFETY: there, by the invariant: `G` isn't set yet.
        unsafe { self.0.as_ref() }
    }

    #[inline]
    pub(super) fn capacity(&self) -> usize {
        self.shared().capacity
    }

    /// Transition 1, whatever the capacity is.
    #[inline]
    pub(super) fn take(&self) -> Permit {
        // ORDERING: Relaxed, as for `Arc`: whoever takes a place has the pool, which keeps all of this there.
        self.shared().count.fetch_add(ONE_PLACE, Relaxed);
        Permit(self.0)
    }

    /// Transition 1, within the capacity.
    #[inline]
    pub(super) fn try_take(&self) -> Option<Permit> {
        let Shared { count, capacity, .. } = self.shared();
        // ORDERING: Relaxed: a number that each change of it finds again. What it keeps there is the pool's, see
        // `take`.
        let mut seen = count.load(Relaxed);
        while seen / ONE_PLACE < *capacity {
            // ORDERING: the same.
            match count.compare_exchange_weak(seen, seen + ONE_PLACE, Relaxed, Relaxed) {
                Ok(_) => return Some(Permit(self.0)),
                Err(now) => seen = now,
            }
        }
        None
    }

    /// What waits for a place.
    #[cfg(feature = "std")]
    pub(super) fn turn(&self) -> queue::Turn<'_> {
        queue::Turn::new(self)
    }

    pub(super) fn stats(&self) -> LeaseStats {
        let Shared { count, capacity, .. } = self.shared();
        #[cfg(feature = "std")]
        let waiting = self.shared().queue.waiting();
        #[cfg(not(feature = "std"))]
        let waiting = 0;
        // ORDERING: Relaxed, a number to be shown.
        LeaseStats { leased: count.load(Relaxed) / ONE_PLACE, capacity: *capacity, waiting }
    }
}

impl Shared {
    /// Frees this, if this change of the count has left nobody.
    ///
    /// # Safety
    ///
    /// `left` is what the caller's change with Release has made of the count, and the caller reaches this no more.
    #[inline]
    unsafe fn free_if_last(shared: NonNull<Self>, left: usize) {
        if left & GONE == 0 || left >= ONE_PLACE {
            return;
        }
        // SAFETY: the caller's promise: nobody is left.
        unsafe { Self::free(shared) };
    }

    /// # Safety
    ///
    /// The pool is gone, and the caller's change with Release has made the count 0.
    #[cold]
    #[inline(never)]
    unsafe fn free(shared: NonNull<Self>) {
        // SAFETY: nobody else frees it: the count doesn't become 0 again once the pool is gone.
        let count = unsafe { &(*shared.as_ptr()).count };
        // ORDERING: Acquire takes what the others did here from the Release of their changes of the count.
        count.load(Acquire);
        // SAFETY: from `new`, and nobody is left.
        drop(unsafe { Box::from_raw(shared.as_ptr()) });
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        retire(&mut self.count);
    }
}

impl Drop for Places {
    /// Transition 5.
    #[inline]
    fn drop(&mut self) {
        // ORDERING: Release hands what the pool did to the Acquire in `free`.
        let before = self.shared().count.fetch_or(GONE, Release);
        // SAFETY: the pool reaches it no more.
        unsafe { Shared::free_if_last(self.0, before + GONE) };
    }
}

impl Drop for Permit {
    /// Transition 2. Apart from what drops it, as most leases have no place.
    #[inline(never)]
    fn drop(&mut self) {
        // SAFETY: there, by the invariant: this place is counted.
        let shared = unsafe { self.0.as_ref() };
        // ORDERING: Relaxed: what is seen counts only if the exchange finds it again.
        let mut seen = shared.count.load(Relaxed);
        loop {
            #[cfg(feature = "std")]
            if seen & WAITED_FOR != 0 && seen / ONE_PLACE <= shared.capacity {
                if self.hand_over() {
                    return;
                }
                // ORDERING: as above.
                seen = shared.count.load(Relaxed);
                continue;
            }
            // ORDERING: Release hands what was done with the place to the Acquire in `free`.
            match shared.count.compare_exchange_weak(seen, seen - ONE_PLACE, Release, Relaxed) {
                // SAFETY: the place was ours, and is gone.
                Ok(_) => return unsafe { Shared::free_if_last(self.0, seen - ONE_PLACE) },
                Err(now) => seen = now,
            }
        }
    }
}

impl Permit {
    /// Hands this to whoever waits longest. If nobody does, it is still to be given back.
    #[cfg(feature = "std")]
    #[cold]
    #[inline(never)]
    fn hand_over(&self) -> bool {
        // SAFETY: there, by the invariant: this place is counted.
        let shared = unsafe { self.0.as_ref() };
        match alloc::sync::Arc::clone(&shared.queue).hand_over(Self(self.0), &shared.count) {
            None => true,
            Some(place) => {
                core::mem::forget(place);
                false
            }
        }
    }
}
