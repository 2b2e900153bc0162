//! The counts of an [`Arc`](super::arc::Arc) and of a [`Hold`](super::arc::Hold). Each reaches its end once, with the last one that is counted.
#![forbid(unsafe_code)]
#![allow(deprecated, reason = "`fetch_update` has another name from Rust 1.95 on")]

use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use crate::sync::{AtomicUsize, retire};

/// Twice the number of references. One that is counted may count others; weak ones may as long as there is one.
pub(super) struct Count(AtomicUsize);

const ONE: usize = 2;
/// There was a weak reference at some time. Without one, only references count others.
const WEAKLY: usize = 1;

/// More than this can only have been leaked in a loop; the count would overflow before long.
const MOST: usize = isize::MAX as usize;

impl Count {
    #[inline(always)]
    pub(super) fn of(counted: usize) -> Self {
        Self(AtomicUsize::new(counted * ONE))
    }

    /// Counts one more, for one that is counted.
    #[inline(always)]
    pub(super) fn more(&self) {
        // ORDERING: Relaxed: the caller has one that is counted, and hands the new one on by other means.
        if self.0.fetch_add(ONE, Relaxed) > MOST {
            std::process::abort();
        }
    }

    /// Lets weak references count more, for one that is counted.
    pub(super) fn weakly(&self) {
        // ORDERING: Relaxed: one that finds itself the only one sees it by the Release with which the caller's left.
        self.0.fetch_or(WEAKLY, Relaxed);
    }

    /// Returns `true` if the caller's is the only one, and no other can be made.
    #[inline(always)]
    pub(super) fn is_one(&self) -> bool {
        // ORDERING: Acquire takes what others did from the Release in `is_last`.
        self.0.load(Acquire) == ONE
    }

    /// Counts down from the caller's to none, unless there are others.
    #[inline(always)]
    pub(super) fn is_only(&self) -> bool {
        // ORDERING: Acquire as in `is_one`; Relaxed where there are others.
        self.is_one() || self.0.compare_exchange(ONE | WEAKLY, WEAKLY, Acquire, Relaxed).is_ok()
    }

    /// Counts one less. Returns `true` if it was the last. One that no other can follow isn't counted down.
    #[inline(always)]
    pub(super) fn is_last(&self) -> bool {
        if self.is_one() {
            return true;
        }
        // ORDERING: Release hands what the caller did to the Acquire of the last one.
        if self.0.fetch_sub(ONE, Release) & !WEAKLY != ONE {
            return false;
        }
        // ORDERING: Acquire takes what others did from the Release above.
        self.0.load(Acquire);
        true
    }

    /// Counts one more, for a weak reference. Returns `false` if there is none.
    pub(super) fn upgrade(&self) -> bool {
        let one_more = |counted: usize| if counted < ONE { None } else { counted.checked_add(ONE) };
        // ORDERING: Relaxed, as in `more`; the load is a guess that the exchange confirms.
        self.0.fetch_update(Relaxed, Relaxed, one_more).is_ok()
    }

    /// Returns `true` if there is none, for a weak reference.
    pub(super) fn is_none(&self) -> bool {
        // ORDERING: Relaxed: nothing is read after it.
        self.0.load(Relaxed) < ONE
    }
}

impl Drop for Count {
    #[inline(always)]
    fn drop(&mut self) {
        retire(&mut self.0);
    }
}
