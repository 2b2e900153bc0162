//! [`Task`]: a shared result that is computed once and read by every handle.

pub(crate) mod adapters;
pub(crate) mod arc;
pub(crate) mod awaiting;
pub(crate) mod blocking;
pub(crate) mod cell;
mod combined;
mod completion;
mod constructors;
mod continuations;
mod continue_on;
mod counts;
mod delay;
pub(crate) mod error;
mod header;
mod limited;
#[cfg(all(test, valuetask_loom))]
mod models;
mod outcome;
mod owned;
pub(crate) mod row;
mod spawn;
pub(crate) mod trampoline;
pub(crate) mod unobserved;
pub(crate) mod waiters;
mod waiting;
mod when_all;
mod when_each;
mod word;

use core::panic::{RefUnwindSafe, UnwindSafe};
use core::task::{Context, Poll};

use crate::awaiter::{Awaited, Awaiter};
use cell::{Handle, Source};
use waiters::{Registration, Waiters};
use waiting::Waiting;

pub use awaiting::{TaskFuture, TaskRefFuture};
pub use completion::{AlreadyCompleted, TaskCompletionSource};
pub use error::TaskError;
pub use limited::TimedOut;
pub use outcome::TaskStatus;
pub use owned::AbortOnDropHandle;
pub use unobserved::set_unobserved_hook;
pub use when_each::WhenEach;

/// A result that completes on its own: a handle that can be cloned, kept and awaited any number of times.
///
/// Once completed, a task keeps its result or [`TaskError`] until the last handle is dropped. Any number of awaiters may await it, on
/// any executor, and threads may block on it. The result is read by reference ([`result`](Self::result), [`get`](Self::get),
/// [`blocking_wait`](Self::blocking_wait)). If `T: Clone`, awaiting the task or a reference to it returns the result by value.
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
/// A value may be leaked that is returned while a destructor panics (rust-lang/rust#47949). Keep destructors from panicking.
///
/// # Blocking
///
/// Await a task where you can. To block a thread, use [`blocking_wait`](Self::blocking_wait).
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
/// One slot of the [pool](valuetask::pool) for what the handles share, and one for the waiters if there are several; none in steady state.
/// Delays, continuations and combined tasks have more, as their own sections say. A task that is complete from the start with `()` allocates
/// nothing: see [`completed`](Self::completed).
///
/// # Synchronization
///
/// Completing a task synchronizes with observing the completion.
///
/// # Examples
///
/// ```
/// use valuetask_tasks::{Task, TaskCompletionSource, TaskStatus};
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
pub struct Task<T = ()>(Handle<T>);

impl<T> Unpin for Task<T> {}
// The result is shared by reference alone.
impl<T: RefUnwindSafe> UnwindSafe for Task<T> {}
impl<T: RefUnwindSafe> RefUnwindSafe for Task<T> {}

impl<T> Clone for Task<T> {
    #[inline]
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Awaited for Task<T> {
    #[inline]
    fn poll_registered(&self, registered: &mut Option<Registration>, cx: &mut Context<'_>) -> Poll<()> {
        self.0.header().map_or(Poll::Ready(()), |header| header.poll(registered, cx.waker()))
    }

    #[inline]
    fn withdraw(&self, registration: Registration) {
        self.0.header().into_iter().for_each(|header| header.withdraw(registration));
    }
}

impl<T> Awaiter<Task<T>> {
    /// Registers what the completer fires, or returns it if the task is complete. It hasn't registered before.
    fn register(&mut self, waiting: Waiting) -> Result<(), Waiting> {
        debug_assert!(self.registered.is_none(), "registered twice");
        let task = self.handle().expect("it isn't taken before");
        self.registered = Some(task.0.register(waiting)?);
        Ok(())
    }

    /// Registers a callback that the completer calls, or returns it as `register`.
    fn on_complete(&mut self, callback: impl FnOnce() + Send + 'static) -> Result<(), Waiting> {
        self.register(Waiting::of_callback(callback))
    }
}

/// Creates a task that its source completes.
#[inline]
fn sourced<T: 'static>() -> (Source<T>, Task<T>) {
    let (source, handle) = Source::pair(Waiters::None);
    (source, Task(handle))
}
