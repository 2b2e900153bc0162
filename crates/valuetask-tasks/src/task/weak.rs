//! Weak references to cells, which keep the memory but not the content: those of combined tasks, and wakers.
//!
//! Such a waker lies with a token or a timer, which has others to wake: that is told of no panic.

use core::borrow::Borrow;
use core::marker::PhantomData;
use core::mem::{self, ManuallyDrop};
use core::panic::{RefUnwindSafe, UnwindSafe};
use core::ptr::NonNull;
use core::task::{RawWaker, RawWakerVTable, Waker};

use super::Task;
use super::cell::{CellHeader, TaskCell, VTable};
use super::error::TaskResult;
use super::polled::PollGuard;
use super::state::PollState;
use super::trampoline::{self, Job, Lane};
use crate::panics::catch;
use crate::sync::SharedCell;

/// A weak reference to a cell of any type.
///
/// Invariant: it is counted.
pub(super) struct WeakRef(NonNull<CellHeader>);

// SAFETY: it gives access to no content, and wakes as a waker does.
unsafe impl Send for WeakRef {}
// SAFETY: as for `Send`.
unsafe impl Sync for WeakRef {}

impl WeakRef {
    const WAKER: &'static RawWakerVTable =
        &RawWakerVTable::new(Self::clone_waker, Self::wake_waker, Self::wake_waker_by_ref, Self::drop_waker);

    fn header(&self) -> &CellHeader {
        // SAFETY: the invariant of `WeakRef`: it keeps the memory.
        unsafe { self.0.as_ref() }
    }

    /// A waker that isn't counted: it isn't dropped, and not used once the caller doesn't keep the memory.
    ///
    /// # Safety
    ///
    /// The caller keeps the memory of the cell for as long as it uses this.
    pub(super) unsafe fn borrowed_waker(cell: NonNull<CellHeader>) -> ManuallyDrop<Waker> {
        // SAFETY: the functions of `WAKER` take a cell.
        ManuallyDrop::new(unsafe { Waker::new(cell.as_ptr().cast(), Self::WAKER) })
    }

    #[cfg(all(test, valuetask_loom))]
    fn into_waker(self) -> Waker {
        // SAFETY: the functions of `WAKER` take a cell; the waker has the count of `self`.
        unsafe { Waker::new(ManuallyDrop::new(self).0.as_ptr().cast(), Self::WAKER) }
    }

    /// # Safety
    ///
    /// `data` is that of a waker of a cell, which isn't used again; or this isn't dropped.
    unsafe fn of_waker(data: *const ()) -> Self {
        // SAFETY: the contract of this function: it was made from the address of a cell.
        Self(unsafe { NonNull::new_unchecked(data.cast_mut().cast()) })
    }

    unsafe fn clone_waker(data: *const ()) -> RawWaker {
        // SAFETY: the contract of `RawWakerVTable`: the waker stays, as this isn't dropped.
        let this = ManuallyDrop::new(unsafe { Self::of_waker(data) });
        let _ = ManuallyDrop::new(WeakRef::clone(&this));
        RawWaker::new(data, Self::WAKER)
    }

    unsafe fn wake_waker(data: *const ()) {
        // SAFETY: the contract of `RawWakerVTable`: the waker is used up.
        let this = unsafe { Self::of_waker(data) };
        catch(|| Self::nest(this, |this| this));
    }

    unsafe fn wake_waker_by_ref(data: *const ()) {
        // SAFETY: the contract of `RawWakerVTable`: the waker stays, as this isn't dropped.
        let this = ManuallyDrop::new(unsafe { Self::of_waker(data) });
        catch(|| Self::nest(&*this, Self::clone));
    }

    unsafe fn drop_waker(data: *const ()) {
        // SAFETY: the contract of `RawWakerVTable`: the waker is used up.
        drop(unsafe { Self::of_waker(data) });
    }

    /// Wakes the cell. If that is too deep, it is queued with the reference that `later` returns.
    fn nest<A: Borrow<Self>>(this: A, later: impl FnOnce(A) -> Self) {
        let queued = |this| {
            let cell = ManuallyDrop::new(later(this)).0;
            // SAFETY: the job has the count.
            unsafe { Job::call(Self::wake_queued, cell.cast()) }
        };
        trampoline::nest(Lane::Runs, this, |this| this.borrow().wake(), queued);
    }

    /// # Safety
    ///
    /// The cell's weak reference is the caller's, and isn't used again.
    unsafe fn wake_queued(cell: NonNull<()>) {
        Self(cell.cast()).wake();
    }

    /// Wakes the cell.
    fn wake(&self) {
        let header = self.header();
        header.witness.read();
        if let Some(woken) = header.vtable.woken {
            // SAFETY: this is the cell's own function, and `self` keeps the memory.
            unsafe { woken(self.0) };
        }
    }
}

impl Clone for WeakRef {
    fn clone(&self) -> Self {
        self.header().retain_weak(1);
        Self(self.0)
    }
}

impl Drop for WeakRef {
    fn drop(&mut self) {
        // SAFETY: the invariant of `WeakRef`; it isn't used again.
        unsafe { CellHeader::drop_weak(self.0) };
    }
}

/// The state of a combined task.
pub(crate) trait Combination<T>: Send + Sync + 'static {
    /// Called when a waker of the task is woken.
    fn woken(_: &Weak<T, Self>)
    where
        Self: Sized,
    {
    }
}

/// A strong reference to a combined task: completes it, and keeps its state.
///
/// A callback has one while it runs. It isn't a handle, so the result is moved to the last handle meanwhile.
///
/// Invariant: it is counted, on a `TaskCell<T, S>`. It takes results, so it isn't covariant in `T`.
pub(crate) struct Strong<T, S>(NonNull<CellHeader>, PhantomData<(fn(T), S)>);

impl<T: 'static, S: Combination<T>> Strong<T, S> {
    /// Creates a combined task, with the completer that makes its first steps.
    pub(super) fn pair(state: S) -> (Self, Task<T>) {
        let Combined(task, _) = Combined::stored(state, PollState::IDLE);
        let cell = task.header();
        // SAFETY: the task keeps its cell.
        let is_counted = unsafe { cell.as_ref() }.upgrade();
        assert!(is_counted, "its task keeps the content");
        (Self(cell, PhantomData), task)
    }

    fn cell(&self) -> &TaskCell<T, S> {
        // SAFETY: the invariant of `Strong`.
        unsafe { TaskCell::of(self.0) }
    }

    pub(crate) fn state(&self) -> &S {
        // SAFETY: the invariant of `Strong`: it keeps the content.
        unsafe { self.cell().body() }
    }

    /// Calls `work` with a waker that calls [`Combination::woken`].
    pub(crate) fn with_waker<R>(&self, work: impl FnOnce(&Waker) -> R) -> R {
        // SAFETY: the content keeps the memory until this returns.
        let waker = unsafe { WeakRef::borrowed_waker(self.0) };
        work(&waker)
    }

    /// A reference that keeps neither the task nor its state.
    pub(super) fn downgrade(&self) -> Weak<T, S> {
        self.cell().header.retain_weak(1);
        Weak(WeakRef(self.0), PhantomData)
    }

    /// So many references, which are counted at once. The memory leaks if the iterator isn't used up.
    pub(super) fn downgrades(&self, count: usize) -> impl Iterator<Item = Weak<T, S>> + use<T, S> {
        let cell = self.0;
        self.cell().header.retain_weak(count);
        (0..count).map(move |_| Weak(WeakRef(cell), PhantomData))
    }

    /// Completes the task, unless it is complete.
    pub(super) fn complete(&self, outcome: TaskResult<T>) {
        if let Ok(locked) = self.cell().fill(outcome) {
            trampoline::fire(locked.finish());
        }
    }
}

impl<T, S> Drop for Strong<T, S> {
    fn drop(&mut self) {
        // SAFETY: the invariant of `Strong`; it isn't used again. Its task is of a `'static` type.
        unsafe { trampoline::destroy(self.0) };
    }
}

/// A handle on a task with a state, which awaiters poll.
///
/// Invariant: the task has a `TaskCell<T, S>`, or is complete and has a plain cell.
pub(crate) struct Combined<T, S>(Task<T>, PhantomData<S>);

impl<T: 'static, S: Combination<T>> Combined<T, S> {
    const VTABLE: &'static VTable = &TaskCell::<T, S>::vtable(Some(Self::woken));

    /// Creates one that is complete. It has no state.
    pub(crate) fn completed(outcome: TaskResult<T>) -> Self {
        Self(Task::from_outcome(outcome), PhantomData)
    }

    fn stored(state: S, polling: PollState) -> Self {
        let cell = TaskCell::<T, S>::stored_with(state, polling, Self::VTABLE);
        // SAFETY: a new cell of a `T`, and its only handle.
        Self(unsafe { Task::from_header(cell) }, PhantomData)
    }

    /// See [`VTable::woken`].
    unsafe fn woken(cell: NonNull<CellHeader>) {
        // The caller keeps the memory, so this isn't dropped.
        let weak = ManuallyDrop::new(Weak::<T, S>(WeakRef(cell), PhantomData));
        S::woken(&weak);
    }
}

/// The state of a cell that its awaiters poll: what the poller alone uses.
pub(crate) struct Polled<F>(SharedCell<F>);

// SAFETY: shared, it is lent to the poller alone, for which `Send` is enough.
unsafe impl<F: Send> Sync for Polled<F> {}
// A poll doesn't panic.
impl<F> UnwindSafe for Polled<F> {}
impl<F> RefUnwindSafe for Polled<F> {}

/// A wake makes no handle, so it drops no future: it may come under a lock that the future's destructor takes.
impl<T: 'static, F: Send + 'static> Combination<T> for Polled<F> {
    fn woken(weak: &Weak<T, Self>) {
        weak.0.header().notify();
    }
}

impl<T: 'static, F: Send + 'static> Combined<T, Polled<F>> {
    /// Creates a cell whose awaiters poll, beginning with the first.
    pub(crate) fn due(polled: F) -> Self {
        Self::stored(Polled(SharedCell::new(polled)), PollState::DUE)
    }

    /// Passes what is polled to the poller, with a waker that wakes the awaiters.
    ///
    /// # Panics
    ///
    /// If that is the poller of another cell.
    pub(crate) fn poll<R>(&self, guard: &mut PollGuard<'_>, work: impl FnOnce(&mut F, &Waker) -> R) -> R {
        assert!(guard.is_of(self.0.header()), "the guard of another cell");
        // The handle keeps the content, and so the cell isn't plain: it was pending. It isn't dropped, as it isn't counted.
        let completer = ManuallyDrop::new(Strong::<T, Polled<F>>(self.0.header(), PhantomData));
        // SAFETY: the caller is the poller, and lends that for as long as this is used.
        completer.with_waker(|waker| completer.state().0.with(|polled| work(unsafe { &mut *polled }, waker)))
    }

    /// Takes what is polled out of its place, if this is the only handle, and it is due. Returns the handle otherwise.
    ///
    /// What sleeps stays: polling it again would poll all that it waits for.
    #[inline]
    pub(crate) fn take_alone<R>(self, take: impl FnOnce(&mut F) -> R) -> Result<R, Self> {
        // One that has its result needs no lock.
        let pending = self.0.cell().filter(|cell| !cell.header.state.is_complete());
        let guard = pending.and_then(|cell| PollGuard::alone(&cell.header));
        let taken = guard.map(|mut guard| {
            let taken = self.poll(&mut guard, |polled, _| take(polled));
            // The cell goes with the handle.
            mem::forget(guard);
            taken
        });
        taken.ok_or(self)
    }
}

impl<T, S> Combined<T, S> {
    pub(crate) const fn task(&self) -> &Task<T> {
        &self.0
    }

    pub(crate) fn into_task(self) -> Task<T> {
        self.0
    }
}

impl<T, S> Clone for Combined<T, S> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}

/// A reference to a combined task that keeps neither the task nor its state.
///
/// Invariant: the task has a `TaskCell<T, S>`.
pub(crate) struct Weak<T, S>(WeakRef, PhantomData<Combined<T, S>>);

impl<T: 'static, S: Combination<T>> Weak<T, S> {
    /// Another reference.
    pub(super) fn another(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}

// A waker is woken on any thread, so the task is completed there only if its result may be sent.
impl<T: Send + Sync + 'static, S: Combination<T>> Weak<T, S> {
    /// A completer, unless the last handle is gone.
    pub(super) fn upgrade(&self) -> Option<Strong<T, S>> {
        // It was just counted.
        self.0.header().upgrade().then(|| Strong(self.0.0, PhantomData))
    }

    /// A waker that calls [`Combination::woken`].
    #[cfg(all(test, valuetask_loom))]
    pub(super) fn into_waker(self) -> Waker {
        self.0.into_waker()
    }
}
