//! The count of an [`Arc`](super::arc::Arc). It reaches its end once, with the last one that is counted.
#![forbid(unsafe_code)]

use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use crate::sync::{AtomicUsize, retire};

/// References. One that is counted may count others.
pub(super) struct Count(AtomicUsize);

/// More than this can only have been leaked in a loop; the count would overflow before long.
const MOST: usize = isize::MAX as usize;

impl Count {
    #[inline(always)]
    pub(super) fn new(counted: usize) -> Self {
        Self(AtomicUsize::new(counted))
    }

    /// Counts so many more, for one that is counted.
    #[inline(always)]
    pub(super) fn more(&self, more: usize) {
        // ORDERING: Relaxed: the caller has one that is counted, and hands the new ones on by other means.
        if self.0.fetch_add(more, Relaxed) > MOST {
            std::process::abort();
        }
    }

    /// Returns `true` if the caller's is the only one.
    #[inline(always)]
    pub(super) fn is_one(&self) -> bool {
        // ORDERING: Acquire takes what others did from the Release in `is_last`.
        self.0.load(Acquire) == 1
    }

    /// Counts one less. Returns `true` if it was the last, of which none can be made any more. The last one isn't counted down.
    #[inline(always)]
    pub(super) fn is_last(&self) -> bool {
        if self.is_one() {
            return true;
        }
        // ORDERING: Release hands what the caller did to the Acquire of the last one.
        if self.0.fetch_sub(1, Release) != 1 {
            return false;
        }
        // ORDERING: Acquire takes what others did from the Release above.
        self.0.load(Acquire);
        true
    }

    /// Ends the use of the count.
    #[inline(always)]
    pub(super) fn retire(&mut self) {
        retire(&mut self.0);
    }
}
