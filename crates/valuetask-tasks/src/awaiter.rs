//! [`Awaiter`]: a handle, and its registration with what it waits for.
#![forbid(unsafe_code)]

use core::task::{Context, Poll};

use crate::task::waiters::Registration;

/// What has awaiters, which are registered by an `R`: a handle, or a reference to one.
pub(crate) trait Awaited<R> {
    /// Polls until it is complete, and registers the waker, or another one in place of that which was registered.
    fn poll_registered(&self, registered: &mut Option<R>, cx: &mut Context<'_>) -> Poll<()>;

    /// Takes a waker out, unless it was woken.
    fn withdraw(&self, registration: R);
}

impl<R, H: Awaited<R>> Awaited<R> for &H {
    #[inline]
    fn poll_registered(&self, registered: &mut Option<R>, cx: &mut Context<'_>) -> Poll<()> {
        H::poll_registered(self, registered, cx)
    }

    #[inline]
    fn withdraw(&self, registration: R) {
        H::withdraw(self, registration);
    }
}

/// A waiter: a handle, and a registration. Dropped, it is withdrawn.
///
/// Covariant, as its handle is: so `R` is a parameter, and no type of the handle's trait.
pub(crate) struct Awaiter<H: Awaited<R>, R = Registration> {
    /// `None` once it was taken.
    handle: Option<H>,
    pub(crate) registered: Option<R>,
}

impl<H: Awaited<R>, R> Unpin for Awaiter<H, R> {}

impl<H: Awaited<R>, R> Awaiter<H, R> {
    #[inline]
    pub(crate) const fn new(handle: H) -> Self {
        Self { handle: Some(handle), registered: None }
    }

    /// One whose handle was taken.
    #[inline]
    pub(crate) const fn taken() -> Self {
        Self { handle: None, registered: None }
    }

    /// The handle, unless it was taken.
    #[inline]
    pub(crate) fn handle(&self) -> Option<&H> {
        self.handle.as_ref()
    }

    /// Polls for the end. One that was taken is complete.
    #[inline]
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match &self.handle {
            Some(handle) => handle.poll_registered(&mut self.registered, cx),
            None => Poll::Ready(()),
        }
    }

    /// Takes the waiter out, and returns the handle.
    #[inline]
    pub(crate) fn take(&mut self) -> Option<H> {
        self.withdraw();
        self.handle.take()
    }

    #[inline]
    fn withdraw(&mut self) {
        if let Some(registration) = self.registered.take()
            && let Some(handle) = &self.handle
        {
            handle.withdraw(registration);
        }
    }
}

impl<H: Awaited<R>, R> Drop for Awaiter<H, R> {
    #[inline]
    fn drop(&mut self) {
        self.withdraw();
    }
}
