//! The wakers of the awaiters that are registered: the first in its own place, others in a row of the pool.
#![forbid(unsafe_code)]

use core::mem;
use core::num::NonZeroU32;
use core::task::Waker;

use crate::panics::Panics;
use crate::task::row::Row;

/// Wakers, each in a place. All are taken at once.
pub(super) struct Wakers {
    first: Option<Waker>,
    others: Row<Place>,
    /// The last of the empty places, and so on.
    empty: Option<u32>,
    /// How often all were taken.
    taken: u64,
}

enum Place {
    Full(Waker),
    /// The empty place before.
    Empty(Option<u32>),
}

/// The place of a waker, until all are taken.
pub(super) struct Registration {
    place: NonZeroU32,
    taken: u64,
}

/// The first place. The index of another is two less.
const FIRST: NonZeroU32 = NonZeroU32::MIN;

impl Registration {
    /// The index among the others, unless it is the first.
    #[inline]
    fn other(&self) -> Option<u32> {
        self.place.get().checked_sub(FIRST.get() + 1)
    }
}

impl Wakers {
    #[inline]
    pub(super) const fn new() -> Self {
        Self { first: None, others: Row::new(), empty: None, taken: 0 }
    }

    /// Puts a waker into an empty place.
    #[inline]
    pub(super) fn add(&mut self, waker: Waker) -> Registration {
        let place = if self.first.is_none() {
            self.first = Some(waker);
            FIRST
        } else {
            self.add_other(waker)
        };
        Registration { place, taken: self.taken }
    }

    fn add_other(&mut self, waker: Waker) -> NonZeroU32 {
        let full = Place::Full(waker);
        let index = match self.empty {
            None => self.others.push(full),
            Some(index) => {
                let Place::Empty(before) = mem::replace(&mut self.others[index as usize], full) else {
                    unreachable!("an empty place has no waker");
                };
                self.empty = before;
                index
            }
        };
        FIRST.checked_add(index + 1).expect("less than 2^32 wakers")
    }

    /// Returns `true` if there is a waker that would wake the same task.
    #[inline]
    pub(super) fn has(&self, registration: &Registration, waker: &Waker) -> bool {
        registration.taken == self.taken
            && match registration.other() {
                None => self.first.as_ref().is_some_and(|first| first.will_wake(waker)),
                Some(index) => matches!(&self.others[index as usize], Place::Full(other) if other.will_wake(waker)),
            }
    }

    /// Takes a waker out, unless all were taken since.
    #[inline]
    pub(super) fn remove(&mut self, registration: Registration) -> Option<Waker> {
        if registration.taken != self.taken {
            return None;
        }
        let Some(index) = registration.other() else { return self.first.take() };
        match mem::replace(&mut self.others[index as usize], Place::Empty(self.empty)) {
            Place::Full(waker) => {
                self.empty = Some(index);
                Some(waker)
            }
            Place::Empty(_) => unreachable!("a registration is removed once"),
        }
    }

    /// Takes all wakers.
    #[inline]
    pub(super) fn take(&mut self) -> Taken {
        self.taken += 1;
        self.empty = None;
        Taken(self.first.take(), mem::replace(&mut self.others, Row::new()))
    }
}

/// Wakers that were taken, and wait no more.
pub(super) struct Taken(Option<Waker>, Row<Place>);

impl Taken {
    pub(super) const NONE: Self = Self(None, Row::new());

    /// Wakes all. The first panic is resumed after that.
    #[inline]
    pub(super) fn wake(self) {
        let Self(first, others) = self;
        // While the thread unwinds, a second panic would abort the process.
        if others.is_empty() && !std::thread::panicking() {
            return first.into_iter().for_each(Waker::wake);
        }
        wake_each(first, others);
    }
}

#[inline(never)]
fn wake_each(first: Option<Waker>, mut others: Row<Place>) {
    let mut panics = Panics::default();
    first.into_iter().for_each(|first| panics.catch(|| first.wake()));
    for place in others.iter_mut() {
        if let Place::Full(waker) = mem::replace(place, Place::Empty(None)) {
            panics.catch(|| waker.wake());
        }
    }
    panics.resume();
}
