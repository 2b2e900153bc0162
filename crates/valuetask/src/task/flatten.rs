//! [`Task::flatten`] and [`Task::flatten_result`]: a task of a task, or of a result, becomes one task.
#![forbid(unsafe_code)]

use core::future::IntoFuture;

use super::combined::Input;
use super::error::caught;
use super::weak::{Combination, Combined};
use super::{Task, TaskError};
use crate::scheduler;

/// The two tasks that a flat task waits for, one after the other.
struct Stages<T> {
    outer: Input<Task<T>>,
    inner: Input<T>,
}

impl<T: Clone + Send + Sync + 'static> Combination<T> for Stages<T> {}

fn outer_is_complete<T: Clone + Send + Sync + 'static>(flat: Combined<T, Stages<T>>) {
    let Some(outer) = flat.state().outer.take() else { return };
    match outer.into_outcome() {
        Err(error) => flat.complete(Err(error)),
        Ok(inner) if inner.ptr_eq(flat.task()) => flat.complete(Err(TaskError::new(ITSELF))),
        Ok(lazy) if lazy.is_lazy() => match caught(|| Ok(Task::launch(&scheduler::current(), lazy.into_future()))) {
            Ok(running) => flat.state().inner.wait_for(running, &flat, inner_is_complete),
            Err(error) => flat.complete(Err(error)),
        },
        Ok(inner) => flat.state().inner.wait_for(inner, &flat, inner_is_complete),
    }
}

fn inner_is_complete<T: Clone + Send + Sync + 'static>(flat: Combined<T, Stages<T>>) {
    if let Some(outcome) = flat.state().inner.end(|| unreachable!("the inner task is complete")) {
        flat.complete(outcome);
    }
}

const ITSELF: &str = "a flattened task has itself as its inner task: complete the outer task with another one";

impl<T: Clone + Send + Sync + 'static> Task<Task<T>> {
    /// Returns a task that completes as the inner task, or as this one if it fails.
    ///
    /// If this task is complete, this returns the inner task itself. If this task is running, so is the returned one: a
    /// [lazy](Self::from_future) inner task is spawned on the [current scheduler](crate::scheduler) by the call that completes this task.
    /// If this task is lazy, so is the returned one.
    ///
    /// The inner task's result is moved or cloned, as if it is [awaited](super::TaskFuture).
    ///
    /// Flattened tasks that wait for one another in a circle never complete: complete an outer task with one that doesn't wait for it.
    ///
    /// # Errors
    ///
    /// The error of the inner task, or of this one. If a running task completes with a lazy inner task and there is no scheduler, an error
    /// that says so: enable the feature `rt`, complete the task inside a tokio runtime, or install a scheduler. An error if the inner
    /// task of a running one is the returned task itself.
    ///
    /// # Allocation
    ///
    /// Two slots of the [pool](crate::pool), none in steady state, and what [`spawn`](Task::spawn) allocates for a lazy inner task. None if this task
    /// is complete with a result.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::{Task, TaskCompletionSource};
    ///
    /// let outer = TaskCompletionSource::new();
    /// let length = outer.task().flatten();
    /// outer.set_result(Task::from_result("seven").on_success(|text| text.len())).expect("it's the first");
    /// assert_eq!(length.result(), Some(Ok(&5)));
    /// ```
    pub fn flatten(&self) -> Task<T> {
        match self.result() {
            Some(Ok(inner)) => inner.clone(),
            Some(Err(error)) => Task::from_error(error.clone()),
            None if self.is_lazy() => {
                let outer = self.clone();
                Task::try_from_future(async move { outer.await?.await })
            }
            None => {
                let flat = Combined::new(Stages { outer: Input::none(), inner: Input::none() });
                flat.state().outer.wait_for(self.clone(), &flat, outer_is_complete);
                flat.into_task()
            }
        }
    }
}

impl<T, E> Task<Result<T, E>>
where
    T: Clone + Send + Sync + 'static,
    E: Clone + Into<TaskError> + Send + Sync + 'static,
{
    /// Returns a task that fails with the error in the result of this one.
    ///
    /// Result and error are cloned.
    ///
    /// # Errors
    ///
    /// The error in the result of this task, or its own.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::Task;
    ///
    /// let task = Task::from_result("seven").on_success(|text| text.parse::<u32>().map_err(|error| error.to_string()));
    /// assert!(task.flatten_result().is_faulted());
    /// ```
    pub fn flatten_result(&self) -> Task<T> {
        self.then(|task| match super::continuations::outcome(task) {
            Ok(Ok(result)) => Ok(result.clone()),
            Ok(Err(error)) => Err(error.clone().into()),
            Err(error) => Err(error.clone()),
        })
    }
}
