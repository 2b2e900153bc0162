//! [`Task::continue_with_on`]: a continuation that a scheduler runs.
#![forbid(unsafe_code)]

use super::Task;
use super::adapters::Work;
use super::waiting::Waiting;
use crate::panics::catch;
use crate::polled_by::PolledBy;
use crate::scheduler::TaskScheduler;
use valuetask::ValueTask;

impl<T: Send + Sync + 'static> Task<T> {
    /// Runs code on a scheduler once this task has completed, in any way.
    ///
    /// As [`continue_with`](Self::continue_with), but the code never runs within this call, nor within the call that completes the task. So
    /// it may [block](Task#blocking) where the scheduler lets its work block. The code is scheduled before any inline continuation runs.
    ///
    /// [`CurrentScheduler`](crate::scheduler::CurrentScheduler) stands for the scheduler that is current when the work is scheduled: now if
    /// this task is complete, otherwise when it completes.
    ///
    /// # Errors
    ///
    /// A panic of the code, and [`Abandoned`](valuetask::Abandoned) if the scheduler drops it.
    ///
    /// # Panics
    ///
    /// If the scheduler does, in this call or in the one that completes the task. [`CurrentScheduler`](crate::scheduler::CurrentScheduler) panics on a thread
    /// without a scheduler. If such a thread may complete the task, use what `TokioScheduler::try_current()` returns inside the runtime.
    ///
    /// # Allocation
    ///
    /// Up to three slots of the [pool](valuetask::pool), none in steady state, and what the scheduler allocates.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "rt")] {
    /// use valuetask_tasks::Task;
    /// use valuetask_tasks::scheduler::CurrentScheduler;
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
        if self.0.is_endless() {
            return Task::endless();
        }
        let (source, continuation) = Work::pair();
        let continues = (code, self.clone(), source, scheduler);
        if self.is_completed() {
            schedule(continues);
            return continuation;
        }
        // A waker, so that the code is scheduled before any callback runs.
        if let Err(late) = self.0.register(Waiting::of_waker(move || schedule(continues))) {
            late.fire();
        }
        continuation
    }
}

/// Schedules code with a task that is complete, and the source of the task for what it returns.
#[track_caller]
fn schedule<T, U, F, S>((code, task, source, scheduler): (F, Task<T>, Work<U>, S))
where
    T: Send + Sync + 'static,
    U: Send + Sync + 'static,
    F: FnOnce(&Task<T>) -> U + Send + 'static,
    S: TaskScheduler,
{
    let lent = (code, task);
    let work = async move {
        let (code, task) = lent;
        let output = code(&task);
        catch(|| drop(task));
        Ok(output)
    };
    scheduler.schedule(ValueTask::from_future(PolledBy::new(Some(work), source)));
}
