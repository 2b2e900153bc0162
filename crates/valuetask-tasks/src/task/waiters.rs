//! [`Waiters`]: what waits for the same, in the order of registration.
#![forbid(unsafe_code)]

use core::mem;
use core::num::NonZeroU64;

use super::row::Row;

/// Waiters in the order in which they came. One needs no memory of its own.
#[derive(Default)]
pub(crate) enum Waiters<W> {
    #[default]
    None,
    /// Its number is [`FIRST`](Registration::FIRST).
    One(W),
    /// Sorted by number. The last is full.
    Many(Row<Place<W>>),
}

/// The place of a waiter.
pub(crate) struct Place<W> {
    number: Registration,
    /// `None` once it was taken out.
    waiter: Option<W>,
}

/// The number of a waiter among those that wait with it.
///
/// It is given again once that waiter was taken out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Registration(NonZeroU64);

impl Registration {
    const FIRST: Self = Self(NonZeroU64::MIN);

    fn next(self) -> Self {
        Self(self.0.checked_add(1).expect("fewer than 2^64 registrations"))
    }
}

impl<W> Waiters<W> {
    #[inline]
    pub(crate) const fn is_empty(&self) -> bool {
        matches!(self, Self::None)
    }

    /// Of places, without the empty ones at the end.
    fn of(mut places: Row<Place<W>>) -> Self {
        while let Some(Place { waiter: None, .. }) = places.last() {
            places.pop();
        }
        if places.is_empty() { Self::None } else { Self::Many(places) }
    }

    /// Puts a waiter behind all others.
    #[inline]
    pub(crate) fn push(&mut self, waiter: W) -> Registration {
        if self.is_empty() {
            *self = Self::One(waiter);
            return Registration::FIRST;
        }
        self.push_behind(waiter)
    }

    fn push_behind(&mut self, waiter: W) -> Registration {
        let (mut places, last) = match self.take() {
            Self::None => (Row::new(), Registration::FIRST),
            Self::One(first) => {
                let mut places = Row::new();
                places.push(Place { number: Registration::FIRST, waiter: Some(first) });
                (places, Registration::FIRST)
            }
            Self::Many(places) => {
                let last = places.last().expect("the last is full").number;
                (if places.is_full() { with_room(places) } else { places }, last)
            }
        };
        let number = last.next();
        places.push(Place { number, waiter: Some(waiter) });
        *self = Self::Many(places);
        number
    }

    /// A waiter, unless it was taken out.
    #[inline]
    pub(crate) fn get(&self, number: Registration) -> Option<&W> {
        match self {
            Self::None => None,
            Self::One(waiter) => (number == Registration::FIRST).then_some(waiter),
            Self::Many(places) => places[at(places, number)?].waiter.as_ref(),
        }
    }

    /// Takes a waiter out, unless it was taken out.
    #[inline]
    pub(crate) fn remove(&mut self, number: Registration) -> Option<W> {
        let (left, removed) = match self.take() {
            Self::One(waiter) if number == Registration::FIRST => (Self::None, Some(waiter)),
            Self::Many(mut places) => {
                let removed = at(&places, number).and_then(|place| places[place].waiter.take());
                (Self::of(places), removed)
            }
            left => (left, None),
        };
        *self = left;
        removed
    }

    /// Takes all.
    #[inline]
    pub(crate) fn take(&mut self) -> Self {
        mem::take(self)
    }

    /// Passes each on, in their order, and keeps what comes back.
    #[inline]
    pub(crate) fn each(self, mut work: impl FnMut(W) -> Option<W>) -> Self {
        match self {
            Self::None => Self::None,
            Self::One(waiter) => work(waiter).map_or(Self::None, Self::One),
            Self::Many(mut places) => {
                places.iter_mut().for_each(|place| place.waiter = place.waiter.take().and_then(&mut work));
                Self::of(places)
            }
        }
    }
}

/// The index of the place with this number.
fn at<W>(places: &[Place<W>], number: Registration) -> Option<usize> {
    places.binary_search_by_key(&number, |place| place.number).ok()
}

/// Leaves the empty places out, if they are half of all.
fn with_room<W>(mut places: Row<Place<W>>) -> Row<Place<W>> {
    let full = places.iter().filter(|place| place.waiter.is_some()).count();
    if full > places.len() / 2 {
        return places;
    }
    let mut left = Row::new();
    for Place { number, waiter } in &mut *places {
        if let Some(waiter) = waiter.take() {
            left.push(Place { number: *number, waiter: Some(waiter) });
        }
    }
    left
}

#[cfg(all(test, not(valuetask_loom)))]
mod tests {
    use super::*;

    #[test]
    fn waiters_keep_their_order_and_numbers_while_others_leave() {
        let mut waiters = Waiters::default();
        let mut kept = Vec::new();
        for turn in 0..1000 {
            let (first, second) = (waiters.push(turn), waiters.push(-turn));
            assert_eq!(waiters.get(second), Some(&-turn));
            assert_eq!(waiters.remove(second), Some(-turn));
            assert_eq!(waiters.remove(second), None);
            if turn % 100 == 0 {
                kept.push((first, turn));
            } else {
                assert_eq!(waiters.remove(first), Some(turn));
            }
        }
        let Waiters::Many(places) = &waiters else { unreachable!("ten are left") };
        assert!(places.len() < 64, "empty places are left out");
        for &(number, turn) in &kept {
            assert_eq!(waiters.get(number), Some(&turn));
        }
        let mut seen = Vec::new();
        let odd = waiters.each(|turn| {
            seen.push(turn);
            (turn == 300).then_some(turn)
        });
        assert!(seen.iter().eq(kept.iter().map(|(_, turn)| turn)));
        assert!(odd.each(|turn| (turn != 300).then_some(turn)).is_empty());
    }
}
