//! The hot start: running a machine up to its first await that can't be answered at once.
//!
//! A hot machine is polled once at the call, under a waker of its own. What its awaits do then is up to the wrappers that the
//! macro puts around them: one around a task hands the value over if it is there; every other answers `Pending` without
//! touching what it holds. So the method's own code runs, and no foreign future ever sees the hot waker.

use core::future::{Future, IntoFuture};
use core::pin::Pin;
use core::ptr;
use core::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};

use crate::{LocalValueTask, ValueTask};

/// The hot waker is known by the address of this, which no clone of it shares: it is hot for one poll and no longer.
static HOT: Waker = {
    const VTABLE: RawWakerVTable = RawWakerVTable::new(|_| NOTHING, |_| {}, |_| {}, |_| {});
    const NOTHING: RawWaker = RawWaker::new(ptr::null(), &VTABLE);
    // SAFETY: none of the four functions looks at its pointer, so all of them are thread-safe.
    unsafe { Waker::from_raw(NOTHING) }
};

/// The waker that a hot machine is polled with.
#[inline(always)]
pub(crate) fn waker() -> &'static Waker {
    &HOT
}

#[inline(always)]
fn is_hot(cx: &Context<'_>) -> bool {
    ptr::eq(cx.waker(), &HOT)
}

/// What a method awaits.
///
/// `Awaited(operand).__valuetask_await()` is an inherent method where the operand is a task, and the one of [`Gated`] otherwise.
#[derive(Debug)]
pub struct Awaited<F>(pub F);

/// The fallback for an operand that can't be asked whether it is complete.
pub trait Gated {
    /// The future that is awaited in the operand's place.
    type Future: Future;

    /// Turns the operand into a future that is not polled by the hot waker.
    fn __valuetask_await(self) -> Self::Future;
}

impl<F: IntoFuture> Gated for Awaited<F> {
    type Future = Gate<F::IntoFuture>;

    #[inline(always)]
    fn __valuetask_await(self) -> Self::Future {
        Gate(self.0.into_future())
    }
}

/// The fallback for an operand that can't be awaited, so that the compiler says that of the operand and not of [`Awaited`].
pub trait Unawaitable {
    /// What was to be awaited.
    type Operand;

    /// Never called, as what it returns can't be awaited.
    ///
    /// # Panics
    ///
    /// Always.
    fn __valuetask_await(&self) -> Self::Operand {
        unreachable!("what isn't a future can't be awaited")
    }
}

impl<F> Unawaitable for Awaited<F> {
    type Operand = F;
}

/// A future that is `Pending`, and not polled, in the hot poll.
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct Gate<F>(F);

impl<F: Future> Future for Gate<F> {
    type Output = F::Output;

    #[inline(always)]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        if is_hot(cx) {
            return Poll::Pending;
        }
        // SAFETY: the field is pinned as its struct is: nothing moves out of it, and `Gate` has no destructor.
        unsafe { self.map_unchecked_mut(|gate| &mut gate.0) }.poll(cx)
    }
}

/// A task that gives its value also in the hot poll, but isn't polled by it.
///
/// It is made from the task's parts, not from the task as a whole: a value of two words would be moved as a vector right
/// after its words were stored one by one, and such a load waits until both stores have left the store buffer. The figures
/// are those of `cargo bench -- "ready Result"`, beside the same loop in a plain `async` block.
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct Asked<F>(F);

macro_rules! asked {
    ($Task:ident) => {
        impl<'a, T> Awaited<$Task<'a, T>> {
            /// Turns the task into a future that, when hot, is ready if the task is complete.
            #[inline(always)]
            pub fn __valuetask_await(self) -> Asked<$Task<'a, T>> {
                match self.0.try_result() {
                    Ok(value) => Asked($Task::ready(value)),
                    Err(pending) => Asked(pending),
                }
            }
        }

        impl<T> Future for Asked<$Task<'_, T>> {
            type Output = T;

            #[inline(always)]
            fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
                if !self.0.is_completed() && is_hot(cx) {
                    return Poll::Pending;
                }
                Pin::new(&mut self.0).poll(cx)
            }
        }
    };
}

asked!(ValueTask);
asked!(LocalValueTask);

/// Awaited before a statement whose macros may hide an await: `Pending` in the hot poll, ready in every other.
#[inline(always)]
pub fn gate() -> Gate<core::future::Ready<()>> {
    Gate(core::future::ready(()))
}
