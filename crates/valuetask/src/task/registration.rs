//! Waiting for a cell: [`Awaiter`], and the registration of a waiter.
//!
//! No waker is cloned, woken or dropped under the lock of the waiters, and no code is called.

use core::borrow::Borrow;
use core::marker::PhantomData;
use core::mem::{self, ManuallyDrop};
use core::ptr::{self, NonNull};
use core::task::{Context, Poll, Waker};

use super::Task;
use super::cell::{Header, TaskCell};
use super::error::TaskResult;
use super::state::PollState;
use super::waiters::{CellWaiters, Code, Registration, Turn, WaiterList, Waiting};

/// A waiter of a task: a handle, or a reference to one, and a registration. Dropped, it is withdrawn.
pub(crate) struct Awaiter<T, H: Borrow<Task<T>> = Task<T>> {
    /// `None` once it was taken.
    ///
    /// Invariant: `H` borrows the same task until it is dropped. Of std's types, all do.
    handle: Option<H>,
    /// Invariant: one of the cell of `handle`.
    registration: Option<Registration>,
    marker: PhantomData<fn() -> T>,
}

impl<T, H: Borrow<Task<T>>> Unpin for Awaiter<T, H> {}

impl<T, H: Borrow<Task<T>>> Awaiter<T, H> {
    #[inline]
    pub(crate) const fn new(handle: H) -> Self {
        Self { handle: Some(handle), registration: None, marker: PhantomData }
    }

    /// The task, unless it was taken.
    #[inline]
    pub(crate) fn task(&self) -> Option<&Task<T>> {
        self.handle.as_ref().map(H::borrow)
    }

    /// The handle, and the place of the registration in its cell; `None` if the task is complete, or was taken.
    #[inline]
    pub(super) fn pending(&mut self) -> Option<(&H, Place<'_>)> {
        let handle = self.handle.as_ref()?;
        let header = &handle.borrow().cell()?.header;
        if header.state.is_complete() {
            self.registration = None;
            return None;
        }
        Some((handle, Place { header, registration: &mut self.registration }))
    }

    /// Polls for the completion of the task. One that was taken is complete.
    #[inline]
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match self.pending() {
            Some((_, mut place)) => place.wait(cx),
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
    pub(super) fn withdraw(&mut self) {
        if let Some(registration) = self.registration.take()
            && let Some(cell) = self.task().and_then(Task::cell)
        {
            // SAFETY: the invariant of `registration`.
            unsafe { cell.header.withdraw(registration) };
        }
    }

    /// Registers a callback that the completer calls, or returns it if the task is complete.
    pub(super) fn attend<F: FnOnce() + Send + 'static>(&mut self, turn: Turn, callback: F) -> Result<(), F> {
        self.withdraw();
        let Some((_, place)) = self.pending() else { return Err(callback) };
        // SAFETY: made of it right here.
        let returned = |waiting: Waiting| unsafe { waiting.into_code() };
        *place.registration = Some(place.header.register(Waiting::of_callback(turn, callback)).map_err(returned)?);
        Ok(())
    }
}

/// The place of one awaiter's registration in a cell.
pub(super) struct Place<'a> {
    pub(super) header: &'a Header,
    /// Invariant: one of this cell.
    registration: &'a mut Option<Registration>,
}

impl Place<'_> {
    /// Registers the awaiter, unless the cell is complete.
    #[inline(never)]
    fn wait(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.registration.is_some()
            && self.header.lock().is_some_and(|mut locked| self.is_registered(&mut locked, cx.waker()))
        {
            return Poll::Pending;
        }
        let waiting = Waiting::of_waker(cx.waker().clone());
        let Some(mut locked) = self.header.lock() else { return self.complete() };
        let before = self.register(&mut locked, waiting);
        drop(locked);
        drop(before);
        Poll::Pending
    }

    /// The cell is complete, so its completer has the waiters.
    pub(super) fn complete(&mut self) -> Poll<()> {
        *self.registration = None;
        Poll::Ready(())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.registration.is_none()
    }

    /// Returns `true` if a waker that would wake the same task is registered.
    pub(super) fn is_registered(&self, locked: &mut Locked<'_>, waker: &Waker) -> bool {
        assert!(ptr::eq(self.header, locked.header), "the lock of another cell");
        // SAFETY: the invariant of `registration`.
        self.registration.as_ref().is_some_and(|registered| unsafe { locked.waiters().has(registered, waker) })
    }

    /// Registers the awaiter behind all others. Returns the waiter that was registered before.
    pub(super) fn register(&mut self, locked: &mut Locked<'_>, waiting: Waiting) -> Option<Waiting> {
        assert!(ptr::eq(self.header, locked.header), "the lock of another cell");
        let before = self.registration.replace(locked.waiters().push(waiting));
        // SAFETY: the invariant of `registration`.
        before.and_then(|before| unsafe { locked.waiters().remove(before) })
    }
}

/// Code for a task of a `T`.
struct Lends<T, F>(F, PhantomData<fn(T)>);

impl<T, F: FnOnce(&Task<T>) + Send> Code for Lends<T, F> {
    unsafe fn run(self, cell: NonNull<()>) {
        // SAFETY: the contract of `Code`: the cell is one of a `T`, and kept until this returns. The handle isn't dropped.
        let lent = ManuallyDrop::new(unsafe { Task::from_header(cell.cast()) });
        (self.0)(&lent);
    }
}

/// Registers code that the completer runs, and lends the task to. Returns it if the task is complete.
#[inline]
pub(super) fn attend<T: 'static, F>(task: &Task<T>, turn: Turn, code: F) -> Result<(), F>
where
    F: FnOnce(&Task<T>) + Send + 'static,
{
    let Some(cell) = task.cell() else { return Err(code) };
    if cell.header.state.is_complete() {
        return Err(code);
    }
    let waiting = Waiting::of_code(turn, Lends(code, PhantomData));
    let Some(mut locked) = cell.header.lock() else {
        // SAFETY: made of it right here.
        let Lends(code, PhantomData) = unsafe { waiting.into_code::<Lends<T, F>>() };
        return Err(code);
    };
    if cell.header.is_combined() && !locked.polling.lends() {
        // `LENDS` stands for it: the inputs of a combined task don't keep it.
        cell.header.retain();
    }
    locked.polling.lend();
    locked.waiters().push(waiting);
    Ok(())
}

impl<'t, T, H> Awaiter<T, &'t H>
where
    &'t H: Borrow<Task<T>>,
{
    /// The handle, for as long as it is borrowed.
    #[inline]
    pub(crate) fn by_reference(&self) -> Option<&'t H> {
        self.handle
    }
}

impl<T, H: Borrow<Task<T>>> Drop for Awaiter<T, H> {
    #[inline]
    fn drop(&mut self) {
        self.withdraw();
    }
}

/// The waiters of a pending cell, locked.
pub(super) struct Locked<'a> {
    pub(super) header: &'a Header,
    pub(super) polling: PollState,
}

impl Header {
    /// Locks the waiters, unless the cell is complete.
    #[inline]
    pub(super) fn lock(&self) -> Option<Locked<'_>> {
        self.state.lock().map(|polling| Locked { header: self, polling })
    }

    /// Registers a waiter behind all others, or returns it if the cell is complete.
    #[inline]
    pub(super) fn register(&self, waiting: Waiting) -> Result<Registration, Waiting> {
        match self.lock() {
            Some(mut locked) => Ok(locked.waiters().push(waiting)),
            None => Err(waiting),
        }
    }

    /// Takes a waiter out and drops it, unless it was fired.
    ///
    /// # Safety
    ///
    /// The registration is one of this cell, and wasn't removed.
    #[inline(never)]
    unsafe fn withdraw(&self, registration: Registration) {
        // SAFETY: the contract of this function.
        let removed = self.lock().and_then(|mut locked| unsafe { locked.waiters().remove(registration) });
        drop(removed);
    }

    /// # Safety
    ///
    /// The cell is the caller's alone.
    #[inline]
    pub(super) unsafe fn has_no_waiters(&self) -> bool {
        // SAFETY: the contract of this function, and the invariant of `waiters`.
        self.waiters.with(|waiters| unsafe { &*waiters }.is_empty())
    }
}

impl<T, B> TaskCell<T, B> {
    /// Locks the waiters and writes the result, or returns it if the cell is complete. The caller finishes.
    #[inline]
    pub(super) fn fill(&self, result: TaskResult<T>) -> Result<Locked<'_>, TaskResult<T>> {
        let Some(locked) = self.header.lock() else { return Err(result) };
        // SAFETY: pending and locked: so the slot is empty, and the caller's.
        unsafe { self.write(result) };
        Ok(locked)
    }
}

impl Locked<'_> {
    #[inline]
    pub(super) fn waiters(&mut self) -> &mut CellWaiters {
        // SAFETY: the invariant of `Header::waiters`: this holds the lock.
        self.header.waiters.with(|waiters| unsafe { &mut *waiters })
    }

    /// Unlocks, and takes all waiters if the cell is due.
    pub(super) fn take_if_due(mut self) -> WaiterList {
        if self.polling.is_due() { self.waiters().take() } else { WaiterList::new() }
    }

    /// Takes all waiters, and marks the cell complete, whose result slot is full.
    #[inline]
    pub(super) fn finish(mut self) -> WaiterList {
        let all = self.waiters().take();
        self.header.state.finish();
        mem::forget(self);
        all
    }

    /// Takes all waiters, gives up a handle, and marks the cell complete, whose result slot is full.
    ///
    /// The handle goes first: so a thread that finds the cell complete doesn't count it any more. The thread that drops the last handle
    /// meanwhile waits for the lock. Returns `true` if that handle was the last.
    ///
    /// # Safety
    ///
    /// The caller has the handle, doesn't use it again, and finishes the cell of that lock.
    #[inline]
    pub(super) unsafe fn finish_and_leave(mut self) -> (WaiterList, bool) {
        let all = self.waiters().take();
        let cell = NonNull::from(ManuallyDrop::new(self).header);
        // SAFETY: the lock keeps the cell until its state is complete. No more than the state is borrowed beyond that.
        let state = unsafe { &(*cell.as_ptr()).state };
        // SAFETY: the contract of this function.
        let is_last = unsafe { Header::leave(cell) };
        state.finish();
        (all, is_last)
    }
}

impl Drop for Locked<'_> {
    #[inline]
    fn drop(&mut self) {
        self.header.state.unlock(self.polling);
    }
}
