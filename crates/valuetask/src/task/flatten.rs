//! A task of a task, or of a result, becomes one task.
#![forbid(unsafe_code)]

use super::waited::Waited;
use super::{Task, TaskError};

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
            None => {
                let outer = Waited::new(self.clone());
                Task::combined(self.is_driven(), async move {
                    let inner = outer.await.into_outcome()?;
                    Waited::new(inner).await.into_outcome()
                })
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
