//! What a handle of a [`Shared`] does with its future: polls for awaiters, and the end.
#![forbid(unsafe_code)]

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use super::Shared;
use super::polls::{Machine, Polls};
use crate::awaiter::Awaited;
use crate::panics::{Panics, catch};
use crate::task::arc::{Arc, Held, Wakes};
use crate::task::error::TaskResult;
use crate::task::trampoline::{self, Lane};
use crate::task::waiters::Registration;

/// What an awaiter that polls finds.
enum Found<T> {
    /// It polls the future.
    Polls(Machine<T>),
    /// It is registered. The waker that it was registered with before comes back.
    Waits(Option<Waker>),
    /// It isn't, as it has no clone of its waker yet.
    Clones,
    Over,
}

impl<T: 'static> Awaited for Shared<T> {
    /// Polls the future if it is due.
    #[inline]
    fn poll_registered(&self, registered: &mut Option<Registration>, cx: &mut Context<'_>) -> Poll<()> {
        let polled = if self.outcome().is_some() { Poll::Ready(()) } else { self.poll_pending(registered, cx) };
        if polled.is_ready() {
            *registered = None;
        }
        polled
    }

    #[inline]
    fn withdraw(&self, registration: Registration) {
        if self.outcome().is_none() {
            self.0.kept().kept.withdraw(registration);
        }
    }
}

impl<T: 'static> Shared<T> {
    /// Polls the future if it is due, and registers the awaiter otherwise.
    #[inline(never)]
    fn poll_pending(&self, registered: &mut Option<Registration>, cx: &mut Context<'_>) -> Poll<()> {
        let polls = &self.0.kept().kept;
        // Made before the lock is taken, if it will be needed.
        let mut fresh = (registered.is_none() && !polls.is_due()).then(|| cx.waker().clone());
        loop {
            let found = polls.with(|place| {
                if self.is_completed() {
                    return Found::Over;
                }
                if let Some(machine) = polls.begin_in(place) {
                    return Found::Polls(machine);
                }
                if registered.is_some_and(|registered| place.wakers.has(registered, cx.waker())) {
                    return Found::Waits(None);
                }
                fresh.take().map_or(Found::Clones, |fresh| Found::Waits(place.register(registered, fresh)))
            });
            match found {
                Found::Polls(machine) => return self.poll_begun(machine, fresh, registered, cx),
                Found::Waits(_before) => return Poll::Pending,
                Found::Clones => fresh = Some(cx.waker().clone()),
                Found::Over => return Poll::Ready(()),
            }
        }
    }

    /// Polls the future, and puts it back unless it is ready.
    fn poll_begun(
        &self,
        mut machine: Machine<T>,
        mut fresh: Option<Waker>,
        registered: &mut Option<Registration>,
        cx: &mut Context<'_>,
    ) -> Poll<()> {
        let (shared, polls) = (self.0.kept(), &self.0.kept().kept);
        let polled = shared.with_waker(|waker| Pin::new(&mut machine).poll(&mut Context::from_waker(waker)));
        if let Poll::Ready(result) = polled {
            let stored = self.0.set(result);
            assert!(stored.is_ok(), "nothing but the poller stores it");
            polls.finish();
            return Poll::Ready(());
        }
        // The future is put back even if the clone panics.
        let mut panics = Panics::default();
        panics.catch(|| _ = fresh.get_or_insert_with(|| cx.waker().clone()));
        let registers = fresh.is_some();
        panics.catch(|| polls.end(machine, |place| fresh.map(|fresh| place.register(registered, fresh))));
        if registers {
            panics.resume()
        } else {
            panics.leave()
        }
        Poll::Pending
    }
}

impl<T> Shared<T> {
    /// Takes the future out, if it is due, and nothing but this handle refers to it. Returns the handle otherwise.
    ///
    /// What sleeps stays: polling it again would poll all that it waits for.
    #[inline(always)]
    pub(super) fn into_alone(self) -> Result<Machine<T>, Self> {
        if self.0.kept().kept.is_due() { self.take_due() } else { Err(self) }
    }

    #[inline(never)]
    fn take_due(mut self) -> Result<Machine<T>, Self> {
        let Some(machine) = self.0.get_mut().and_then(Polls::take) else { return Err(self) };
        // There is no more to drop with it.
        let _ = self.0.try_unwrap();
        Ok(machine)
    }
}

/// A wake makes no handle, so it drops no future. Its waker lies with a timer or a token, which has others to wake: that is told of no panic.
impl<T: 'static> Wakes for Arc<Held<TaskResult<T>, Polls<T>>> {
    fn woken(this: &Self) {
        let queued = |this: &Self| {
            let waker = this.with_waker(Waker::clone);
            move || waker.wake()
        };
        catch(|| trampoline::nest(Lane::Runs, this, |this| this.kept.notify(), queued));
    }
}
