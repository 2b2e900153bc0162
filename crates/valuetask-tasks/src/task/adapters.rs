//! The futures of tasks: adapters from the output of a future to the outcome of its task.
#![forbid(unsafe_code)]

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::cell::Source;
use super::error::{TaskResult, caught};
use super::{Task, sourced};
use crate::panics::catch;
use crate::polled_by::{PolledBy, Poller};

/// Adapts a future to the outcome of a task.
#[inline]
pub(crate) fn adapted<T, F>(
    future: F,
    outcome: impl Fn(F::Output) -> TaskResult<T> + Send + 'static,
) -> impl Future<Output = TaskResult<T>> + Send + 'static
where
    F: Future + Send + 'static,
{
    PolledBy::new(future, move |future: Pin<&mut F>, cx: &mut Context<'_>| future.poll(cx).map(&outcome))
}

/// The source of work that a scheduler runs or drops. The scheduler isn't told of panics of the waiters.
pub(super) struct Work<T>(Option<Source<T>>);

impl<T: 'static> Work<T> {
    /// Creates work that isn't running yet, and its task.
    #[inline]
    pub(super) fn pair() -> (Self, Task<T>) {
        let (source, task) = sourced();
        (Self(Some(source)), task)
    }
}

impl<T> Work<T> {
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
        catch(|| self.0 = None);
    }
}

/// Completes the task with the output of a future.
impl<F: Future<Output = TaskResult<T>>, T> Poller<Option<F>> for Work<T> {
    type Output = ();

    fn poll(&mut self, mut place: Pin<&mut Option<F>>, cx: &mut Context<'_>) -> Poll<()> {
        // Asked by `as_pin_mut`, as a shared reference to a future would end the borrows within it.
        if place.as_mut().as_pin_mut().is_none() {
            return Poll::Ready(());
        }
        poll_and_drop(place, cx).map(|outcome| self.complete(outcome))
    }

    /// If the scheduler drops work whose destructor panics, the panic is the error of the task.
    fn dropped(&mut self, place: Pin<&mut Option<F>>) {
        if let Err(panicked) = drop_in_place(place) {
            self.complete(Err(panicked));
        }
    }
}

/// A future that doesn't panic: the first panic, of its poll or of its destructor, is its outcome.
#[inline]
pub(crate) fn without_panics<T, F>(future: F) -> impl Future<Output = TaskResult<T>> + Send + 'static
where
    F: Future<Output = TaskResult<T>> + Send + 'static,
{
    PolledBy::new(Some(future), |place: Pin<&mut Option<F>>, cx: &mut Context<'_>| poll_and_drop(place, cx))
}

/// Polls a future, which is dropped before its outcome is returned: then its place is `None`.
fn poll_and_drop<T, F: Future<Output = TaskResult<T>>>(
    mut place: Pin<&mut Option<F>>,
    cx: &mut Context<'_>,
) -> Poll<TaskResult<T>> {
    let polled = caught(|| Ok(place.as_mut().as_pin_mut().expect("polled after it was ready").poll(cx)));
    let outcome = match polled {
        Ok(Poll::Pending) => return Poll::Pending,
        Ok(Poll::Ready(outcome)) => outcome,
        Err(panicked) => Err(panicked),
    };
    Poll::Ready(match (outcome, drop_in_place(place)) {
        (Ok(result), Err(panicked)) => {
            catch(|| drop(result));
            Err(panicked)
        }
        (outcome, _) => outcome,
    })
}

fn drop_in_place<F>(mut place: Pin<&mut Option<F>>) -> TaskResult<()> {
    caught(|| {
        place.set(None);
        Ok(())
    })
}
