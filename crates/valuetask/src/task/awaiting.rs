//! The futures that wait for a task.

use core::fmt;
use core::future::{Future, IntoFuture};
use core::mem::{ManuallyDrop, MaybeUninit};
use core::pin::Pin;
use core::ptr::NonNull;
use core::task::{Context, Poll};

use super::cell::{Cell, Header, Outcome};
use super::registration::Registration;
use super::waiters::Waiting;
use super::{Task, TaskError, TaskStatus};

/// Polls for the completion of a task.
#[inline]
pub(super) fn poll<T>(task: &Task<T>, registration: &mut Registration, cx: &mut Context<'_>) -> Poll<()> {
    let Some(cell) = task.cell() else { return Poll::Ready(()) };
    if cell.header.word.load().is_complete() {
        *registration = Registration::NOWHERE;
        return Poll::Ready(());
    }
    match cell.header.vtable.driven {
        // SAFETY: a live cell, by the handle, and its own functions.
        Some(driven) => unsafe { (driven.poll)(task.header(), registration, cx) },
        None => cell.header.wait(registration, cx.waker()),
    }
}

impl<T> Task<T> {
    /// Takes whoever registered out again, unless they have been woken.
    #[inline]
    pub(super) fn withdraw(&self, registration: &mut Registration) -> Option<Waiting> {
        if registration.is_nowhere() {
            return None;
        }
        let cell = self.cell()?;
        match cell.header.vtable.driven {
            // SAFETY: a live cell, by the handle, and its own functions.
            Some(driven) => unsafe { (driven.withdraw)(self.header(), registration) },
            None => cell.header.withdraw(registration),
        }
    }
}

/// Somebody who awaits a task by reference.
struct Awaiting<'t, T> {
    task: &'t Task<T>,
    registration: Registration,
}

impl<'t, T> Awaiting<'t, T> {
    #[inline]
    fn new(task: &'t Task<T>) -> Self {
        Self { task, registration: Registration::NOWHERE }
    }

    #[inline]
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<&'t T, &'t TaskError>> {
        match poll(self.task, &mut self.registration, cx) {
            Poll::Ready(()) => Poll::Ready(self.task.result().expect("it's complete")),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<T> Drop for Awaiting<'_, T> {
    #[inline]
    fn drop(&mut self) {
        drop(self.task.withdraw(&mut self.registration));
    }
}

macro_rules! by_reference {
    ($(#[$attribute:meta])* $Future:ident<$t:lifetime, $T:ident $(: $Bound:ident)?> -> $Output:ty: $value:expr) => {
        $(#[$attribute])*
        #[must_use = "futures do nothing unless awaited"]
        pub struct $Future<$t, $T>(Awaiting<$t, $T>);

        impl<$t, $T $(: $Bound)?> Future for $Future<$t, $T> {
            type Output = $Output;

            #[inline]
            fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<$Output> {
                self.0.poll(cx).map($value)
            }
        }

        impl<$T> fmt::Debug for $Future<'_, $T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($Future)).field(self.0.task).finish()
            }
        }
    };
}

by_reference! {
    /// Waits for a task and lends what it has come to. Made by [`Task::get`].
    Get<'t, T> -> Result<&'t T, &'t TaskError>: |outcome| outcome
}

by_reference! {
    /// Waits for a task and clones what it has come to. Made by awaiting a reference to a task.
    TaskRefFuture<'t, T: Clone> -> Result<T, TaskError>: |outcome| outcome.cloned().map_err(TaskError::clone)
}

by_reference! {
    /// Waits for a task and says how it has ended. Made by [`Task::join`].
    TaskJoin<'t, T> -> TaskStatus: |outcome| match outcome {
        Ok(_) => TaskStatus::RanToCompletion,
        Err(error) if error.is_canceled() => TaskStatus::Canceled,
        Err(_) => TaskStatus::Faulted,
    }
}

impl<T> Task<T> {
    /// Waits for the task and lends what it has come to: no `T: Clone`.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::Task;
    ///
    /// let task = Task::from_result(String::from("seven"));
    /// let length = pollster::block_on(async { task.get().await.map(|text| text.len()) });
    /// assert_eq!(length.ok(), Some(5));
    /// ```
    #[inline]
    pub fn get(&self) -> Get<'_, T> {
        Get(Awaiting::new(self))
    }

    /// Waits for the end of the task, however it ends, and says how it did.
    ///
    /// An error counts as seen, as far as [unobserved errors](super::set_unobserved_hook) go.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::{Task, TaskStatus};
    ///
    /// let task = Task::<u32>::from_error("lost");
    /// assert_eq!(pollster::block_on(task.join()), TaskStatus::Faulted);
    /// ```
    #[inline]
    pub fn join(&self) -> TaskJoin<'_, T> {
        TaskJoin(Awaiting::new(self))
    }
}

/// Waits for a task and yields what it has come to. Made by awaiting a task.
///
/// The result is moved out if nobody else has the task when this finds it complete, and cloned otherwise. Whoever completes a task has it
/// until all who wait for it are woken; so where another thread is just doing that, the result is cloned, too. Where it is large, let
/// it be an `Arc`.
#[must_use = "futures do nothing unless awaited"]
pub struct TaskFuture<T> {
    /// `None` once the result has been given.
    task: Option<Task<T>>,
    registration: Registration,
}

impl<T> Unpin for TaskFuture<T> {}

impl<T> TaskFuture<T> {
    /// Polls a cell that is this future's alone, if it is driven: with the caller's own waker, without registering anybody.
    #[inline]
    fn poll_alone(&mut self, cx: &mut Context<'_>) -> Option<Poll<Outcome<T>>> {
        if !self.registration.is_nowhere() {
            return None;
        }
        let task = self.task.as_ref()?;
        let header = &task.cell()?.header;
        let driven = header.vtable.driven?;
        if !header.is_alone() {
            return None;
        }
        let mut outcome = MaybeUninit::<Outcome<T>>::uninit();
        // SAFETY: a live cell, by the handle, which is the only one, and its own functions; a place for what it comes to.
        let polled = unsafe { (driven.poll_alone)(task.header(), cx, NonNull::from(&mut outcome).cast()) }?;
        if polled.is_pending() {
            return Some(Poll::Pending);
        }
        let task = ManuallyDrop::new(self.task.take());
        if let Some(task) = &*task {
            // SAFETY: the handle was the only one, isn't used again, and nothing is left in the cell.
            unsafe { release(task.header()) };
        }
        // SAFETY: `Ready`, so it was written.
        Some(Poll::Ready(unsafe { outcome.assume_init() }))
    }
}

/// Gives the memory of a cell back.
///
/// # Safety
///
/// The caller has the last handle, doesn't use it again, and nothing is left in the cell that has to be destroyed.
#[inline]
unsafe fn release(cell: NonNull<Header>) {
    // SAFETY: the caller's promise.
    let release = unsafe { cell.as_ref() }.vtable.release;
    // SAFETY: the same.
    unsafe { release(cell) };
}

impl<T: Clone> Task<T> {
    /// What a complete task has come to: moved out if nobody else has the task, and cloned otherwise.
    #[inline]
    pub(crate) fn into_outcome(self) -> Outcome<T> {
        match self.cell() {
            Some(cell) if cell.header.is_alone() => {
                let cell = ManuallyDrop::new(self).header().cast::<Cell<T>>();
                // SAFETY: the handle keeps it.
                let complete = unsafe { cell.as_ref() };
                // SAFETY: complete, and the only handle is ours.
                let outcome = unsafe { complete.take() };
                // SAFETY: the same; the result has just been taken out.
                unsafe { release(cell.cast()) };
                outcome
            }
            _ => self.cloned_outcome(),
        }
    }

    /// What a complete task has come to.
    #[inline]
    pub(crate) fn cloned_outcome(&self) -> Outcome<T> {
        self.result().expect("it's complete").cloned().map_err(TaskError::clone)
    }
}

impl<T: Clone> Future for TaskFuture<T> {
    type Output = Result<T, TaskError>;

    /// # Panics
    ///
    /// If the result has been given already.
    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Some(polled) = self.poll_alone(cx) {
            return polled;
        }
        let Self { task: Some(task), registration } = &mut *self else { polled_after_completion() };
        match poll(task, registration, cx) {
            Poll::Ready(()) => {
                let task = self.task.take().expect("it was just polled");
                Poll::Ready(task.into_outcome())
            }
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<T> Drop for TaskFuture<T> {
    #[inline]
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            drop(task.withdraw(&mut self.registration));
        }
    }
}

impl<T> fmt::Debug for TaskFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TaskFuture").field(&self.task).finish()
    }
}

impl<T: Clone> IntoFuture for Task<T> {
    type Output = Result<T, TaskError>;
    type IntoFuture = TaskFuture<T>;

    #[inline]
    fn into_future(self) -> TaskFuture<T> {
        TaskFuture { task: Some(self), registration: Registration::NOWHERE }
    }
}

impl<'t, T: Clone> IntoFuture for &'t Task<T> {
    type Output = Result<T, TaskError>;
    type IntoFuture = TaskRefFuture<'t, T>;

    #[inline]
    fn into_future(self) -> TaskRefFuture<'t, T> {
        TaskRefFuture(Awaiting::new(self))
    }
}

#[cold]
#[inline(never)]
#[track_caller]
fn polled_after_completion() -> ! {
    panic!("a Task's future was polled after it had given its result: await the Task, or a reference to it, again")
}
