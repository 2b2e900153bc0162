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
    /// Sorted by number. The last is full, and so is a quarter of them.
    Many { full: u32, places: Row<Place<W>> },
}

/// The place of a waiter.
pub(crate) struct Place<W> {
    number: Registration,
    /// `None` once it was taken out.
    waiter: Option<W>,
}

/// The number of a waiter among those that wait with it.
///
/// It may be given again once that waiter was [taken](Waiters::take) out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Registration(NonZeroU64);

impl Registration {
    const FIRST: Self = Self(NonZeroU64::MIN);

    fn next(self) -> Self {
        self.after(1)
    }

    /// The number behind so many others.
    #[inline]
    pub(crate) fn after(self, others: u64) -> Self {
        Self(self.0.checked_add(others).expect("fewer than 2^64 registrations"))
    }

    /// The number without those others, unless it is one of them.
    #[inline]
    pub(crate) fn without(self, others: u64) -> Option<Self> {
        NonZeroU64::new(self.0.get().checked_sub(others)?).map(Self)
    }
}

impl<W> Waiters<W> {
    #[inline]
    pub(crate) const fn is_empty(&self) -> bool {
        matches!(self, Self::None)
    }

    /// Puts a waiter behind all others.
    #[inline]
    pub(crate) fn push(&mut self, waiter: W) -> Registration {
        match self {
            Self::None => {
                *self = Self::One(waiter);
                Registration::FIRST
            }
            Self::One(_) => self.push_second(waiter),
            Self::Many { full, places } => {
                *full += 1;
                push_behind(places, waiter)
            }
        }
    }

    #[inline(never)]
    fn push_second(&mut self, waiter: W) -> Registration {
        let mut places = Row::new();
        if let Self::One(first) = self.take() {
            places.push(Place { number: Registration::FIRST, waiter: Some(first) });
        }
        let number = Registration::FIRST.next();
        places.push(Place { number, waiter: Some(waiter) });
        *self = Self::Many { full: 2, places };
        number
    }

    /// A waiter, unless it was taken out.
    #[inline]
    pub(crate) fn get(&self, number: Registration) -> Option<&W> {
        match self {
            Self::None => None,
            Self::One(waiter) => (number == Registration::FIRST).then_some(waiter),
            Self::Many { places, .. } => places[at(places, number)?].waiter.as_ref(),
        }
    }

    /// Takes a waiter out, unless it was taken out.
    #[inline(always)]
    pub(crate) fn remove(&mut self, number: Registration) -> Option<W> {
        let Self::Many { full, places } = self else {
            if number != Registration::FIRST {
                return None;
            }
            return match self.take() {
                Self::One(waiter) => Some(waiter),
                _ => None,
            };
        };
        let removed = remove_from(places, full, number);
        if *full == 0 {
            *self = Self::None;
        }
        removed
    }

    /// The greatest number of those that wait; zero without any.
    #[inline]
    pub(crate) fn greatest(&self) -> u64 {
        match self {
            Self::None => 0,
            Self::One(_) => 1,
            Self::Many { places, .. } => places.last().map_or(0, |place| place.number.0.get()),
        }
    }

    /// Takes all, which voids their numbers: those are given again. Of a cell only its completer does, or the last handle, after which no number
    /// is withdrawn. A `Shared` adds the greatest number to all later ones.
    #[inline]
    pub(crate) fn take(&mut self) -> Self {
        mem::take(self)
    }

    /// Passes all on, in their order. If `work` panics, the others leak.
    #[inline]
    pub(crate) fn each(self, mut work: impl FnMut(W)) {
        match self {
            Self::None => {}
            Self::One(waiter) => work(waiter),
            Self::Many { mut places, .. } => places.each(|place| place.waiter.into_iter().for_each(&mut work)),
        }
    }

    /// Returns `true` if one is such.
    pub(crate) fn any(&self, mut is_such: impl FnMut(&W) -> bool) -> bool {
        match self {
            Self::None => false,
            Self::One(waiter) => is_such(waiter),
            Self::Many { places, .. } => places.iter().filter_map(|place| place.waiter.as_ref()).any(is_such),
        }
    }
}

#[inline(never)]
fn push_behind<W>(places: &mut Row<Place<W>>, waiter: W) -> Registration {
    let number = places.last().expect("the last is full").number.next();
    places.push(Place { number, waiter: Some(waiter) });
    number
}

/// The index of the place with this number.
fn at<W>(places: &[Place<W>], number: Registration) -> Option<usize> {
    places.binary_search_by_key(&number, |place| place.number).ok()
}

#[inline(never)]
fn remove_from<W>(places: &mut Row<Place<W>>, full: &mut u32, number: Registration) -> Option<W> {
    let place = at(places, number)?;
    let removed = places[place].waiter.take()?;
    *full -= 1;
    while let Some(Place { waiter: None, .. }) = places.last() {
        places.pop();
    }
    if places.len() / 4 > *full as usize {
        let mut left = Row::new();
        places.each(|place| _ = place.waiter.is_some().then(|| left.push(place)));
        *places = left;
    }
    Some(removed)
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
        let Waiters::Many { full: 10, places } = &waiters else { unreachable!("ten are left") };
        assert!(places.len() <= 43, "empty places are left out");
        for &(number, turn) in &kept {
            assert_eq!(waiters.get(number), Some(&turn));
        }
        let mut seen = Vec::new();
        assert!(waiters.any(|&turn| turn == 300) && !waiters.any(|&turn| turn == 301));
        waiters.each(|turn| seen.push(turn));
        assert_eq!(seen, [0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
    }

    #[test]
    fn one_waiter_is_found_by_its_own_number_alone() {
        let mut waiters = Waiters::default();
        let (first, second) = (waiters.push(1), waiters.push(2));
        assert_eq!((waiters.remove(first), waiters.remove(second)), (Some(1), Some(2)));
        let third = waiters.push(3);
        assert_eq!(waiters.get(second), None);
        assert_eq!(waiters.remove(second), None);
        assert_eq!(waiters.get(third), Some(&3));
        assert_eq!(waiters.remove(third), Some(3));
        assert!(waiters.is_empty());
    }
}
