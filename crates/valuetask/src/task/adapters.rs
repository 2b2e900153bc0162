//! The futures of tasks: adapters from the output of a future to the outcome of its task.

use core::future::Future;
use core::panic::AssertUnwindSafe;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::panic::catch_unwind;

use super::cell::TaskResult;
use super::completion::OwnSource;
use super::status::Phase;
use super::{Task, TaskError};
use crate::panics::catch;

/// A future that is polled by a closure.
pub(crate) struct PolledBy<F, P> {
    /// Pinned.
    future: F,
    poll: P,
}

impl<F, P> PolledBy<F, P> {
    #[inline]
    pub(crate) fn new<R>(future: F, poll: P) -> Self
    where
        P: FnMut(Pin<&mut F>, &mut Context<'_>) -> Poll<R>,
    {
        Self { future, poll }
    }
}

impl<F, R, P: FnMut(Pin<&mut F>, &mut Context<'_>) -> Poll<R>> Future for PolledBy<F, P> {
    type Output = R;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<R> {
        // SAFETY: `future` is used through the pin below alone, and no other field is pinned.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: `this` was pinned, and the field is never reached in any other way. There is no destructor.
        (this.poll)(unsafe { Pin::new_unchecked(&mut this.future) }, cx)
    }
}

/// Calls a closure, and returns its panic as an error.
pub(super) fn caught<R>(work: impl FnOnce() -> R) -> Result<R, TaskError> {
    catch_unwind(AssertUnwindSafe(work)).map_err(TaskError::panicked)
}

/// A future that completes a task with what `finish` returns for its output.
///
/// The future is dropped before the task is completed. If this is dropped earlier, so is the source, unset.
pub(super) struct Spawned<F: Future, T> {
    /// Pinned. `None` once it has its output, or has panicked.
    future: Option<F>,
    finish: fn(F::Output) -> TaskResult<T>,
    source: Work<T>,
}

impl<F: Future, T> Spawned<F, T> {
    #[inline]
    pub(super) fn new(future: F, finish: fn(F::Output) -> TaskResult<T>, source: Work<T>) -> Self {
        Self { future: Some(future), finish, source }
    }
}

impl<F: Future, T> Future for Spawned<F, T> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        // SAFETY: `future` is used through the pin below alone, and no other field is pinned.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: `this` was pinned, and the field is never reached in any other way.
        let mut pinned = unsafe { Pin::new_unchecked(&mut this.future) };
        let Some(future) = pinned.as_mut().as_pin_mut() else { return Poll::Ready(()) };
        this.source.begin();
        let output = match caught(|| future.poll(cx)) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(output)) => Ok(output),
            Err(panicked) => Err(panicked),
        };
        let dropped = caught(|| pinned.set(None));
        let outcome = output.and_then(|output| caught(|| (this.finish)(output))?);
        this.source.complete(outcome.and_then(|result| dropped.map(|()| result)));
        Poll::Ready(())
    }
}

/// If the scheduler drops work whose destructor panics, the panic is the error of the task.
impl<F: Future, T> Drop for Spawned<F, T> {
    fn drop(&mut self) {
        if self.future.is_some() {
            // SAFETY: it was pinned if it was polled, and is dropped in place.
            let mut pinned = unsafe { Pin::new_unchecked(&mut self.future) };
            if let Err(panicked) = caught(|| pinned.set(None)) {
                self.source.complete(Err(panicked));
            }
        }
    }
}

/// The source of work that a scheduler runs or drops. The scheduler isn't told of panics of the waiters.
pub(super) struct Work<T>(Option<OwnSource<T>>);

impl<T: 'static> Work<T> {
    /// Creates work that isn't running yet, and its task.
    #[inline]
    pub(super) fn pair() -> (Self, Task<T>) {
        let [task, second] = Task::pending_pair(Phase::WaitingToRun);
        (Self(Some(OwnSource::of(task))), second)
    }
}

impl<T> Work<T> {
    /// The work has begun.
    pub(super) fn begin(&self) {
        if let Some(cell) = self.0.as_ref().and_then(|source| source.task().cell()) {
            cell.header.set_phase(Phase::Running);
        }
    }

    /// Completes the task, once.
    pub(super) fn complete(&mut self, outcome: TaskResult<T>) {
        if let Some(source) = self.0.take() {
            catch(|| source.set(outcome));
        }
    }
}

/// If work is dropped, its task is faulted with `Abandoned`.
impl<T> Drop for Work<T> {
    fn drop(&mut self) {
        let source = self.0.take();
        catch(|| drop(source));
    }
}
