//! The wakers of the awaiters that are registered, in a row of the pool.
#![forbid(unsafe_code)]

use core::mem;
use core::task::Waker;

use crate::panics::Panics;
use crate::task::row::Row;

/// Wakers, each in a place. All are taken at once.
pub(super) struct Wakers {
    places: Row<Place>,
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
    place: u32,
    taken: u64,
}

impl Wakers {
    #[inline]
    pub(super) const fn new() -> Self {
        Self { places: Row::new(), empty: None, taken: 0 }
    }

    /// Puts a waker into an empty place.
    pub(super) fn add(&mut self, waker: Waker) -> Registration {
        let full = Place::Full(waker);
        let place = match self.empty {
            None => self.places.push(full),
            Some(place) => {
                let Place::Empty(before) = mem::replace(&mut self.places[place as usize], full) else {
                    unreachable!("an empty place has no waker");
                };
                self.empty = before;
                place
            }
        };
        Registration { place, taken: self.taken }
    }

    /// Returns `true` if there is a waker that would wake the same task.
    #[inline]
    pub(super) fn has(&self, registration: &Registration, waker: &Waker) -> bool {
        registration.taken == self.taken
            && matches!(&self.places[registration.place as usize], Place::Full(other) if other.will_wake(waker))
    }

    /// Takes a waker out, unless all were taken since.
    #[inline]
    pub(super) fn remove(&mut self, Registration { place, taken }: Registration) -> Option<Waker> {
        if taken != self.taken {
            return None;
        }
        let Place::Full(waker) = mem::replace(&mut self.places[place as usize], Place::Empty(self.empty)) else {
            unreachable!("a registration is removed once");
        };
        self.empty = Some(place);
        Some(waker)
    }

    /// Takes all wakers.
    #[inline]
    pub(super) fn take(&mut self) -> Taken {
        self.taken += 1;
        self.empty = None;
        Taken(mem::replace(&mut self.places, Row::new()))
    }
}

/// Wakers that were taken, and wait no more.
pub(super) struct Taken(Row<Place>);

impl Taken {
    pub(super) const NONE: Self = Self(Row::new());

    /// Wakes all. The first panic is resumed after that.
    #[inline]
    pub(super) fn wake(mut self) {
        if self.0.is_empty() {
            return;
        }
        let mut panics = Panics::default();
        for place in self.0.iter_mut() {
            if let Place::Full(waker) = mem::replace(place, Place::Empty(None)) {
                panics.catch(|| waker.wake());
            }
        }
        panics.resume();
    }
}
