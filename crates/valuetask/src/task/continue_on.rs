//! [`Task::continue_with_on`]: a continuation that a scheduler runs.
#![forbid(unsafe_code)]

use super::adapters::Work;
use super::waiters::Turn;
use super::{Task, attend};
use crate::ValueTask;
use crate::panics::catch;
use crate::polled_by::PolledBy;
use crate::scheduler::TaskScheduler;

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
    /// A panic of the code, and [`Abandoned`](super::Abandoned) if the scheduler drops it.
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
        let continues = Continues { code, source, scheduler };
        if self.is_completed() {
            continues.schedule(self);
        } else if let Err(schedule) = attend(self, Turn::Schedules, move |task: &Self| continues.schedule(task)) {
            schedule(self);
        }
        continuation
    }
}

/// Code, the source of the task for what it returns, and the scheduler that runs it. Dropped, the code goes first. (Captures drop in an
/// unspecified order.)
struct Continues<U, F, S> {
    code: F,
    source: Work<U>,
    scheduler: S,
}

impl<U, F, S> Continues<U, F, S>
where
    U: Send + Sync + 'static,
    S: TaskScheduler,
{
    /// Schedules the code, which runs with a task that is complete.
    #[track_caller]
    fn schedule<T>(self, task: &Task<T>)
    where
        T: Send + Sync + 'static,
        F: FnOnce(&Task<T>) -> U + Send + 'static,
    {
        let Self { code, source, scheduler } = self;
        let lent = Lent { code, task: task.clone() };
        scheduler.schedule(ValueTask::from_future(PolledBy::new(Some(async move { Ok(lent.run()) }), source)));
    }
}

/// Code, and the task that it is lent. Dropped, the code goes first.
struct Lent<F, T> {
    code: F,
    task: Task<T>,
}

impl<F, T> Lent<F, T> {
    fn run<U>(self) -> U
    where
        F: FnOnce(&Task<T>) -> U,
    {
        let Self { code, task } = self;
        let output = code(&task);
        catch(|| drop(task));
        output
    }
}
