//! [`Awaiter`]: a handle, and its registration with what it waits for.
#![forbid(unsafe_code)]

use core::task::{Context, Poll};

use crate::task::waiters::Registration;

/// What has awaiters: a handle, or a reference to one.
pub(crate) trait Awaited {
    /// Polls until it is complete, and registers the waker, or another one in place of that which was registered.
    fn poll_registered(&self, registered: &mut Option<Registration>, cx: &mut Context<'_>) -> Poll<()>;

    /// Takes a waker out, unless it was woken.
    fn withdraw(&self, registration: Registration);
}

impl<H: Awaited> Awaited for &H {
    #[inline]
    fn poll_registered(&self, registered: &mut Option<Registration>, cx: &mut Context<'_>) -> Poll<()> {
        H::poll_registered(self, registered, cx)
    }

    #[inline]
    fn withdraw(&self, registration: Registration) {
        H::withdraw(self, registration);
    }
}

/// A waiter: a handle, and a registration. Dropped, it is withdrawn.
pub(crate) struct Awaiter<H: Awaited> {
    /// `None` once it was taken.
    handle: Option<H>,
    pub(crate) registered: Option<Registration>,
}

impl<H: Awaited> Unpin for Awaiter<H> {}

impl<H: Awaited> Awaiter<H> {
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

impl<H: Awaited> Drop for Awaiter<H> {
    #[inline]
    fn drop(&mut self) {
        self.withdraw();
    }
}
