//! The wakers of the awaiters that are registered.
#![forbid(unsafe_code)]

use core::task::Waker;

use crate::panics::Panics;
use crate::task::waiters::{Registration, Waiters};

/// Wakers, all of which are taken at once.
#[derive(Default)]
pub(super) struct Wakers {
    waiters: Waiters<Waker>,
    /// No one of those that were taken has a number above this, and later ones have.
    taken: u64,
}

impl Wakers {
    pub(super) fn add(&mut self, waker: Waker) -> Registration {
        self.waiters.push(waker).after(self.taken)
    }

    /// Returns `true` if there is a waker that would wake the same task.
    #[inline]
    pub(super) fn has(&self, registration: Registration, waker: &Waker) -> bool {
        let number = registration.without(self.taken);
        number.and_then(|number| self.waiters.get(number)).is_some_and(|other| other.will_wake(waker))
    }

    /// Takes a waker out, unless all were taken since.
    #[inline]
    pub(super) fn remove(&mut self, registration: Registration) -> Option<Waker> {
        self.waiters.remove(registration.without(self.taken)?)
    }

    /// Takes all wakers.
    #[inline]
    pub(super) fn take(&mut self) -> Waiters<Waker> {
        self.taken += self.waiters.greatest();
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
