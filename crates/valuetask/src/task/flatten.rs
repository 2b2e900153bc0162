//! [`Task::flatten`] and [`Task::flatten_result`]: a task of a task, or of a result, becomes one task.
#![forbid(unsafe_code)]

use super::combined::{Input, caught};
use super::join_input::JoinInput;
use super::weak::{Combined, State};
use super::{Task, TaskError};
use crate::ValueTask;
use crate::panics::contained;
use crate::scheduler::schedule_if_any;

/// The two tasks that a flat one waits for, one after the other.
struct Stages<T> {
    outer: Input<Task<T>>,
    inner: Input<T>,
}

impl<T: Clone + Send + Sync + 'static> State<T> for Stages<T> {
    fn woken(_: Combined<T, Self>) {}
}

fn outer_is_complete<T: Clone + Send + Sync + 'static>(flat: &Combined<T, Stages<T>>) {
    let Some(outer) = flat.state().outer.take() else { return };
    match outer.into_outcome() {
        Err(error) => flat.complete(Err(error)),
        Ok(inner) if inner.is_lazy() && !is_driven_by_a_scheduler(&inner) => {
            flat.complete(Err(TaskError::new(NO_SCHEDULER)));
        }
        Ok(inner) => flat.state().inner.wait_for(inner, flat, inner_is_complete),
    }
}

fn inner_is_complete<T: Clone + Send + Sync + 'static>(flat: &Combined<T, Stages<T>>) {
    if let Some(inner) = flat.state().inner.take() {
        flat.complete(caught(|| inner.into_outcome()));
    }
}

const NO_SCHEDULER: &str = "there is no scheduler to run the lazy inner task of a flattened one: turn on valuetask's feature `rt`, or complete the \
                            outer task inside a tokio runtime, or call valuetask::scheduler::install";

/// Schedules the polling of a lazy task. Returns `false` if there is no scheduler.
fn is_driven_by_a_scheduler<T: Send + Sync + 'static>(lazy: &Task<T>) -> bool {
    let input = JoinInput::new(lazy.clone());
    schedule_if_any(|| ValueTask::from_future(contained(async move { drop(input.await) })))
}

impl<T: Clone + Send + Sync + 'static> Task<Task<T>> {
    /// A task that ends as the inner one does, or as this one if that has no result.
    ///
    /// If this one is complete, it is the inner task itself. If this one goes on by itself, so does what this returns: an inner task that is
    /// [driven](Self::from_future) is then driven by whoever wakes it, for as long as it wakes itself. One that yields again and again is handed
    /// to the [scheduler](crate::scheduler) after some rounds; where there is none, it holds up the call that completes this one.
    ///
    /// The inner task's result is moved or cloned, as [where it is awaited](super::TaskFuture).
    ///
    /// # Errors
    ///
    /// Those of the inner task, or of this one.
    ///
    /// # Allocation
    ///
    /// A slot of the [pool](crate::pool); none if this is complete and has a result.
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
                let outer = JoinInput::new(self.clone());
                Task::from_fallible(async move {
                    let inner = outer.await.into_outcome()?;
                    JoinInput::new(inner).await.into_outcome()
                })
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
    /// A task whose failure is the error that is the value of this one. Result and error are cloned.
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
