//! The awaiter of a [`ManualResetSource`], which is also the machine of a source's task, and its claim.

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
/// Invariant: until this is `done`, it holds the source's awaiter claim, and the value isn't taken. With `LOCAL`, made by
/// `begin_local`, it stays on the completer's thread.
pub(in crate::source) struct SourceAwaiter<'a, T, const LOCAL: bool = false> {
    source: NonNull<ManualResetSource<T>>,
    /// `true` once the claim is released.
    done: bool,
    marker: PhantomData<&'a ()>,
}

// SAFETY: all access goes to the source, which is `Sync` if `T: Send`, and a `T` is taken out.
unsafe impl<T: Send> Send for SourceAwaiter<'_, T, false> {}

impl<'a, T, const LOCAL: bool> SourceAwaiter<'a, T, LOCAL> {
    /// Creates the awaiter. The caller has taken the claim for it.
    #[inline]
    pub(super) fn new(source: &'a ManualResetSource<T>) -> Self {
        Self { source: NonNull::from(source), done: false, marker: PhantomData }
    }

    #[inline]
    fn source(&self) -> &ManualResetSource<T> {
        // SAFETY: borrowed for `'a`, which outlives this.
        unsafe { self.source.as_ref() }
    }

    /// Releases the claim, leaves the waker registered, and returns `answer`.
    #[inline]
    pub(in crate::source) fn release_with<R>(mut self, answer: R) -> R {
        self.done = true;
        self.source().awaiter.release();
        answer
    }

    /// Releases the claim, and drops the waker.
    #[inline(never)]
    fn leave(&mut self) {
        let source = self.source();
        // SAFETY: `self` holds the claim until the next line.
        let waker = unsafe { source.cell.unpark::<LOCAL>() };
        source.awaiter.release();
        drop(waker);
    }
}

// SAFETY: a source has a header for each `LOCAL`, which `new` makes for this type and no code changes. The source is
// borrowed for `'a`.
unsafe impl<T, const LOCAL: bool> Operation for SourceAwaiter<'_, T, LOCAL> {
    /// Only the owner knows that this is done.
    const CAN_BE_LEFT: bool = false;

    type Future = Self;
    type Output = T;

    #[inline]
    fn into_header(self) -> NonNull<Header<T>> {
        let source = mem::ManuallyDrop::new(self).source.cast::<Header<T>>();
        // SAFETY: in bounds of the source, which begins with two headers.
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
        // SAFETY: by the invariant, `self` is the awaiter.
        match unsafe { source.cell.poll::<LOCAL>(cx) } {
            Poll::Pending => Poll::Pending,
            Poll::Ready(_) => {
                // SAFETY: by the invariant, `self` is the awaiter. Sources publish only outcomes with a value, and a `done`
                // awaiter isn't polled again.
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
    /// Claims the awaiter of the current operation, or to begin the next one with `BEGINS`.
    ///
    /// Without `BEGINS`, a taken value refuses the claim.
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

    /// Claims the awaiter of the token's operation.
    ///
    /// Returns `None` during a reset that isn't decided yet.
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
                // The value was this operation's, unless the claim has changed hands since.
                if self.awaiter.is_still(claim) {
                    return Err(Refusal::Taken);
                }
            } else if self.awaiter.take(claim) {
                return Ok(Some(SourceAwaiter::new(self)));
            }
        }
    }

    /// Drops the registered waker of the token's operation, unless the claim is held.
    pub(in crate::source) fn abandon_for(&self, token: Token) {
        loop {
            let claim = self.awaiter.look();
            between();
            if token != self.token() || !claim.is_free() || !self.cell.snapshot().is_waited_for() {
                return;
            }
            if self.awaiter.take(claim) {
                // Drops the waker.
                return drop(SourceAwaiter::<T, false>::new(self));
            }
        }
    }
}
