//! [`Task::continue_with_on`]: a continuation that a scheduler runs.
#![forbid(unsafe_code)]

use super::Task;
use super::callback::{Manner, attend};
use super::continuations::run;
use super::join_input::JoinInput;
use super::spawn::Work;
use crate::ValueTask;
use crate::panics::contained;
use crate::scheduler::TaskScheduler;

impl<T: Send + Sync + 'static> Task<T> {
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
    /// Up to four slots of the [pool](crate::pool), none in steady state, and what the scheduler allocates.
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
    #[track_caller]
    pub fn continue_with_on<U: Send + Sync + 'static>(
        &self,
        scheduler: impl TaskScheduler + 'static,
        code: impl FnOnce(&Self) -> U + Send + 'static,
    ) -> Task<U> {
        let (mut source, continuation) = Work::pair();
        // A scheduler that drops the work abandons it.
        let work = move |task: &Self| {
            // What is named first goes first, where the scheduler drops this.
            let code = code;
            source.begin();
            source.complete(run(|task| Ok(code(task)), task));
        };
        if self.is_completed() || self.is_lazy() {
            let task = JoinInput::new(self.clone());
            scheduler.schedule(ValueTask::from_future(contained(async move { work(&task.await) })));
            return continuation;
        }
        let kept = self.kept();
        let attended = attend(self, Manner::Schedules, move |task: &Self| {
            drop(kept);
            let task = task.clone();
            scheduler.schedule(ValueTask::from_future(contained(async move { work(&task) })));
        });
        if let Err(schedule) = attended {
            schedule(self);
        }
        continuation
    }
}
