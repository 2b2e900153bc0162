//! The futures of tasks: adapters from the output of a future to the outcome of its task.

use core::future::Future;
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::Task;
use super::cell::TaskResult;
use super::completion::OwnSource;
use super::error::caught;
use super::status::TaskStatus;
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

/// Adapts a future to the outcome of a task.
#[inline]
pub(super) fn adapted<T, F>(
    future: F,
    outcome: impl Fn(F::Output) -> TaskResult<T> + Send + 'static,
) -> impl Future<Output = TaskResult<T>> + Send + 'static
where
    F: Future + Send + 'static,
{
    PolledBy::new(future, move |future: Pin<&mut F>, cx: &mut Context<'_>| future.poll(cx).map(&outcome))
}

/// A future that completes a task with its output.
///
/// The future is dropped before the task is completed. If this is dropped earlier, so is the source, unset.
pub(super) struct Spawned<F, T> {
    /// Pinned. `None` once it has its output, or has panicked.
    future: Option<F>,
    source: Work<T>,
}

impl<F, T> Spawned<F, T> {
    #[inline]
    pub(super) fn new(future: F, source: Work<T>) -> Self {
        Self { future: Some(future), source }
    }
}

impl<F: Future<Output = TaskResult<T>>, T> Future for Spawned<F, T> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        // SAFETY: `future` is used through the pin below alone, and no other field is pinned.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: `this` was pinned, and the field is never reached in any other way.
        let mut pinned = unsafe { Pin::new_unchecked(&mut this.future) };
        let Some(future) = pinned.as_mut().as_pin_mut() else { return Poll::Ready(()) };
        this.source.begin();
        let outcome = match caught(|| Ok(future.poll(cx))) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(outcome)) => outcome,
            Err(panicked) => Err(panicked),
        };
        let dropped = drop_in_place(pinned);
        this.source.complete(outcome.and_then(|result| dropped.map(|()| result)));
        Poll::Ready(())
    }
}

fn drop_in_place<F>(mut future: Pin<&mut Option<F>>) -> TaskResult<()> {
    caught(|| {
        future.set(None);
        Ok(())
    })
}

/// If the scheduler drops work whose destructor panics, the panic is the error of the task.
impl<F, T> Drop for Spawned<F, T> {
    fn drop(&mut self) {
        if self.future.is_some() {
            // SAFETY: it was pinned if it was polled, and is dropped in place.
            if let Err(panicked) = drop_in_place(unsafe { Pin::new_unchecked(&mut self.future) }) {
                self.source.complete(Err(panicked));
            }
        }
    }
}

/// The source of work that a scheduler runs or drops. The scheduler isn't told of panics of the waiters.
pub(super) struct Work<T> {
    source: Option<OwnSource<T>>,
    has_begun: bool,
}

impl<T: 'static> Work<T> {
    /// Creates work that isn't running yet, and its task.
    #[inline]
    pub(super) fn pair() -> (Self, Task<T>) {
        let [task, second] = Task::pending(TaskStatus::WaitingToRun);
        (Self { source: Some(OwnSource::of(task)), has_begun: false }, second)
    }
}

impl<T> Work<T> {
    /// The work has begun. Only the first call touches the cell, which is rarely in the cache of a thread that polls many tasks.
    pub(super) fn begin(&mut self) {
        if !mem::replace(&mut self.has_begun, true)
            && let Some(cell) = self.source.as_ref().and_then(|source| source.task().cell())
        {
            cell.header.set_phase(TaskStatus::Running);
        }
    }

    /// Completes the task, once.
    pub(super) fn complete(&mut self, outcome: TaskResult<T>) {
        if let Some(source) = self.source.take() {
            catch(|| source.set(outcome));
        }
    }
}

/// If work is dropped, its task is faulted with `Abandoned`.
impl<T> Drop for Work<T> {
    fn drop(&mut self) {
        if let Some(source) = self.source.take() {
            catch(|| drop(source));
        }
    }
}
