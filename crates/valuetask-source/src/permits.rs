//! The permits of a pool with a capacity: one for each lease, and a queue of tasks that wait for one.
//!
//! ```text
//! ┌──────────────────────────────────────────────┬───┬───┐
//! │                permits taken                 │ W │ G │   W: the queue isn't empty   G: the pool is dropped
//! └──────────────────────────────────────────────┴───┴───┘
//! ```
//!
//! 1. `take`     adds a permit, within the capacity or beyond it.
//! 2. `release`  subtracts a permit if the queue is empty or the count is above the capacity. Otherwise the permit goes to
//!    the first task of the queue, and the count stays.
//! 3. `wait`     sets `W`. The task then tries to take a permit once more, and queues if there is none.
//! 4. `rest`     clears `W`, under the lock, by the thread that has emptied the queue.
//! 5. `close`    sets `G`, when the pool is dropped.
//!
//! The thread that makes the count 0 with `G` set frees [`Shared`]. A thread that hands a permit over holds the queue by an
//! `Arc` of its own, so the lock outlives its use.

#[cfg(feature = "std")]
mod acquire;
#[cfg(feature = "std")]
mod queue;
#[cfg(feature = "std")]
mod waiters;

use alloc::boxed::Box;
use core::ptr::NonNull;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

#[cfg(feature = "std")]
pub(super) use acquire::AcquirePermit;
#[cfg(feature = "std")]
use queue::{Queue, WAITED_FOR};

use crate::sync::{AtomicUsize, retire};

/// The number of leases of a [`CompletionPool`](super::CompletionPool) with a capacity, at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeaseStats {
    /// Leases whose completer or task is still alive.
    pub leased: usize,
    /// The capacity, which only [`lease`](super::CompletionPool::lease) exceeds.
    pub capacity: usize,
    /// Tasks that wait for a lease.
    pub waiting: usize,
}

/// Set once the pool is dropped.
const GONE: usize = 1;
/// One permit. The count fills this bit and all above it.
const ONE_PERMIT: usize = 1 << 2;

#[cfg(feature = "std")]
const _: () = assert!(ONE_PERMIT == (GONE | WAITED_FOR) + 1);

/// The count and the queue, which the pool and its permits share.
///
/// Invariant: allocated until `G` is set and the count is 0.
struct Shared {
    count: AtomicUsize,
    capacity: usize,
    #[cfg(feature = "std")]
    queue: alloc::sync::Arc<Queue<Permit>>,
}

/// The permits of a pool.
///
/// Invariant: `G` isn't set, so `Shared` is alive.
pub(super) struct Permits(NonNull<Shared>);

/// A permit for one lease. Dropping it releases it.
///
/// Invariant: counted in `Shared`, which therefore is alive.
pub(super) struct Permit(NonNull<Shared>);

// SAFETY: all access goes to `Shared`, which is `Sync`: atomics, a constant, and a queue behind a lock.
unsafe impl Send for Permits {}
// SAFETY: `Shared` is `Sync`.
unsafe impl Sync for Permits {}
// SAFETY: `Shared` is `Sync`.
unsafe impl Send for Permit {}

impl Permits {
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
        // SAFETY: alive, by the invariant of `Permits`.
        unsafe { self.0.as_ref() }
    }

    #[inline]
    pub(super) fn capacity(&self) -> usize {
        self.shared().capacity
    }

    /// Makes transition 1, beyond the capacity, too.
    #[inline]
    pub(super) fn take(&self) -> Permit {
        // ORDERING: Relaxed, as in `Arc::clone`: the caller has the pool, which keeps `Shared` alive.
        self.shared().count.fetch_add(ONE_PERMIT, Relaxed);
        Permit(self.0)
    }

    /// Makes transition 1 within the capacity.
    #[inline]
    pub(super) fn try_take(&self) -> Option<Permit> {
        let Shared { count, capacity, .. } = self.shared();
        // ORDERING: Relaxed: the exchange below confirms this number, and the pool keeps `Shared` alive.
        let mut seen = count.load(Relaxed);
        while seen / ONE_PERMIT < *capacity {
            // ORDERING: Relaxed, both: a number; the pool keeps `Shared` alive.
            match count.compare_exchange_weak(seen, seen + ONE_PERMIT, Relaxed, Relaxed) {
                Ok(_) => return Some(Permit(self.0)),
                Err(now) => seen = now,
            }
        }
        None
    }

    pub(super) fn stats(&self) -> LeaseStats {
        let Shared { count, capacity, .. } = self.shared();
        #[cfg(feature = "std")]
        let waiting = self.shared().queue.waiting();
        #[cfg(not(feature = "std"))]
        let waiting = 0;
        // ORDERING: Relaxed: a number for the user.
        LeaseStats { leased: count.load(Relaxed) / ONE_PERMIT, capacity: *capacity, waiting }
    }
}

impl Shared {
    /// Frees `Shared` if the pool is dropped and no permit is left.
    ///
    /// # Safety
    ///
    /// `left` is the count after the caller's change with Release, and the caller doesn't access `Shared` again.
    #[inline]
    unsafe fn free_if_last(shared: NonNull<Self>, left: usize) {
        if left & GONE == 0 || left >= ONE_PERMIT {
            return;
        }
        // SAFETY: `left` is the count after the caller's change: the pool is dropped and no permit is left.
        unsafe { Self::free(shared) };
    }

    /// Frees `Shared`.
    ///
    /// # Safety
    ///
    /// The pool is dropped, and the caller's change with Release has made the count 0.
    #[cold]
    #[inline(never)]
    unsafe fn free(shared: NonNull<Self>) {
        // SAFETY: the count becomes 0 only once after the pool was dropped, so only this call frees it.
        let count = unsafe { &(*shared.as_ptr()).count };
        // ORDERING: Acquire takes all earlier accesses to `Shared` from the Release of each change of the count.
        count.load(Acquire);
        // SAFETY: the box of `new`, which neither the pool nor a permit uses any more.
        drop(unsafe { Box::from_raw(shared.as_ptr()) });
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        retire(&mut self.count);
    }
}

impl Drop for Permits {
    /// Makes transition 5.
    #[inline]
    fn drop(&mut self) {
        // ORDERING: Release hands the pool's accesses to the Acquire in `free`.
        let before = self.shared().count.fetch_or(GONE, Release);
        // SAFETY: the count after the change above; `self` doesn't access `Shared` again.
        unsafe { Shared::free_if_last(self.0, before + GONE) };
    }
}

impl Drop for Permit {
    /// Makes transition 2. Not inlined, as most leases have no permit.
    #[inline(never)]
    fn drop(&mut self) {
        // SAFETY: alive, by the invariant of `Permit`.
        let shared = unsafe { self.0.as_ref() };
        // ORDERING: Relaxed: the exchange below confirms this value.
        let mut seen = shared.count.load(Relaxed);
        loop {
            #[cfg(feature = "std")]
            if seen & WAITED_FOR != 0 && seen / ONE_PERMIT <= shared.capacity {
                if self.hand_over() {
                    return;
                }
                // ORDERING: Relaxed: the exchange below confirms this value.
                seen = shared.count.load(Relaxed);
                continue;
            }
            // ORDERING: Release hands the accesses of this permit to the Acquire in `free`.
            match shared.count.compare_exchange_weak(seen, seen - ONE_PERMIT, Release, Relaxed) {
                // SAFETY: the count after the exchange; this permit doesn't access `Shared` again.
                Ok(_) => return unsafe { Shared::free_if_last(self.0, seen - ONE_PERMIT) },
                Err(now) => seen = now,
            }
        }
    }
}

impl Permit {
    /// Hands this permit to the first task of the queue, or returns `false` if the queue is empty.
    #[cfg(feature = "std")]
    #[cold]
    #[inline(never)]
    fn hand_over(&self) -> bool {
        // SAFETY: alive, by the invariant of `Permit`.
        let shared = unsafe { self.0.as_ref() };
        match alloc::sync::Arc::clone(&shared.queue).hand_over(Self(self.0), &shared.count) {
            None => true,
            Some(permit) => {
                core::mem::forget(permit);
                false
            }
        }
    }
}
