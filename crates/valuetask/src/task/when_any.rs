//! [`Task::when_any`], which waits for one.
#![forbid(unsafe_code)]

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::Task;
use super::cell::Outcome;
use super::combined::Inputs;
use super::join_input::JoinInput;
use super::weak::Combined;
use crate::join::{Elements, collect};

/// The index of the first task, and the task.
type Winner<T> = (usize, Task<T>);

/// Waits for the first of tasks of which some are lazy, and so are polled.
struct First<T>(Elements<JoinInput<T>>);

impl<T> Future for First<T> {
    type Output = Outcome<Winner<T>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let polled = self.0.poll(cx, |index, task, cx| match Pin::new(task).poll(cx) {
            Poll::Ready(task) => Err((index, task)),
            Poll::Pending => Ok(false),
        });
        match polled {
            Ok(_) => Poll::Pending,
            Err(winner) => Poll::Ready(Ok(winner)),
        }
    }
}

/// Called with an input that is complete.
fn is_complete<T: Send + Sync + 'static>(any: &Combined<Winner<T>, Inputs<T, ()>>, index: usize, task: &Task<T>) {
    if !any.is_completed() {
        any.complete(Ok((index, task.clone())));
        drop(any.take_inputs());
    }
}

impl<T: Send + Sync + 'static> Task<T> {
    /// Waits for the first of the tasks to be complete, however it ends: the result is its index, and the task.
    ///
    /// So this never ends with an error of one of the tasks. The others go on; they are no longer waited for when this is complete, so
    /// it can be used again and again on one task that is pending for long. Of tasks that are complete at the call the first is the one of
    /// the lowest index, and what the iterator has left isn't asked for. If one of the tasks is [driven](Self::from_future) by whoever awaits it, so is this.
    ///
    /// # Errors
    ///
    /// Only if there are no tasks: then it has failed at once.
    ///
    /// # Cancel safety
    ///
    /// Dropping the last handle before it is complete leaves the tasks as they are, and nothing behind.
    ///
    /// # Allocation
    ///
    /// One for the tasks (a few for more than 1024), and a slot of the [pool](crate::pool). For more than a few tasks, some memory of the
    /// pool beside. None but a slot if the first is complete at the call.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::{Task, TaskCompletionSource};
    ///
    /// let (slow, fast) = (TaskCompletionSource::new(), TaskCompletionSource::new());
    /// let any = Task::when_any([slow.task().clone(), fast.task().clone()]);
    /// fast.set_result("an answer").expect("it's the first");
    ///
    /// let (index, task) = any.result().expect("complete").expect("there were tasks");
    /// assert_eq!((*index, task.result()), (1, Some(Ok(&"an answer"))));
    /// ```
    pub fn when_any(tasks: impl IntoIterator<Item = Self>) -> Task<(usize, Self)> {
        let mut is_lazy = false;
        let pending = collect(tasks, |index, task| {
            if task.is_completed() {
                return Err((index, task));
            }
            is_lazy |= task.is_lazy();
            Ok(JoinInput::new(task))
        });
        match pending {
            Err(winner) => Task::from_result(winner),
            Ok(none) if none.is_empty() => Task::from_error("none of no tasks is ever the first"),
            Ok(inputs) if is_lazy => Task::from_fallible(First(Elements::new(inputs))),
            Ok(inputs) => Combined::of_all(inputs, (), is_complete).into_task(),
        }
    }
}
