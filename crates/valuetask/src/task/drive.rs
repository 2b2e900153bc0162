//! Who drives a cell, and who waits for it: all under one lock. No user code runs under it.
//!
//! | notified | driving | the future                              | armed waiters                               |
//! |----------|---------|-----------------------------------------|---------------------------------------------|
//! | no       | no      | will wake the cell                      | sleep until it does                         |
//! | yes      | no      | is to be polled, by any who comes along | were woken; their drive may have it queued  |
//! | no       | yes     | is being polled                         | sleep                                       |
//! | yes      | yes     | is being polled, and has to be again    | are woken by the driver when it's through   |
//!
//! 1. `begin`   notified, not driving → driving, by whoever drives: an awaiter who polls, a drive that has the cell
//!    queued, who wakes an eager cell. Whoever makes an eager cell makes it driving.
//! 2. `end`     driving → not driving, by whoever began.
//! 3. `notify`  → notified, by the future's waker. All who are armed are woken, not one of them: whichever is polled drives, and one
//!    that is dropped or never polled again holds up nobody.
//!
//! A waiter is *armed* while its waker is there, and *parked* from when it was woken until it is armed again.

use core::ptr::NonNull;
use core::task::Waker;

use super::drives::Stamp;
use super::registration::Place;
use super::waiters::{List, Node, Waiter, Waiting};

/// How often a cell is queued in one drive: two cells that keep waking one another don't keep the thread.
const MOST_IN_ONE_DRIVE: u32 = 32;

/// See the table.
pub(super) struct Drive {
    pub(super) notified: bool,
    pub(super) driving: bool,
    /// Whether the scheduler has work that drives this cell, which is eager.
    pub(super) postponed: bool,
    /// How often the drive `queued_by` has queued this cell.
    queued: u32,
    armed: List,
    /// Those who are parked, and code that runs once the cell is complete.
    parked: List,
    /// The drive within which all who are armed were armed, if it was one.
    within: Option<Stamp>,
    /// The drive that has queued this cell last.
    queued_by: Option<Stamp>,
}

impl Drive {
    /// Of a future that was never polled.
    pub(super) const fn new() -> Self {
        Self::of(true, false)
    }

    /// Of a future that is polled by whoever makes the cell.
    pub(super) const fn begun() -> Self {
        Self::of(false, true)
    }

    const fn of(notified: bool, driving: bool) -> Self {
        Self {
            notified,
            driving,
            postponed: false,
            queued: 0,
            armed: List::new(),
            parked: List::new(),
            within: None,
            queued_by: None,
        }
    }

    /// Transition 1, if it may be taken.
    #[must_use]
    pub(super) fn begin(&mut self) -> bool {
        let may = self.notified && !self.driving;
        if may {
            self.notified = false;
            self.driving = true;
        }
        may
    }

    /// After a poll by the only one who has the cell, with a waker that isn't the cell's: whoever polls next has to drive.
    pub(super) fn forget(&mut self) {
        self.notified = true;
    }

    /// Whether anybody is armed.
    pub(super) fn is_awaited(&self) -> bool {
        !self.armed.is_empty()
    }

    /// Whether more than one is armed.
    pub(super) fn is_awaited_by_several(&self) -> bool {
        self.is_awaited() && !self.armed.is_one()
    }

    /// Whether somebody has to poll now.
    pub(super) fn is_due(&self) -> bool {
        self.notified && !self.driving
    }

    /// Whether this very waker is armed at a place.
    pub(super) fn is_armed(&mut self, place: Place, waker: &Waker) -> bool {
        let Place::Listed(node) = place else { return false };
        // SAFETY: `Registration` names a node of this cell, which isn't complete, so it's in one of these lists.
        matches!(unsafe { self.armed.waiter(node) }, Some(Waiter::Waker(armed)) if armed.will_wake(waker))
    }

    /// Arms a waiter, behind all others, in place of the one at `place`, which is returned.
    pub(super) fn arm(&mut self, place: &mut Place, waiting: Waiting, stamp: Option<Stamp>) -> Option<Waiting> {
        let before = self.remove(*place);
        self.within = if self.armed.is_empty() || self.within == stamp { stamp } else { None };
        *place = Place::Listed(self.armed.push(waiting));
        before
    }

    /// Puts in code that is to run once the cell is complete.
    pub(super) fn attend(&mut self, waiting: Waiting) -> NonNull<Node> {
        self.parked.push(waiting)
    }

    /// Takes out whoever is at a place.
    pub(super) fn remove(&mut self, place: Place) -> Option<Waiting> {
        let Place::Listed(node) = place else { return None };
        // SAFETY: as in `is_armed`.
        let list = match unsafe { self.armed.waiter(node) } {
            Some(Waiter::Waker(_)) => &mut self.armed,
            Some(Waiter::Code(_)) | None => &mut self.parked,
        };
        // SAFETY: who is armed has a waker, and who is parked hasn't.
        Some(unsafe { list.remove(node) })
    }

    /// Parks some of those who are armed, if the future is to be polled: their wakers.
    pub(super) fn park<const MOST: usize>(&mut self) -> [Option<Waker>; MOST] {
        let mut wakers = [const { None }; MOST];
        if self.notified {
            self.armed.disarm(&mut wakers, &mut self.parked);
        }
        wakers
    }

    /// Everybody who waits, in the order in which they came: for the completer, or for whoever has the cell to itself.
    pub(super) fn all(&mut self) -> List {
        let mut all = self.armed.take();
        all.append(&mut self.parked);
        all
    }

    /// Whether a cell that was just woken is to be queued in this drive.
    pub(super) fn is_queued_by(&mut self, stamp: Stamp) -> bool {
        if self.armed.is_empty() || self.within != Some(stamp) {
            return false;
        }
        if self.queued_by.replace(stamp) != Some(stamp) {
            self.queued = 0;
        }
        self.queued = self.queued.saturating_add(1);
        self.queued <= MOST_IN_ONE_DRIVE
    }
}
