//! The awaiter of a [`ManualResetSource`](super::ManualResetSource), which is also the machine of a source's task.

use core::future::Future;
use core::marker::PhantomData;
use core::mem;
use core::pin::Pin;
use core::ptr::NonNull;
use core::task::{Context, Poll};

use super::current::Current;
use valuetask::__runtime::{Header, RawOwner};

/// The awaiter of the current operation.
///
/// Invariant: until this is `done`, it holds the source's awaiter claim, and the value isn't taken. With `LOCAL`, made by
/// `begin_local`, it stays on the completer's thread.
pub(crate) struct SourceAwaiter<'a, T, const LOCAL: bool = false> {
    source: NonNull<Current<T>>,
    /// `true` once the claim is released.
    done: bool,
    marker: PhantomData<&'a ()>,
}

// SAFETY: all access goes to the source, which is `Sync` if `T: Send`, and a `T` is taken out.
unsafe impl<T: Send> Send for SourceAwaiter<'_, T, false> {}

impl<'a, T, const LOCAL: bool> SourceAwaiter<'a, T, LOCAL> {
    /// Creates the awaiter. The caller has taken the claim for it.
    #[inline]
    pub(super) fn new(source: &'a Current<T>) -> Self {
        Self { source: NonNull::from(source), done: false, marker: PhantomData }
    }

    #[inline]
    fn source(&self) -> &Current<T> {
        // SAFETY: borrowed for `'a`, which outlives this.
        unsafe { self.source.as_ref() }
    }

    /// Releases the claim, leaves the waker registered, and returns `answer`.
    #[inline]
    pub(crate) fn release_with<R>(mut self, answer: R) -> R {
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

// SAFETY: a source has a header for each `LOCAL`, which `ManualResetSource::new` makes for this type and no code changes.
// The source is borrowed for `'a`.
unsafe impl<T, const LOCAL: bool> RawOwner for SourceAwaiter<'_, T, LOCAL> {
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
