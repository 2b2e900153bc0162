//! The awaiter's claim of a [`ManualResetSource`], the machine of a task that stands on a source, and how one gets it.

use core::future::Future;
use core::marker::PhantomData;
use core::mem;
use core::pin::Pin;
use core::ptr::NonNull;
use core::task::{Context, Poll};

use super::ManualResetSource;
use crate::source::{Refusal, Token};
use crate::sync::between;
use crate::value_task::{Header, Operation};

/// The awaiter of the current operation.
///
/// Invariant: until it is `done`, we have taken the source's `awaiter`, and the value is not taken. With `LOCAL` we
/// stay on the thread of the completer, who is there by `begin_local`.
pub(in crate::source) struct SourceAwaiter<'a, T, const LOCAL: bool = false> {
    source: NonNull<ManualResetSource<T>>,
    /// The claim was given back.
    done: bool,
    marker: PhantomData<&'a ()>,
}

// SAFETY: what it reaches is the source, which is `Sync` where `T` is `Send`, and it takes a `T` out.
unsafe impl<T: Send> Send for SourceAwaiter<'_, T, false> {}

impl<'a, T, const LOCAL: bool> SourceAwaiter<'a, T, LOCAL> {
    /// The `awaiter` has just been taken for this.
    #[inline]
    pub(super) fn new(source: &'a ManualResetSource<T>) -> Self {
        Self { source: NonNull::from(source), done: false, marker: PhantomData }
    }

    #[inline]
    fn source(&self) -> &ManualResetSource<T> {
        // SAFETY: borrowed for `'a`, which we don't outlive.
        unsafe { self.source.as_ref() }
    }

    /// Gives the claim back, and leaves the waker where it is.
    #[inline]
    pub(in crate::source) fn release_with<R>(mut self, answer: R) -> R {
        self.done = true;
        self.source().awaiter.release();
        answer
    }

    /// Gives the claim back, and takes the waker along.
    #[inline(never)]
    fn leave(&mut self) {
        let source = self.source();
        // SAFETY: we are the awaiter, until the next line.
        let waker = unsafe { source.cell.unpark::<LOCAL>() };
        source.awaiter.release();
        drop(waker);
    }
}

// SAFETY: a source has a header for each `LOCAL`, which `new` has made for this type and nobody changes. It is borrowed
// for `'a`.
unsafe impl<T, const LOCAL: bool> Operation for SourceAwaiter<'_, T, LOCAL> {
    /// The owner alone knows that it is done.
    const CAN_BE_LEFT: bool = false;

    type Future = Self;
    type Output = T;

    #[inline]
    fn into_header(self) -> NonNull<Header<T>> {
        let source = mem::ManuallyDrop::new(self).source.cast::<Header<T>>();
        // SAFETY: in bounds of the source: the second of its headers if it isn't the first.
        unsafe { source.add(usize::from(LOCAL)) }
    }

    #[inline]
    unsafe fn from_header(header: NonNull<()>) -> Self {
        // SAFETY: the reverse of `into_header`.
        let source = unsafe { header.cast::<Header<T>>().sub(usize::from(LOCAL)) };
        Self { source: source.cast(), done: false, marker: PhantomData }
    }

    #[inline]
    fn pinned(&mut self) -> Pin<&mut Self> {
        Pin::new(self)
    }
}

impl<T, const LOCAL: bool> Future for SourceAwaiter<'_, T, LOCAL> {
    type Output = T;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let source = self.source();
        // SAFETY: we are the awaiter.
        match unsafe { source.cell.poll::<LOCAL>(cx) } {
            Poll::Pending => Poll::Pending,
            Poll::Ready(_) => {
                // SAFETY: the same, and sources only publish outcomes that have a value. It isn't polled again.
                let value = unsafe { source.cell.take() };
                source.awaiter.release();
                self.done = true;
                Poll::Ready(value)
            }
        }
    }
}

impl<T, const LOCAL: bool> Drop for SourceAwaiter<'_, T, LOCAL> {
    #[inline]
    fn drop(&mut self) {
        if !self.done {
            self.leave();
        }
    }
}

impl<T> ManualResetSource<T> {
    /// Makes the caller the awaiter, who is the only one until it is dropped: of the current operation, unless the value
    /// of that was taken; or, with `BEGINS`, to begin the next.
    #[inline]
    pub(super) fn claim_awaiter<const BEGINS: bool>(&self) -> Result<SourceAwaiter<'_, T>, Refusal> {
        loop {
            let claim = self.awaiter.look();
            between();
            let seen = self.cell.snapshot();
            if !claim.is_free() || seen.is_waited_for() {
                return Err(Refusal::Awaited);
            }
            if !BEGINS && seen.is_taken() {
                if self.awaiter.is_still(claim) {
                    return Err(Refusal::Taken);
                }
                continue;
            }
            let is_ours = if BEGINS { self.awaiter.take_to_begin(claim) } else { self.awaiter.take(claim) };
            if is_ours {
                return Ok(SourceAwaiter::new(self));
            }
        }
    }

    /// Makes the caller the awaiter of the operation of this token; `None` while somebody is about to begin the next,
    /// or to be refused that.
    pub(in crate::source) fn claim_awaiter_for(&self, token: Token) -> Result<Option<SourceAwaiter<'_, T>>, Refusal> {
        loop {
            let claim = self.awaiter.look();
            between();
            token.check(Self::name(), self.version.look().0).map_err(Refusal::Stale)?;
            if claim.is_beginning() {
                return Ok(None);
            }
            if !claim.is_free() {
                return Err(Refusal::Awaited);
            }
            if self.is_taken() {
                // That was the value of this operation, unless somebody has been the awaiter since.
                if self.awaiter.is_still(claim) {
                    return Err(Refusal::Taken);
                }
            } else if self.awaiter.take(claim) {
                return Ok(Some(SourceAwaiter::new(self)));
            }
        }
    }

    /// Drops the waker that lies here for the operation of this token, if one does and nobody is just using it.
    pub(in crate::source) fn abandon_for(&self, token: Token) {
        loop {
            let claim = self.awaiter.look();
            between();
            if token != self.token() || !claim.is_free() || !self.cell.snapshot().is_waited_for() {
                return;
            }
            if self.awaiter.take(claim) {
                // Takes the waker along.
                return drop(SourceAwaiter::<T, false>::new(self));
            }
        }
    }
}
