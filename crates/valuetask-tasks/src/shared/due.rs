//! What the handles of a [`Shared`](super::Shared) share that wasn't complete from the start.
#![forbid(unsafe_code)]

use core::future::Future;
use core::panic::{RefUnwindSafe, UnwindSafe};
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use super::polls::{Machine, Polls};
use super::wakers::Registration;
use crate::panics::{Panics, catch};
use crate::task::arc::{Arc, Kept, Unique, Wakes, Weak};
use crate::task::once::Once;
use crate::task::trampoline::{self, Lane};
use crate::task::unobserved::LentError;

/// A result that is lent.
pub(super) type Outcome<T> = Result<T, LentError>;

/// What handles keep: the result, once it is there.
struct Stored<T> {
    result: Once<Outcome<T>>,
    /// What is dropped with the last handle.
    left: Option<Machine<T>>,
}

/// A handle on a future.
pub(super) struct Due<T>(
    /// `None` once it was given up.
    Option<Arc<Stored<T>, Polls<T>>>,
);

// The result is shared by reference alone, and a poll of the future doesn't panic.
impl<T: RefUnwindSafe> UnwindSafe for Due<T> {}
impl<T: RefUnwindSafe> RefUnwindSafe for Due<T> {}

impl<T: 'static> Due<T> {
    #[inline]
    pub(super) fn new(machine: Machine<T>) -> Self {
        let stored = Stored { result: Once::new(), left: None };
        Self(Some(Arc::keeping(Polls::due(machine), stored)))
    }

    /// Polls until the future is ready: polls the future if it is due, and registers the awaiter otherwise.
    #[inline]
    pub(super) fn poll(&self, registered: &mut Option<Registration>, cx: &mut Context<'_>) -> Poll<()> {
        if self.outcome().is_some() {
            *registered = None;
            return Poll::Ready(());
        }
        self.poll_pending(registered, cx)
    }

    #[inline(never)]
    fn poll_pending(&self, registered: &mut Option<Registration>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.arc();
        let is_over = || self.outcome().is_some();
        let poll = |machine: &mut Machine<T>| {
            this.as_kept().with_waker(|waker| Pin::new(machine).poll(&mut Context::from_waker(waker)))
        };
        this.kept().poll(registered, cx, is_over, poll).map(|result| {
            if let Some(result) = result {
                let stored = this.result.set(result.map_err(Into::into));
                assert!(stored.is_ok(), "nothing but the poller stores it");
                this.kept().finish();
            }
        })
    }
}

impl<T> Due<T> {
    #[inline]
    fn arc(&self) -> &Arc<Stored<T>, Polls<T>> {
        self.0.as_ref().expect("a handle has it until it is given up")
    }

    #[inline]
    pub(super) fn outcome(&self) -> Option<&Outcome<T>> {
        self.arc().result.get()
    }

    #[inline]
    pub(super) fn ptr_eq(&self, other: &Self) -> bool {
        self.arc().ptr_eq(other.arc())
    }

    pub(super) fn downgrade(&self) -> WeakDue<T> {
        WeakDue(self.arc().downgrade())
    }

    /// Takes an awaiter's waker out, unless it was woken.
    #[inline]
    pub(super) fn withdraw(&self, registration: Registration) {
        if self.outcome().is_none() {
            self.arc().kept().withdraw(registration);
        }
    }

    /// Takes the future out, if this is the only handle, and it is due. Returns the handle otherwise.
    ///
    /// What sleeps stays: polling it again would poll all that it waits for.
    #[inline]
    pub(super) fn into_alone(mut self) -> Result<Machine<T>, Self> {
        let this = self.arc();
        if this.is_unique()
            && this.kept().is_due()
            && let Some(machine) = this.kept().begin()
        {
            // There is nothing else in it.
            drop(self.0.take().and_then(Arc::into_last).map(Unique::into_inner));
            return Ok(machine);
        }
        Err(self)
    }

    /// Moves the result out if this is the only handle, and there is a result. Returns the handle otherwise.
    #[inline]
    pub(super) fn into_outcome(mut self) -> Result<Option<Outcome<T>>, Self> {
        match self.0.take().map(Arc::into_unique) {
            Some(Ok(unique)) => Ok(unique.into_inner().result.into_inner()),
            Some(Err(shared)) => Err(Self(Some(shared))),
            None => Ok(None),
        }
    }
}

impl<T> Clone for Due<T> {
    #[inline]
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// A weak handle.
pub(super) struct WeakDue<T>(Weak<Stored<T>, Polls<T>>);

impl<T> WeakDue<T> {
    pub(super) fn upgrade(&self) -> Option<Due<T>> {
        self.0.upgrade().map(|arc| Due(Some(arc)))
    }

    pub(super) fn is_dropped(&self) -> bool {
        self.0.is_dropped()
    }
}

impl<T> Clone for WeakDue<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// The last handle drops the future.
impl<T> Drop for Due<T> {
    #[inline]
    fn drop(&mut self) {
        if let Some(last) = self.0.take().and_then(Arc::into_last) {
            drop_last(last);
        }
    }
}

#[inline(never)]
fn drop_last<T>(mut last: Unique<Stored<T>, Polls<T>>) {
    if last.result.get().is_some() {
        return;
    }
    let (machine, leaked) = last.kept().close();
    last.left = machine;
    let mut panics = Panics::default();
    panics.catch(|| drop(leaked));
    panics.catch(|| drop(last));
    panics.resume();
}

/// A wake makes no handle, so it drops no future. Its waker lies with a timer or a token, which has others to wake: that is told of no panic.
impl<T: 'static> Wakes for Kept<Stored<T>, Polls<T>> {
    fn woken(this: &Self) {
        let queued = |this: &Self| {
            let waker = this.with_waker(Waker::clone);
            move || waker.wake()
        };
        catch(|| trampoline::nest(Lane::Runs, this, |this| this.notify(), queued));
    }
}
