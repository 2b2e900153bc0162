//! [`Task::continue_with_on`]: a continuation that a scheduler runs.
#![forbid(unsafe_code)]

use super::Task;
use super::adapters::Work;
use super::join_input::JoinInput;
use super::registration::attend;
use super::waiters::Turn;
use crate::ValueTask;
use crate::panics::catch;
use crate::polled_by::PolledBy;
use crate::scheduler::TaskScheduler;

impl<T: Send + Sync + 'static> Task<T> {
    /// Runs code on a scheduler once this task has completed, in any way.
    ///
    /// As [`continue_with`](Self::continue_with), but the code never runs within this call, nor within the call that completes the task. So it may [block](Task#blocking) where the
    /// scheduler lets its work block. The code is scheduled before any inline continuation runs.
    ///
    /// If this task is [lazy](Self::from_future), the scheduler awaits it from now on. [`CurrentScheduler`](crate::scheduler::CurrentScheduler) stands for the
    /// scheduler that is current when the work is scheduled: now if this task is complete or lazy, otherwise when it completes.
    ///
    /// # Errors
    ///
    /// A panic of the code, and [`Abandoned`](super::Abandoned) if the scheduler drops it. If the scheduler's poll of a lazy task wakes an
    /// awaiter whose waker panics, that panic.
    ///
    /// # Panics
    ///
    /// If the scheduler does, in this call or in the one that completes the task. [`CurrentScheduler`](crate::scheduler::CurrentScheduler) panics on a thread
    /// without a scheduler. If such a thread may complete the task, use what `TokioScheduler::try_current()` returns inside the runtime.
    ///
    /// # Allocation
    ///
    /// Up to three slots or blocks of the [pool](crate::pool), none in steady state, and what the scheduler allocates.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "rt")] {
    /// use valuetask::Task;
    /// use valuetask::scheduler::CurrentScheduler;
    ///
    /// let task = Task::from_result(7).continue_with_on(CurrentScheduler, |task| task.is_completed());
    /// assert_eq!(pollster::block_on(task), Ok(true));
    /// # }
    /// ```
    #[track_caller]
    pub fn continue_with_on<U: Send + Sync + 'static>(
        &self,
        scheduler: impl TaskScheduler + 'static,
        code: impl FnOnce(&Self) -> U + Send + 'static,
    ) -> Task<U> {
        let (source, continuation) = Work::pair();
        let work = move |task: &Self| {
            let task = JoinInput::new(task.clone());
            // The code is captured before the source. So it is dropped first, also if the task never completes.
            let ran = async move {
                let task = task.await;
                let output = code(&task);
                catch(|| drop(task));
                Ok(output)
            };
            ValueTask::from_future(PolledBy::new(Some(ran), source))
        };
        if self.is_completed() || self.is_lazy() {
            scheduler.schedule(work(self));
            return continuation;
        }
        let kept = self.kept();
        let attended = attend(self, Turn::Schedules, move |task: &Self| {
            drop(kept);
            scheduler.schedule(work(task));
        });
        if let Err(schedule) = attended {
            schedule(self);
        }
        continuation
    }
}
