//! [`Task`]: a shared result that is computed once and read by every handle.

pub(crate) mod adapters;
#[cfg_attr(not(all(test, valuetask_loom)), expect(dead_code, reason = "the cells of tasks are next"))]
pub(crate) mod arc;
pub(crate) mod awaiting;
pub(crate) mod blocking;
#[cfg_attr(not(all(test, valuetask_loom)), expect(dead_code, reason = "the cells of tasks are next"))]
pub(crate) mod brief;
pub(crate) mod cell;
mod combined;
mod completion;
mod constructors;
mod continuations;
mod continue_on;
mod counts;
mod delay;
pub(crate) mod error;
mod limited;
#[cfg(all(test, valuetask_loom))]
mod models;
mod outcome;
mod owned;
pub(crate) mod polled;
mod spawn;
mod state;
mod trampoline;
mod unobserved;
mod waiters;
pub(crate) mod weak;
mod when_all;
mod when_each;

use core::marker::PhantomData;
use core::mem::{self, ManuallyDrop, needs_drop};
use core::ops::ControlFlow;
use core::panic::{RefUnwindSafe, UnwindSafe};
use core::ptr::{self, NonNull};
use core::task::{Context, Poll};

use cell::{CellHeader, Locked, TaskCell};
use error::TaskResult;
use state::PollState;
use waiters::{Order, Registration, Waiting};

use crate::panics::Panics;
use valuetask::__runtime::nowhere;

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
/// One slot of the [pool](valuetask::pool) for each task, none in steady state. A task that is complete from the start with `()` allocates
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
pub struct Task<T = ()> {
    /// Invariant: [`NOWHERE`](Self::NOWHERE), or a live cell of a `T` on which this is one of the counted handles. A result in it,
    /// now or later, is a `'static` one: see [`trampoline::destroy`].
    header: NonNull<CellHeader>,
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
    const NOWHERE: NonNull<CellHeader> = nowhere();

    /// The result may be `()`: then a complete task needs no cell.
    const MAY_BE_UNIT: bool = size_of::<T>() == 0 && align_of::<T>() == 1 && !needs_drop::<T>();

    /// # Safety
    ///
    /// A cell of a `T`, and one of its handles, which becomes this.
    unsafe fn from_header(header: NonNull<CellHeader>) -> Self {
        Self { header, marker: PhantomData }
    }

    /// The address of the cell, if there is one.
    #[inline]
    fn header(&self) -> NonNull<CellHeader> {
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

    /// Returns `true` if the task of a source is pending, this is its only handle, and there is no waiter.
    fn is_unknown(&mut self) -> bool {
        self.cell().is_some_and(|cell| {
            // SAFETY: this is borrowed by no other code, it is the only handle, and there are no weak references: so it has the cell.
            !cell.header.is_combined() && cell.header.is_unique() && unsafe { cell.header.has_no_waiters() }
        })
    }

    /// Completes a pending task, or returns the result if it is complete.
    #[inline]
    fn complete(&self, result: TaskResult<T>) -> Result<(), TaskResult<T>> {
        let Some(cell) = self.cell() else { return Err(result) };
        trampoline::fire(cell.fill(result)?.finish());
        Ok(())
    }

    /// Completes as [`complete`](Self::complete), and gives this handle up before the task is seen to be complete.
    ///
    /// So an awaiter that has the last handle but this one moves the result out.
    #[inline]
    fn complete_and_drop_ref(self, result: TaskResult<T>) {
        if self.cell().is_none() {
            return;
        }
        let header = self.header;
        // SAFETY: a live cell, by this handle.
        let cell = unsafe { TaskCell::<T>::of(header) };
        let Ok(locked) = cell.fill(result) else { return };
        let waiting = locked.take_and_keep();
        mem::forget(self);
        // SAFETY: the lock was kept, and the handle was forgotten.
        if !unsafe { CellHeader::finish_and_drop_ref(header) } {
            return trampoline::fire(waiting);
        }
        let mut panics = Panics::default();
        // SAFETY: the last handle has left.
        panics.catch(|| unsafe { drop_last::<T>(header) });
        panics.catch(|| trampoline::fire(waiting));
        panics.resume();
    }

    /// Registers a callback that the completer calls, or returns it if the task is complete.
    #[inline]
    fn on_complete<F: FnOnce() + Send + 'static>(&self, order: Order, callback: F) -> Result<Registration, F> {
        let Some(cell) = self.cell().filter(|cell| !cell.header.state.is_complete()) else { return Err(callback) };
        // SAFETY: made of it right here.
        let returned = |waiting: Waiting| unsafe { waiting.into_callback() };
        cell.header.register(Waiting::of_callback(order, callback)).map_err(returned)
    }

    /// Returns `true` if nothing completes the task.
    fn is_endless(&self) -> bool {
        self.cell().is_some_and(|cell| cell.header.state.is_never())
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
unsafe fn drop_last<T>(cell: NonNull<CellHeader>) {
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
        if self.cell().is_some() && unsafe { CellHeader::drop_ref(self.header) } {
            // SAFETY: it was the last, and the invariant of `header`.
            unsafe { drop_last::<T>(self.header) };
        }
    }
}

/// A handle on a task, or a reference to one.
///
/// Invariant: it has the same task until it is dropped.
pub(crate) trait Handle<T> {
    fn task(&self) -> &Task<T>;
}

impl<T> Handle<T> for Task<T> {
    #[inline]
    fn task(&self) -> &Task<T> {
        self
    }
}

impl<T, H: Handle<T>> Handle<T> for &H {
    #[inline]
    fn task(&self) -> &Task<T> {
        H::task(self)
    }
}

/// A waiter of a task: a handle, or a reference to one, and a registration. Dropped, it is withdrawn.
pub(crate) struct Awaiter<T, H: Handle<T> = Task<T>> {
    /// `None` once it was taken.
    handle: Option<H>,
    /// Invariant: one of the cell of `handle`.
    registration: Option<Registration>,
    marker: PhantomData<fn() -> T>,
}

impl<T, H: Handle<T>> Unpin for Awaiter<T, H> {}

impl<T, H: Handle<T>> Awaiter<T, H> {
    #[inline]
    pub(crate) const fn new(handle: H) -> Self {
        Self { handle: Some(handle), registration: None, marker: PhantomData }
    }

    /// The task, unless it was taken.
    #[inline]
    pub(crate) fn task(&self) -> Option<&Task<T>> {
        self.handle.as_ref().map(H::task)
    }

    /// The handle, and the pending cell with the registration; `None` if the task is complete, or was taken.
    #[inline]
    fn pending(&mut self) -> Option<(&H, PendingCell<'_>)> {
        let handle = self.handle.as_ref()?;
        let header = &handle.task().cell()?.header;
        if header.state.is_complete() {
            self.registration = None;
            return None;
        }
        Some((handle, PendingCell { header, registration: &mut self.registration }))
    }

    /// Polls for the completion of the task. One that was taken is complete.
    #[inline]
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match self.pending() {
            Some((_, pending)) => poll_pending(pending, cx),
            None => Poll::Ready(()),
        }
    }

    /// Takes the waiter out, and returns the handle.
    #[inline]
    pub(crate) fn take(&mut self) -> Option<H> {
        self.withdraw();
        self.handle.take()
    }

    /// Takes the waiter out, unless it was fired.
    #[inline]
    fn withdraw(&mut self) {
        if let Some(registration) = self.registration.take()
            && let Some(cell) = self.task().and_then(Task::cell)
        {
            // SAFETY: the invariant of `registration`.
            unsafe { cell.header.withdraw(registration) };
        }
    }

    /// Registers a callback that the completer calls, or returns it if the task is complete.
    fn on_complete<F: FnOnce() + Send + 'static>(&mut self, order: Order, callback: F) -> Result<(), F> {
        self.withdraw();
        let Some(task) = self.task() else { return Err(callback) };
        self.registration = Some(task.on_complete(order, callback)?);
        Ok(())
    }
}

/// A pending cell, and one awaiter's registration in it.
struct PendingCell<'a> {
    header: &'a CellHeader,
    /// Invariant: one of this cell.
    registration: &'a mut Option<Registration>,
}

impl PendingCell<'_> {
    /// Registers the awaiter, unless the cell is complete or `begin` returns `true`. That is called under the lock.
    ///
    /// Breaks with what the awaiter's poll returns. Otherwise the awaiter has begun; its waiter may have been made by then.
    #[inline]
    fn wait(
        &mut self,
        cx: &mut Context<'_>,
        begin: impl Fn(&mut PollState) -> bool,
    ) -> ControlFlow<Poll<()>, Option<Waiting>> {
        let clone = || Waiting::of_waker(cx.waker().clone());
        // Made before the lock is taken, if it will be needed.
        let mut fresh = (self.registration.is_none() && !self.header.state.seems_notified()).then(clone);
        loop {
            let Some(mut locked) = self.header.lock() else { return ControlFlow::Break(self.complete()) };
            if begin(&mut locked.polling) {
                return ControlFlow::Continue(fresh);
            }
            // SAFETY: the invariant of `registration`.
            let is_registered = |registered| unsafe { locked.waiters().has(registered, cx.waker()) };
            if self.registration.as_ref().is_some_and(is_registered) {
                return ControlFlow::Break(Poll::Pending);
            }
            let Some(waiting) = fresh.take() else {
                drop(locked);
                fresh = Some(clone());
                continue;
            };
            let before = self.register(&mut locked, waiting);
            drop(locked);
            drop(before);
            return ControlFlow::Break(Poll::Pending);
        }
    }

    /// The cell is complete, so its completer has the waiters.
    fn complete(&mut self) -> Poll<()> {
        *self.registration = None;
        Poll::Ready(())
    }

    /// Registers the awaiter behind all others. Returns the waiter that was registered before.
    fn register(&mut self, locked: &mut Locked<'_>, waiting: Waiting) -> Option<Waiting> {
        assert!(ptr::eq(self.header, locked.header), "the lock of another cell");
        let before = self.registration.replace(locked.waiters().push(waiting));
        // SAFETY: the invariant of `registration`.
        before.and_then(|before| unsafe { locked.waiters().remove(before) })
    }
}

/// Polls for the completion of a cell that was pending, and isn't polled by its awaiters.
#[inline(never)]
fn poll_pending(mut pending: PendingCell<'_>, cx: &mut Context<'_>) -> Poll<()> {
    pending.wait(cx, |_| false).break_value().expect("it never begins")
}

impl<T, H: Handle<T>> Drop for Awaiter<T, H> {
    #[inline]
    fn drop(&mut self) {
        self.withdraw();
    }
}
