//! What the thread offers to the elements of a group that it polls: wakers that are counted already.
//!
//! Counting costs a read-modify-write. The first clone of a waker is mostly made by the thread that polls, in the poll: it takes
//! one of what is offered there. Any other clone is counted as it is made.
#![forbid(unsafe_code)]

#[cfg(feature = "std")]
use core::cell::Cell;
use core::ops::Range;

/// Wakers of one group: the addresses of their numbers, and how many are left.
#[cfg_attr(not(feature = "std"), expect(dead_code, reason = "nothing is offered"))]
#[derive(Clone)]
struct Wakers {
    group: Range<usize>,
    left: usize,
}

impl Wakers {
    const NONE: Self = Self { group: 0..0, left: 0 };
}

#[cfg(feature = "std")]
crate::sync::thread_static! {
    /// What is offered now.
    static OFFERED: Cell<Wakers> = Cell::new(Wakers::NONE);
}

/// Without std there is no thread to ask, and nothing is offered.
pub(super) const IS_MADE: bool = cfg!(feature = "std");

/// An offer; the one that it stands before comes back when it is withdrawn.
pub(super) struct Offer {
    outer: Wakers,
}

impl Offer {
    pub(super) fn make(group: Range<usize>, left: usize) -> Self {
        Self { outer: replace(Wakers { group, left }) }
    }

    /// How many nobody has accepted. Called once.
    pub(super) fn withdraw(&mut self) -> usize {
        let outer = core::mem::replace(&mut self.outer, Wakers::NONE);
        replace(outer).left
    }
}

/// Whether a waker with this data is offered; then there is one less.
#[inline]
pub(super) fn accept(data: *const ()) -> bool {
    #[cfg(feature = "std")]
    return OFFERED.with(|offered| {
        let mut wakers = offered.replace(Wakers::NONE);
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

fn replace(wakers: Wakers) -> Wakers {
    #[cfg(feature = "std")]
    return OFFERED.with(|offered| offered.replace(wakers));
    #[cfg(not(feature = "std"))]
    {
        let _ = wakers;
        Wakers::NONE
    }
}
