//! The wakers of the awaiters that are registered.
#![forbid(unsafe_code)]

use core::task::Waker;

use crate::panics::Panics;
use crate::task::waiters::{self, Waiters};

/// Wakers, all of which are taken at once.
#[derive(Default)]
pub(super) struct Wakers {
    waiters: Waiters<Waker>,
    /// How often all were taken.
    taken: u64,
}

/// The number of a waker, until all are taken.
pub(super) struct Registration {
    number: waiters::Registration,
    taken: u64,
}

impl Wakers {
    pub(super) fn add(&mut self, waker: Waker) -> Registration {
        Registration { number: self.waiters.push(waker), taken: self.taken }
    }

    /// Returns `true` if there is a waker that would wake the same task.
    #[inline]
    pub(super) fn has(&self, registration: &Registration, waker: &Waker) -> bool {
        registration.taken == self.taken
            && self.waiters.get(registration.number).is_some_and(|other| other.will_wake(waker))
    }

    /// Takes a waker out, unless all were taken since.
    #[inline]
    pub(super) fn remove(&mut self, Registration { number, taken }: Registration) -> Option<Waker> {
        if taken == self.taken { self.waiters.remove(number) } else { None }
    }

    /// Takes all wakers.
    #[inline]
    pub(super) fn take(&mut self) -> Waiters<Waker> {
        self.taken += 1;
        self.waiters.take()
    }
}

/// Wakes all. The first panic is resumed after that.
#[inline]
pub(super) fn wake(woken: Waiters<Waker>) {
    let mut panics = Panics::default();
    woken.each(|waker| panics.catch(|| waker.wake()));
    panics.resume();
}
