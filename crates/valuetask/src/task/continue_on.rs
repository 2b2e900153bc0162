//! Continuations that a scheduler runs: [`Task::continue_with_on`] and the forms of it that are for one way of ending.
#![forbid(unsafe_code)]

use super::continuations::{cancellation, fault, run, success};
use super::spawn::Work;
use super::waited::Waited;
use super::{Manner, Task, TaskError};
use crate::ValueTask;
use crate::scheduler::TaskScheduler;

impl<T: Send + Sync + 'static> Task<T> {
    /// As [`then`](Self::then), where a scheduler runs the code.
    fn then_on<U: Send + Sync + 'static>(
        &self,
        scheduler: impl TaskScheduler + 'static,
        code: impl FnOnce(&Self) -> Result<U, TaskError> + Send + 'static,
    ) -> Task<U> {
        let (mut source, continuation) = Work::pair();
        // A scheduler that drops the work abandons it.
        let work = move |task: &Self| {
            // What is named first goes first, where the scheduler drops this.
            let code = code;
            source.begin();
            source.complete(run(code, task));
        };
        if self.is_driven() {
            let task = Waited::new(self.clone());
            scheduler.schedule(ValueTask::from_future(async move { work(&task.await) }));
            return continuation;
        }
        let kept = self.kept();
        let attended = self.attend(Manner::Schedules, move |task: &Self| {
            drop(kept);
            let task = task.clone();
            scheduler.schedule(ValueTask::from_future(async move { work(&task) }));
        });
        if let Err(schedule) = attended {
            schedule(self);
        }
        continuation
    }

    /// Runs code on this scheduler once the task is complete, as [`continue_with`](Self::continue_with): never within
    /// this call, nor within the one that completes the task.
    ///
    /// Of all that waits for a task, what is scheduled goes before what runs inline. A task that is [driven](Self::from_future) is driven by the
    /// scheduler from now on, if nobody else does it. The scheduler is kept until the task is complete:
    /// [`Ambient`](crate::scheduler::Ambient) is the one that there is then.
    ///
    /// # Errors
    ///
    /// A panic of the code, and [`Abandoned`](super::Abandoned) if the scheduler drops it.
    ///
    /// # Panics
    ///
    /// If the scheduler does, here or in the call that completes the task: the ambient one does where there is none, as on a thread outside of
    /// any tokio runtime without the feature `rt`. Where such a thread may complete the task, give what `TokioScheduler::try_current()` finds.
    ///
    /// # Allocation
    ///
    /// Four slots of the [pool](crate::pool), none in steady state, and what the scheduler allocates.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "rt")] {
    /// use valuetask::Task;
    /// use valuetask::scheduler::Ambient;
    ///
    /// let task = Task::from_result(7).continue_with_on(Ambient, |task| task.is_completed());
    /// assert_eq!(pollster::block_on(task), Ok(true));
    /// # }
    /// ```
    pub fn continue_with_on<U: Send + Sync + 'static>(
        &self,
        scheduler: impl TaskScheduler + 'static,
        code: impl FnOnce(&Self) -> U + Send + 'static,
    ) -> Task<U> {
        self.then_on(scheduler, move |task| Ok(code(task)))
    }

    /// Runs code on a scheduler once the task has a result: [`on_success`](Self::on_success), as by
    /// [`continue_with_on`](Self::continue_with_on).
    ///
    /// # Errors
    ///
    /// Those of this task, and of [`continue_with_on`](Self::continue_with_on).
    pub fn on_success_on<U: Send + Sync + 'static>(
        &self,
        scheduler: impl TaskScheduler + 'static,
        code: impl FnOnce(&T) -> U + Send + 'static,
    ) -> Task<U> {
        self.then_on(scheduler, success(code))
    }

    /// Runs code on a scheduler once the task is faulted: [`on_faulted`](Self::on_faulted), as by
    /// [`continue_with_on`](Self::continue_with_on).
    ///
    /// # Errors
    ///
    /// The cancellation, if this task was canceled, and those of [`continue_with_on`](Self::continue_with_on).
    pub fn on_faulted_on(
        &self,
        scheduler: impl TaskScheduler + 'static,
        code: impl FnOnce(&TaskError) -> T + Send + 'static,
    ) -> Self
    where
        T: Clone,
    {
        self.then_on(scheduler, fault(code))
    }

    /// Runs code on a scheduler once the task is canceled: [`on_canceled`](Self::on_canceled), as by
    /// [`continue_with_on`](Self::continue_with_on).
    ///
    /// # Errors
    ///
    /// Those of this task but for a cancellation, and those of [`continue_with_on`](Self::continue_with_on).
    pub fn on_canceled_on(
        &self,
        scheduler: impl TaskScheduler + 'static,
        code: impl FnOnce() -> T + Send + 'static,
    ) -> Self
    where
        T: Clone,
    {
        self.then_on(scheduler, cancellation(code))
    }
}
