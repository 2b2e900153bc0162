//! [`TaskCompletionSource`]: completes a task by hand.

use core::fmt;
use core::marker::PhantomData;
use core::panic::{RefUnwindSafe, UnwindSafe};

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::cell::Outcome;
use super::not_set::{AlreadyCompleted, NotSet};
use super::status::Phase;
use super::{Task, TaskError};
use crate::Abandoned;
use crate::scheduler::{Ambient, TaskScheduler};

/// [`Task::complete_on`], which asks more of `T` than a source does.
type CompleteOn<T> = fn(&Task<T>, &dyn TaskScheduler, Outcome<T>) -> Result<(), Outcome<T>>;

/// Completes a [`Task`] by hand.
///
/// The first call that sets a source completes its task. A later call returns its value in an error, and by then the task's result can be
/// read: while another thread moves the result in, the later call waits for that. It doesn't wait for awaiters to be woken. So threads may
/// share a source, and each may try to set it.
///
/// Whoever awaits the task is woken in the call that sets it. Nothing is locked then, and their code runs where their executor runs
/// it. A waker that panics doesn't keep the others from being woken; its panic comes out of the call, when the task is complete.
///
/// A source that was made to be [scheduled](Self::scheduled) leaves all that waits to a scheduler instead.
///
/// A source that is dropped before it was set faults its task with [`Abandoned`]. One that is leaked leaves it pending.
///
/// # Allocation
///
/// One slot of the [pool](crate::pool) for a source and its task together: none in steady state. Who waits takes another.
///
/// # Synchronization
///
/// What happens before a source is set happens before its task is seen to be complete.
///
/// # Examples
///
/// ```
/// use valuetask::TaskCompletionSource;
///
/// let source = TaskCompletionSource::new();
/// let task = source.task().clone();
/// let thread = std::thread::spawn(move || source.set_result(7));
/// assert_eq!(pollster::block_on(task), Ok(7));
/// # thread.join().unwrap().unwrap();
/// ```
#[must_use = "dropped unset, it faults its task"]
pub struct TaskCompletionSource<T = ()> {
    task: Task<T>,
    /// The scheduler that wakes and runs the waiters, if it isn't the completer.
    scheduler: Option<(Box<dyn TaskScheduler>, CompleteOn<T>)>,
    /// Takes values in: a source of longer lives isn't one of shorter lives, though its task is.
    marker: PhantomData<fn(T)>,
}

impl<T> TaskCompletionSource<T> {
    /// Creates a source and a handle on its task.
    ///
    /// The same as [`new`](Self::new) and a clone of [`task`](Self::task).
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::TaskCompletionSource;
    ///
    /// let (source, task) = TaskCompletionSource::channel();
    /// let thread = std::thread::spawn(move || source.set_result(7));
    /// assert_eq!(task.wait_owned(), Ok(7));
    /// # thread.join().unwrap().unwrap();
    /// ```
    #[inline]
    pub fn channel() -> (Self, Task<T>)
    where
        T: 'static,
    {
        Self::pair(Phase::Running)
    }

    /// A source with its task, which is pending. As the [result of any task](Task::from_result), one that it's set to may not borrow.
    #[inline]
    pub fn new() -> Self
    where
        T: 'static,
    {
        Self::of(Task::pending(Phase::Running))
    }

    /// A source of a task with a handle of its own.
    #[inline]
    pub(crate) fn pair(phase: Phase) -> (Self, Task<T>)
    where
        T: 'static,
    {
        let [task, second] = Task::pending_pair(phase);
        (Self::of(task), second)
    }

    fn of(task: Task<T>) -> Self {
        Self { task, scheduler: None, marker: PhantomData }
    }

    /// A source that runs nothing of anybody else's in the call that sets it: whoever awaits its task is woken, and continuations
    /// run, on the [ambient scheduler](crate::scheduler).
    ///
    /// Its task is complete all the same when the call returns. For a caller who holds a lock, say, or has a deadline. Who waits isn't lost
    /// where the scheduler drops its work: then that is done where it's dropped. A waker's panic is lost; one of the scheduler comes out of
    /// the call that sets the source.
    ///
    /// # Panics
    ///
    /// Not this call, but the one that sets the source: if there is [no scheduler](Ambient) where that is made, as on a thread outside of any
    /// tokio runtime without the feature `rt`. A source that other threads may set is better made inside the runtime, by
    /// [`scheduled_on`](Self::scheduled_on) and what `TokioScheduler::try_current()` finds there.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "rt")] {
    /// use std::thread;
    /// use valuetask::TaskCompletionSource;
    ///
    /// let source = TaskCompletionSource::scheduled();
    /// let ran_on = source.task().continue_with(|_| thread::current().id());
    /// source.set_result(7).expect("it's the first");
    /// assert_ne!(ran_on.wait(), Ok(&thread::current().id()));
    /// # }
    /// ```
    pub fn scheduled() -> Self
    where
        T: Send + Sync + 'static,
    {
        Self::scheduled_on(Ambient)
    }

    /// Makes a source whose task's awaiters and continuations run on this scheduler, as
    /// [`scheduled`](Self::scheduled).
    ///
    /// # Allocation
    ///
    /// One beside the source's, if the scheduler has a size.
    pub fn scheduled_on(scheduler: impl TaskScheduler + 'static) -> Self
    where
        T: Send + Sync + 'static,
    {
        let mut source = Self::new();
        source.scheduler = Some((Box::new(scheduler), Task::complete_on));
        source
    }

    /// The task, to be cloned by whoever keeps it.
    #[inline]
    pub const fn task(&self) -> &Task<T> {
        &self.task
    }

    /// Completes the task with a result.
    ///
    /// # Errors
    ///
    /// The result, if the task is completed already.
    ///
    /// # Panics
    ///
    /// If the waker of somebody who awaits this task does, after all others were woken.
    #[inline]
    pub fn set_result(&self, result: T) -> Result<(), AlreadyCompleted<T>> {
        match self.complete(Ok(result)) {
            Ok(()) => Ok(()),
            Err(Ok(result)) => Err(AlreadyCompleted(result)),
            Err(Err(_)) => unreachable!("a result comes back as it was"),
        }
    }

    /// Completes the task with an error. One that is a cancellation cancels it. An error type that isn't `Into<TaskError>` is made
    /// one by [`TaskError::new`].
    ///
    /// # Errors
    ///
    /// The error, if the task is completed already.
    ///
    /// # Panics
    ///
    /// As [`set_result`](Self::set_result).
    pub fn set_error(&self, error: impl Into<TaskError>) -> Result<(), AlreadyCompleted<TaskError>> {
        match self.complete(Err(error.into())) {
            Ok(()) => Ok(()),
            Err(Err(error)) => Err(AlreadyCompleted(error)),
            Err(Ok(_)) => unreachable!("an error comes back as it was"),
        }
    }

    /// Completes the task with several errors: an await gives the first, and [`TaskError::errors`] has all of them.
    ///
    /// # Errors
    ///
    /// [`NotSet::NoErrors`] if there are none. [`NotSet::AlreadyCompleted`], with the errors, flat, if the task is completed already.
    ///
    /// # Panics
    ///
    /// As [`set_result`](Self::set_result).
    pub fn set_errors(
        &self,
        errors: impl IntoIterator<Item = impl Into<TaskError>>,
    ) -> Result<(), NotSet<Vec<TaskError>>> {
        let Some(error) = TaskError::several(errors.into_iter().map(Into::into)) else {
            return Err(NotSet::NoErrors);
        };
        self.set_error(error).map_err(|AlreadyCompleted(error)| NotSet::AlreadyCompleted(error.errors().to_vec()))
    }

    /// Cancels the task.
    ///
    /// # Errors
    ///
    /// If the task is completed already.
    ///
    /// # Panics
    ///
    /// As [`set_result`](Self::set_result).
    pub fn set_canceled(&self) -> Result<(), AlreadyCompleted<()>> {
        self.set_error(TaskError::canceled()).map_err(|_| AlreadyCompleted(()))
    }

    /// Completes the task with what another has come to: its result, which is cloned, its error with all that it consists of, its cancellation.
    ///
    /// # Errors
    ///
    /// [`NotSet::Pending`] if the other task is pending. [`NotSet::AlreadyCompleted`] if this source's task is completed already. Both hold
    /// the other task.
    ///
    /// # Panics
    ///
    /// As [`set_result`](Self::set_result); or if cloning the result does, and then the task stays as it is.
    pub fn set_from_task<'t>(&self, other: &'t Task<T>) -> Result<(), NotSet<&'t Task<T>>>
    where
        T: Clone,
    {
        let Some(outcome) = other.result() else { return Err(NotSet::Pending(other)) };
        let outcome = outcome.cloned().map_err(TaskError::clone);
        self.complete(outcome).map_err(|_| NotSet::AlreadyCompleted(other))
    }

    #[inline]
    fn complete(&self, outcome: Outcome<T>) -> Result<(), Outcome<T>> {
        match &self.scheduler {
            None => self.task.complete(outcome),
            Some((scheduler, complete_on)) => complete_on(&self.task, scheduler, outcome),
        }
    }

    /// Completes the task with either.
    pub(crate) fn set(&self, outcome: Outcome<T>) -> Result<(), AlreadyCompleted<Outcome<T>>> {
        self.complete(outcome).map_err(AlreadyCompleted)
    }
}

/// A source of one word, for code that has it alone and sets it once.
pub(super) struct OwnSource<T>(Task<T>, PhantomData<fn(T)>);

impl<T> OwnSource<T> {
    /// The source of a task that has no other, with a handle on it.
    #[inline]
    pub(super) fn of(task: Task<T>) -> Self {
        Self(task, PhantomData)
    }

    #[inline]
    pub(super) fn set(self, outcome: Outcome<T>) {
        // Nobody else could have set it.
        let _ = self.0.complete(outcome);
    }
}

impl<T> Drop for OwnSource<T> {
    #[inline]
    fn drop(&mut self) {
        if is_abandoned(&self.0) {
            let _ = self.0.complete(Err(TaskError::new(Abandoned)));
        }
    }
}

/// Whether a task whose source is dropped has to be faulted: it wasn't set, and somebody may hear of it.
#[inline]
fn is_abandoned<T>(task: &Task<T>) -> bool {
    // Nobody else has the source: if it isn't set, nobody is about to.
    !task.is_completed() && !task.is_unknown()
}

// As for `Task`: what is shared is lent. A scheduler is only ever called through a reference.
impl<T: RefUnwindSafe> UnwindSafe for TaskCompletionSource<T> {}
impl<T: RefUnwindSafe> RefUnwindSafe for TaskCompletionSource<T> {}

impl<T> Drop for TaskCompletionSource<T> {
    fn drop(&mut self) {
        if is_abandoned(&self.task) {
            let _ = self.set_error(TaskError::new(Abandoned));
        }
    }
}

impl<T: 'static> Default for TaskCompletionSource<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> fmt::Debug for TaskCompletionSource<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskCompletionSource").field("task", &self.task).finish()
    }
}
