//! Wakers that are counted beforehand, which a thread offers to the elements that it polls.
//!
//! Counting costs a read-modify-write. The polling thread mostly makes the first clone of a waker, in the poll: it takes one that is
//! offered. Any other clone is counted when it is made.
#![forbid(unsafe_code)]

#[cfg(feature = "std")]
use core::cell::Cell;
use core::ops::Range;

/// Wakers of one group: the addresses of their numbers, and how many are left.
#[cfg_attr(not(feature = "std"), expect(dead_code, reason = "nothing is offered"))]
#[derive(Clone)]
struct Offered {
    group: Range<usize>,
    left: usize,
}

impl Offered {
    const NONE: Self = Self { group: 0..0, left: 0 };
}

#[cfg(feature = "std")]
crate::sync::thread_static! {
    /// The current offer.
    static OFFERED: Cell<Offered> = Cell::new(Offered::NONE);
}

/// Without std there are no thread-locals, and nothing is offered.
pub(super) const IS_MADE: bool = cfg!(feature = "std");

/// An offer, which restores the outer one when it is withdrawn.
pub(super) struct Offer {
    outer: Offered,
}

impl Offer {
    pub(super) fn make(group: Range<usize>, left: usize) -> Self {
        Self { outer: replace(Offered { group, left }) }
    }

    /// Returns the number of wakers that weren't accepted. Called once.
    pub(super) fn withdraw(&mut self) -> usize {
        let outer = core::mem::replace(&mut self.outer, Offered::NONE);
        replace(outer).left
    }
}

/// Accepts a waker with this data. Returns `false` if none is offered.
#[inline]
pub(super) fn accept(data: *const ()) -> bool {
    #[cfg(feature = "std")]
    return OFFERED.with(|offered| {
        let mut wakers = offered.replace(Offered::NONE);
        let accepted = wakers.group.contains(&data.addr()) && wakers.left > 0;
        wakers.left -= usize::from(accepted);
        offered.set(wakers);
        accepted
    });
    #[cfg(not(feature = "std"))]
    {
        let _ = data;
        false
    }
}

fn replace(wakers: Offered) -> Offered {
    #[cfg(feature = "std")]
    return OFFERED.with(|offered| offered.replace(wakers));
    #[cfg(not(feature = "std"))]
    {
        let _ = wakers;
        Offered::NONE
    }
}
