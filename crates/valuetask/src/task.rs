//! [`Task`]: a shared result that is computed once and read by every handle.

pub(crate) mod adapters;
mod awaiting;
pub(crate) mod blocking;
pub(crate) mod cell;
mod code;
mod combined;
mod completion;
mod constructors;
mod continuations;
mod continue_on;
mod delay;
pub(crate) mod error;
mod limited;
#[cfg(all(test, valuetask_loom))]
mod models;
mod polled;
pub(crate) mod registration;
mod spawn;
mod state;
mod status;
mod trampoline;
mod unobserved;
mod until;
mod waiters;
pub(crate) mod weak;
mod when_all;
mod when_any;
mod when_each;

use core::fmt;
use core::marker::PhantomData;
use core::mem::{self, ManuallyDrop, needs_drop};
use core::panic::{RefUnwindSafe, UnwindSafe};
use core::ptr::NonNull;

use cell::{Header, TaskCell};
use error::TaskResult;

use crate::panics::Panics;
use crate::value_task::nowhere;

pub use crate::Abandoned;
pub use awaiting::{Get, TaskFuture, TaskRefFuture};
pub use completion::{AlreadyCompleted, TaskCompletionSource};
pub use error::TaskError;
pub use limited::TimedOut;
pub use status::TaskStatus;
pub use unobserved::{UnobservedHook, set_unobserved_hook};
pub use when_each::WhenEach;

/// A result that completes on its own: a handle that can be cloned, kept and awaited any number of times.
///
/// Once completed, a task keeps its result or [`TaskError`] until the last handle is dropped. Any number of awaiters may await it, on
/// any executor, and threads may block on it. The result is read by reference ([`result`](Self::result), [`get`](Self::get),
/// [`wait`](Self::wait)). If `T: Clone`, awaiting the task or a reference to it returns the result by value.
///
/// It is the task of a [`TaskCompletionSource`], [spawned](Self::spawn) work, a [delay](Self::delay), a continuation, or a combination
/// of tasks, which completes when its inputs do, awaited or not. A future that its awaiters poll is a [`Shared`](crate::Shared).
///
/// Dropping a handle cancels nothing. Dropping the last handle of a combined task ends its wait.
///
/// Covariant in `T`, always `Unpin`; `Send` and `Sync` if `T` is both, as handles on several threads lend and drop the same `T`.
///
/// # Cancel safety
///
/// Dropping a future that awaits a task removes its waker, and leaves the task as it is.
///
/// # Panics
///
/// A panic in a future or in a continuation is the error of its task.
///
/// If a destructor or an awaiter's waker panics, all other waiters are woken first. Then the first panic is resumed in the call that
/// completed or dropped the task. If such calls nest more than 16 deep, that is the outermost one. A panic isn't resumed in a timer, or
/// in the `cancel` of a token.
///
/// A value may be leaked that is returned while a destructor panics (rust-lang/rust#47949), such as that of what unused code holds. Keep
/// destructors from panicking.
///
/// # Blocking
///
/// Await a task where you can. To block a thread, use [`wait`](Self::wait).
///
/// A [continuation](Self::continue_with) runs inside the call that completes its task. If it blocks on what that call runs next, it
/// deadlocks: use [`continue_with_on`](Self::continue_with_on) for code that blocks. Next are later continuations of the task, tasks that
/// are combined of it, and completions that nest more than 16 deep, which are queued.
///
/// Completions that nest through a waker of yours aren't queued: a waker that completes the next task, and so on for tens of thousands,
/// overflows the stack. Let the waker wake a task of an executor, and complete there.
///
/// # Allocation
///
/// One slot of the [pool](crate::pool) for each task, none in steady state. A task that is complete from the start with `()` allocates
/// nothing: see [`completed`](Self::completed).
///
/// # Synchronization
///
/// Completing a task synchronizes with observing the completion.
///
/// # Examples
///
/// ```
/// use valuetask::{Task, TaskCompletionSource, TaskStatus};
///
/// let source = TaskCompletionSource::new();
/// let task: Task<String> = source.task().clone();
/// assert_eq!(task.status(), TaskStatus::Running);
///
/// source.set_result("seven".to_owned()).expect("it's the first");
/// assert_eq!(task.result(), Some(Ok(&"seven".to_owned())));
/// assert_eq!(pollster::block_on(&task), Ok("seven".to_owned()));
/// ```
#[must_use = "the error of a task that is dropped is lost"]
pub struct Task<T = ()> {
    /// Invariant: [`NOWHERE`](Self::NOWHERE), or a live cell of a `T` on which this is one of the counted handles. A result in it,
    /// now or later, is a `'static` one: see [`trampoline::destroy`].
    header: NonNull<Header>,
    marker: PhantomData<T>,
}

// SAFETY: as for `Arc`: handles on several threads lend the result to all of them, which needs `Sync`, and the last one drops it,
// which needs `Send`. Everything else in the cell may be shared.
unsafe impl<T: Send + Sync> Send for Task<T> {}
// SAFETY: a shared handle can be cloned, so as for `Send`.
unsafe impl<T: Send + Sync> Sync for Task<T> {}

impl<T> Unpin for Task<T> {}
// The result is shared by reference alone.
impl<T: RefUnwindSafe> UnwindSafe for Task<T> {}
impl<T: RefUnwindSafe> RefUnwindSafe for Task<T> {}

impl<T> Task<T> {
    /// A handle on no cell: the task is complete, and its result is `()`.
    const NOWHERE: NonNull<Header> = nowhere();

    /// The result may be `()`: then a complete task needs no cell.
    const MAY_BE_UNIT: bool = size_of::<T>() == 0 && align_of::<T>() == 1 && !needs_drop::<T>();

    /// # Safety
    ///
    /// A cell of a `T`, and one of its handles, which becomes this.
    unsafe fn from_header(header: NonNull<Header>) -> Self {
        Self { header, marker: PhantomData }
    }

    /// The address of the cell, if there is one.
    #[inline]
    fn header(&self) -> NonNull<Header> {
        self.header
    }

    /// The cell, if there is one.
    #[inline(always)]
    fn cell(&self) -> Option<&TaskCell<T>> {
        if Self::MAY_BE_UNIT && self.header == Self::NOWHERE {
            return None;
        }
        // SAFETY: the invariant of `header`.
        Some(unsafe { self.header.cast().as_ref() })
    }

    /// Returns the result if the task has completed, without observing an error.
    #[inline]
    fn outcome(&self) -> Option<Result<&T, &TaskError>> {
        let Some(cell) = self.cell() else {
            // SAFETY: it is `()`.
            return Some(Ok(unsafe { NonNull::dangling().as_ref() }));
        };
        if !cell.header.state.is_complete() {
            return None;
        }
        // SAFETY: complete.
        Some(unsafe { cell.result() }.as_ref())
    }

    /// Returns the result by reference, or an error if the task failed; `None` if it is pending.
    ///
    /// Never blocks or polls.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::Task;
    ///
    /// /// Not `Clone`.
    /// struct Unique(u32);
    ///
    /// let task = Task::from_result(Unique(7));
    /// let unique = task.result().expect("complete").expect("a result");
    /// assert_eq!(unique.0, 7);
    /// ```
    #[inline]
    pub fn result(&self) -> Option<Result<&T, &TaskError>> {
        let outcome = self.outcome();
        if let Some(Err(_)) = outcome {
            self.observe();
        }
        outcome
    }

    /// Marks the error as observed.
    #[cold]
    fn observe(&self) {
        if let Some(cell) = self.cell()
            && !cell.header.state.is_observed()
        {
            cell.header.state.observe();
        }
    }

    /// Returns the status of the task.
    pub fn status(&self) -> TaskStatus {
        match self.outcome() {
            None => TaskStatus::Running,
            Some(Ok(_)) => TaskStatus::RanToCompletion,
            Some(Err(error)) if error.is_canceled() => TaskStatus::Canceled,
            Some(Err(_)) => TaskStatus::Faulted,
        }
    }

    /// Returns `true` if the task has completed: awaiting it doesn't suspend.
    #[inline]
    pub fn is_completed(&self) -> bool {
        self.cell().is_none_or(|cell| cell.header.state.is_complete())
    }

    /// Returns `true` if the task has completed with a result.
    #[inline]
    pub fn is_completed_successfully(&self) -> bool {
        matches!(self.outcome(), Some(Ok(_)))
    }

    /// Returns `true` if the task has completed with an error that isn't a cancellation.
    pub fn is_faulted(&self) -> bool {
        matches!(self.outcome(), Some(Err(error)) if error.is_faulted())
    }

    /// Returns `true` if the task was canceled.
    pub fn is_canceled(&self) -> bool {
        matches!(self.outcome(), Some(Err(error)) if error.is_canceled())
    }

    /// Returns `true` if the task of a source is pending, this is its only handle, and there is no waiter.
    fn is_unknown(&mut self) -> bool {
        self.cell().is_some_and(|cell| {
            // SAFETY: this is borrowed by no other code, it is the only handle, and there are no weak references: so it has the cell.
            !cell.header.is_combined() && cell.header.is_unique() && unsafe { cell.header.has_no_waiters() }
        })
    }

    /// Returns `true` if the future of a [`Shared`](crate::Shared) is due, and this is the only handle: then no awaiter polls it.
    #[inline]
    pub(crate) fn is_due_alone(&self) -> bool {
        self.cell().is_some_and(|cell| cell.header.is_unique() && cell.header.state.seems_notified())
    }

    /// Returns `true` if two handles are on the same task.
    ///
    /// Tasks that took no memory, such as two of [`completed`](Self::completed), count as the same task.
    pub fn ptr_eq(&self, other: &Self) -> bool {
        self.header == other.header
    }

    /// Completes a pending task, or returns the result if it is complete.
    #[inline]
    fn complete(&self, result: TaskResult<T>) -> Result<(), TaskResult<T>> {
        let Some(cell) = self.cell() else { return Err(result) };
        let waiting = cell.fill(result)?.finish();
        if !waiting.is_empty() {
            // SAFETY: the waiters of this cell, which is complete, and on which this is a handle.
            unsafe { trampoline::complete(waiting, self.header) };
        }
        Ok(())
    }

    /// Completes as [`complete`](Self::complete), and gives this handle up: before the task is seen to be complete, unless there is code
    /// that is lent the task.
    ///
    /// So an awaiter that has the last handle but this one moves the result out.
    #[inline]
    fn complete_and_leave(self, result: TaskResult<T>) {
        if self.cell().is_none() {
            return;
        }
        let header = self.header;
        // SAFETY: a live cell, by this handle.
        let cell = unsafe { TaskCell::<T>::of(header) };
        let Ok(locked) = cell.fill(result) else { return };
        if locked.polling.lends() {
            // SAFETY: the waiters of this cell, which is complete, and on which this is a handle.
            return unsafe { trampoline::complete(locked.finish(), header) };
        }
        mem::forget(self);
        // SAFETY: the handle was forgotten.
        let (waiting, is_last) = unsafe { locked.finish_and_leave() };
        let mut panics = Panics::default();
        if is_last {
            // SAFETY: the last handle has left.
            panics.catch(|| unsafe { drop_last::<T>(header) });
        }
        trampoline::fire(waiting);
        panics.resume();
    }
}

impl<T> Task<T> {
    /// Returns the result by value if the task is complete and this is its last handle, or the task otherwise.
    ///
    /// `T` need not be `Clone`. Call it after an await of [`join`](Self::join), or after [`wait`](Self::wait).
    /// Spawned work, a delay and a combined task give up their own handle before they wake the awaiters, unless a
    /// [continuation](Self::continue_with) waits for them, too. A [source](TaskCompletionSource) has a handle until it is dropped.
    ///
    /// # Errors
    ///
    /// The task, if it is pending or has other handles. Its own error is in the inner result, and counts as
    /// [observed](set_unobserved_hook).
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::Task;
    ///
    /// /// Not `Clone`.
    /// #[derive(Debug)]
    /// struct Connection(u32);
    ///
    /// let task = Task::from_result(Connection(7));
    /// let other = task.clone();
    /// let task = task.try_unwrap().expect_err("there are two handles");
    /// drop(other);
    /// let connection = task.try_unwrap().expect("the last handle").expect("a result");
    /// assert_eq!(connection.0, 7);
    /// ```
    pub fn try_unwrap(self) -> Result<Result<T, TaskError>, Self> {
        if self.is_completed() { self.unwrap_complete() } else { Err(self) }
    }

    /// Moves the outcome of a complete task out, unless there are other handles.
    #[inline]
    fn unwrap_complete(self) -> Result<TaskResult<T>, Self> {
        let Some(cell) = self.cell() else {
            // SAFETY: it is `()`.
            return Ok(Ok(unsafe { NonNull::dangling().read() }));
        };
        if !cell.header.is_unique() {
            return Err(self);
        }
        // SAFETY: complete, and this is the only handle: so the result is ours alone.
        let result = unsafe { cell.take() };
        let is_combined = cell.header.is_combined();
        if is_combined {
            // So that the result isn't dropped with the state.
            cell.header.state.moved();
        }
        let header = ManuallyDrop::new(self).header;
        if is_combined {
            // SAFETY: that handle was forgotten.
            unsafe { trampoline::destroy(header) };
        } else {
            // SAFETY: that handle was forgotten, and there is no content any more.
            unsafe { TaskCell::<T>::release(header) };
        }
        Ok(result)
    }
}

impl<T: Clone> Task<T> {
    /// The outcome of a complete task: moved out if this is the last handle, and cloned otherwise.
    #[inline]
    pub(crate) fn into_outcome(self) -> TaskResult<T> {
        self.unwrap_complete().unwrap_or_else(|task| task.cloned_outcome())
    }

    /// The outcome of a complete task, cloned.
    #[inline]
    pub(crate) fn cloned_outcome(&self) -> TaskResult<T> {
        self.result().expect("the task is complete").cloned().map_err(TaskError::clone)
    }
}

impl<T> Clone for Task<T> {
    #[inline]
    fn clone(&self) -> Self {
        if let Some(cell) = self.cell() {
            cell.header.retain();
        }
        // SAFETY: the handle that was just counted.
        unsafe { Self::from_header(self.header) }
    }
}

/// Drops the content of a cell, if it has any, and frees its memory.
///
/// # Safety
///
/// It is a cell of a `T`, and the last handle is gone. As for [`trampoline::destroy`].
#[inline(never)]
unsafe fn drop_last<T>(cell: NonNull<Header>) {
    // SAFETY: the contract of this function.
    if unsafe { TaskCell::<T>::is_bare(cell) } {
        // SAFETY: the contract of this function, and there is no content.
        unsafe { TaskCell::<T>::release(cell) };
    } else {
        // SAFETY: the contract of this function.
        unsafe { trampoline::destroy(cell) };
    }
}

impl<T> Drop for Task<T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the handle is this one's, and it isn't used again.
        if self.cell().is_some() && unsafe { Header::leave(self.header) } {
            // SAFETY: it was the last, and the invariant of `header`.
            unsafe { drop_last::<T>(self.header) };
        }
    }
}

impl<T> fmt::Debug for Task<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Task").field(&self.status()).finish()
    }
}
