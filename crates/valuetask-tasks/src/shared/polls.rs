//! The polls of a future that its awaiters poll.
//!
//! | due | polling | the future      | registered awaiters                                            |
//! |-----|---------|-----------------|----------------------------------------------------------------|
//! | yes | no      | in its place    | none: the next awaiter polls it                                |
//! | no  | yes     | with the poller | sleep                                                          |
//! | yes | yes     | with the poller | sleep until the poll ends                                      |
//! | no  | no      | in its place    | sleep until it is woken; a new one registers, and doesn't poll |
//!
//! 1. `begin`   due → polling, by an awaiter that polls. It has the future to itself.
//! 2. `end`     polling → not polling, when the poll has ended. The poller is registered in the same section. If the future is due by then,
//!    all awaiters are woken, the poller included.
//! 3. `notify`  → due, by the future's waker. All awaiters are woken, unless the future is being polled.
//! 4. `finish`  by the poller, once it has stored the result. All awaiters are woken. It is polling for ever.
//! 5. `close`   after the last handle of a future that isn't ready.
//!
//! The owner of the only handle may take the future instead, where no waker of it is left: nothing else could use it.
//!
//! All are woken, not one of them: an awaiter that is dropped or never polled again holds up no other. They are taken out for that. The
//! future's waker keeps no more than what is here, and never makes a handle. So no wake drops a future, as 5 has taken it out by then: a
//! wake may come under a lock that the future's destructor takes.
//!
//! All of this changes under a [lock](Brief). No user code runs under it.
#![forbid(unsafe_code)]

use core::sync::atomic::Ordering::Relaxed;
use core::task::Waker;

use super::wakers::{Wakers, wake};
use crate::panics::Panics;
use crate::sync::{AtomicBool, Brief};
use crate::task::error::TaskResult;
use crate::task::trampoline::drop_soon;
use crate::task::unobserved;
use crate::task::waiters::{Registration, Waiters};
use valuetask::PooledFuture;

/// The future, which doesn't panic.
pub(super) type Machine<T> = PooledFuture<'static, TaskResult<T>>;

/// What a future's wakers and awaiters meet at.
pub(super) struct Polls<T> {
    /// Changed under the lock alone.
    is_due: AtomicBool,
    place: Brief<Place<T>>,
    /// The error of the result was observed.
    is_observed: AtomicBool,
}

/// What the lock guards.
pub(super) struct Place<T> {
    /// With the poller if it isn't here.
    machine: Option<Machine<T>>,
    pub(super) wakers: Wakers,
}

impl<T> Polls<T> {
    /// Of a future that is due; or of none, if the result is there.
    #[inline]
    pub(super) fn of(machine: Option<Machine<T>>) -> Self {
        let is_due = AtomicBool::new(machine.is_some());
        let place = Brief::new(Place { machine, wakers: Wakers::default() });
        Self { is_due, is_observed: AtomicBool::new(false), place }
    }

    /// Marks the error of the result as observed.
    #[cold]
    pub(super) fn observe(&self) {
        if !self.is_observed() {
            // ORDERING: Relaxed, as in `is_observed`.
            self.is_observed.store(true, Relaxed);
        }
    }

    fn is_observed(&self) -> bool {
        // ORDERING: Relaxed: it hands nothing over.
        self.is_observed.load(Relaxed)
    }

    #[inline]
    pub(super) fn with<R>(&self, work: impl FnOnce(&mut Place<T>) -> R) -> R {
        self.place.with(|| false, work).expect("it is never sealed")
    }

    /// Returns `true` if the future has to be polled, or seems to.
    #[inline]
    pub(super) fn is_due(&self) -> bool {
        // ORDERING: Relaxed: the lock hands it over. Without the lock it is a hint.
        self.is_due.load(Relaxed)
    }

    #[inline]
    fn set_due(&self, is_due: bool) {
        // ORDERING: Relaxed, as in `is_due`.
        self.is_due.store(is_due, Relaxed);
    }

    /// Transition 1, with the place locked.
    #[inline]
    pub(super) fn begin_in(&self, place: &mut Place<T>) -> Option<Machine<T>> {
        let begun = if self.is_due() { place.machine.take() } else { None };
        if begun.is_some() {
            self.set_due(false);
        }
        begun
    }

    /// Takes the future out if it is due, for the owner of all.
    #[inline]
    pub(super) fn take(&mut self) -> Option<Machine<T>> {
        if self.is_due() { self.place.get_mut().machine.take() } else { None }
    }

    /// Transition 2. Calls `register` under the lock, and drops what that returns.
    pub(super) fn end<R>(&self, machine: Machine<T>, register: impl FnOnce(&mut Place<T>) -> R) {
        let (before, woken) = self.with(|place| {
            let before = register(place);
            place.machine = Some(machine);
            (before, if self.is_due() { place.wakers.take() } else { Waiters::None })
        });
        let mut panics = Panics::default();
        panics.catch(|| wake(woken));
        panics.catch(|| drop(before));
        panics.resume();
    }

    /// Transition 3.
    pub(super) fn notify(&self) {
        let woken = self.with(|place| {
            let was_due = self.is_due();
            self.set_due(true);
            if was_due || place.machine.is_none() { Waiters::None } else { place.wakers.take() }
        });
        wake(woken);
    }

    /// Transition 4.
    #[inline]
    pub(super) fn finish(&self) {
        wake(self.with(|place| place.wakers.take()));
    }

    /// Transition 5. Returns what is to be dropped: awaiters that are registered were leaked.
    pub(super) fn close(&self) -> (Option<Machine<T>>, Waiters<Waker>) {
        self.with(|place| (place.machine.take(), place.wakers.take()))
    }

    /// Takes an awaiter's waker out, unless it was taken since.
    #[inline(never)]
    pub(super) fn withdraw(&self, registration: Registration) {
        let _removed = self.with(|place| place.wakers.remove(registration));
    }
}

impl<T> Place<T> {
    /// Registers an awaiter. Returns the waker that it was registered with before.
    #[inline]
    pub(super) fn register(&mut self, registered: &mut Option<Registration>, waker: Waker) -> Option<Waker> {
        let before = registered.take().and_then(|before| self.wakers.remove(before));
        *registered = Some(self.wakers.add(waker));
        before
    }
}

/// The last handle drops the future, or the result.
#[inline(never)]
pub(super) fn drop_last<T: 'static>(mut result: Option<TaskResult<T>>, polls: &Polls<T>) {
    let mut panics = Panics::default();
    match &result {
        Some(Ok(_)) => return drop_soon(&mut result),
        Some(Err(error)) => {
            panics.catch(|| unobserved::report(error, polls.is_observed()));
            panics.catch(|| drop_soon(&mut result));
        }
        None => {
            let (mut machine, leaked) = polls.close();
            panics.catch(|| drop(leaked));
            panics.catch(|| drop_soon(&mut machine));
        }
    }
    panics.resume();
}
