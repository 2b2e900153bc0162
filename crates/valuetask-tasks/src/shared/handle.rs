//! What a handle of a [`Shared`] does with its future: polls for awaiters, and the end.
#![forbid(unsafe_code)]

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use super::Shared;
use super::polls::{Machine, Polls};
use super::wakers::Registration;
use crate::awaiter::Awaited;
use crate::panics::catch;
use crate::task::arc::{Arc, Held, Wakes};
use crate::task::error::TaskResult;
use crate::task::trampoline::{self, Lane};

impl<T: 'static> Awaited<Registration> for Shared<T> {
    /// Polls the future if it is due.
    #[inline]
    fn poll_registered(&self, registered: &mut Option<Registration>, cx: &mut Context<'_>) -> Poll<()> {
        if self.outcome().is_some() {
            *registered = None;
            return Poll::Ready(());
        }
        self.poll_pending(registered, cx)
    }

    #[inline]
    fn withdraw(&self, registration: Registration) {
        if self.outcome().is_none() {
            self.0.kept().kept.withdraw(registration);
        }
    }
}

impl<T: 'static> Shared<T> {
    #[inline(never)]
    fn poll_pending(&self, registered: &mut Option<Registration>, cx: &mut Context<'_>) -> Poll<()> {
        let shared = self.0.kept();
        let is_over = || self.outcome().is_some();
        let poll = |machine: &mut Machine<T>| {
            shared.with_waker(|waker| Pin::new(machine).poll(&mut Context::from_waker(waker)))
        };
        shared.kept.poll(registered, cx, is_over, poll).map(|result| {
            if let Some(result) = result {
                let stored = self.0.set(result);
                assert!(stored.is_ok(), "nothing but the poller stores it");
                shared.kept.finish();
            }
        })
    }
}

impl<T> Shared<T> {
    /// Takes the future out, if this is the only handle, and it is due. Returns the handle otherwise.
    ///
    /// What sleeps stays: polling it again would poll all that it waits for.
    #[inline(always)]
    pub(super) fn into_alone(self) -> Result<Machine<T>, Self> {
        let begun = if self.0.kept().kept.is_due() { self.begin_alone() } else { None };
        begun.ok_or(self)
    }

    #[inline(never)]
    fn begin_alone(&self) -> Option<Machine<T>> {
        if self.0.is_unique() { self.0.kept().kept.begin() } else { None }
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
