//! Cells whose memory outlives their handles, as wakers and weak references keep it.
//!
//! Such a cell has two counts. Handles keep its content: the last one drops it. Wakers and weak references keep no more than the memory,
//! and all handles together count as one of them. So a task that can't be awaited any more is dropped, though a waker of it is left.

use core::alloc::Layout;
use core::cell::UnsafeCell;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::ptr::NonNull;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::task::{RawWaker, RawWakerVTable, Waker};

use super::cell::{self, Cell, Header, Kind, Outcome, VTable};
use super::status::TaskStatus;
use super::{Task, trampoline};
use crate::panics::{Panics, catch};
use crate::pool;
use crate::sync::{AtomicUsize, Witness, between};

/// A cell of a `T`, and a body: a future, or the state of a combination.
#[repr(C)]
pub(super) struct WeakCell<T, B> {
    pub(super) cell: Cell<T>,
    /// Wakers and weak references, and one for all handles together.
    ///
    /// Invariant: memory is freed by the one that is counted last.
    memory: AtomicUsize,
    pub(super) witness: Witness,
    /// Invariant: there until the last handle [destroys](Body::destroy) it.
    body: UnsafeCell<ManuallyDrop<B>>,
}

/// The body of a [`WeakCell`] of a `T`.
pub(super) trait Body<T>: Sized {
    const KIND: Kind;

    /// Called when a waker of the cell is woken.
    ///
    /// # Safety
    ///
    /// The cell is a `WeakCell<T, Self>`, whose memory the caller keeps until this returns.
    unsafe fn woken(cell: NonNull<Header>);

    /// Drops the content of the body.
    ///
    /// # Safety
    ///
    /// The cell is the caller's alone. Its body isn't destroyed again, and is used by wakers at most.
    unsafe fn destroy(this: &WeakCell<T, Self>);
}

impl<T, B: Body<T>> WeakCell<T, B> {
    const LAYOUT: Layout = Layout::new::<Self>();
    const VTABLE: &'static VTable = &VTable { destroy: Self::destroy, release: Self::release, kind: B::KIND };
    const WAKER: &'static RawWakerVTable =
        &RawWakerVTable::new(Self::clone_waker, Self::wake, Self::wake_by_ref, Self::drop_waker);

    /// Stores a cell with one handle.
    #[inline]
    pub(super) fn store(phase: TaskStatus, body: B) -> NonNull<Header> {
        let memory = pool::take(Self::LAYOUT).cast::<Self>();
        let cell = Cell::pending(1, phase, Self::VTABLE);
        let body = UnsafeCell::new(ManuallyDrop::new(body));
        let filled = Self { cell, memory: AtomicUsize::new(1), witness: Witness::of_a_write(), body };
        // SAFETY: memory of this layout, which is ours alone.
        unsafe { memory.write(filled) };
        memory.cast()
    }

    /// # Safety
    ///
    /// The cell is of this type, and its memory is kept for as long as this is used.
    #[inline]
    pub(super) unsafe fn of<'a>(cell: NonNull<Header>) -> &'a Self {
        // SAFETY: the contract of this function.
        unsafe { cell.cast::<Self>().as_ref() }
    }

    /// # Safety
    ///
    /// The body isn't destroyed; or the caller uses no more of it than [`Body::destroy`] leaves.
    #[inline]
    pub(super) unsafe fn body(&self) -> &B {
        // SAFETY: the contract of this function; it is only ever used by shared reference.
        unsafe { &*self.body.get() }
    }

    pub(super) fn is_complete(&self) -> bool {
        self.cell.header.word.load().is_complete()
    }

    /// Returns `true` if neither wakers nor weak references are left. The caller has just seen that its handle is the only one.
    #[inline]
    pub(super) fn has_no_wakers(&self) -> bool {
        between();
        // ORDERING: Acquire takes what was done with a waker from the Release in `drop_waker`.
        self.memory.load(Acquire) == 1
    }

    /// See [`VTable::destroy`].
    unsafe fn destroy(cell: NonNull<Header>) {
        // SAFETY: the contract of `VTable`.
        let this = unsafe { Self::of(cell) };
        let mut panics = Panics::default();
        // SAFETY: the contract of `VTable`: the cell is the caller's alone.
        panics.catch(|| unsafe { B::destroy(this) });
        // SAFETY: the contract of `VTable`; the cell begins with a `Cell<T>`.
        panics.catch(|| unsafe { Cell::<T>::destroy(cell) });
        panics.resume();
    }

    /// See [`VTable::release`].
    unsafe fn release(cell: NonNull<Header>) {
        // SAFETY: the count that all handles have together.
        unsafe { Self::drop_waker(cell.as_ptr().cast()) };
    }

    /// # Safety
    ///
    /// `data` is that of a waker of such a cell.
    unsafe fn header(data: *const ()) -> NonNull<Header> {
        // SAFETY: the contract of this function: it was made from the address of a cell.
        unsafe { NonNull::new_unchecked(data.cast_mut().cast()) }
    }

    unsafe fn clone_waker(data: *const ()) -> RawWaker {
        // SAFETY: the contract of `RawWakerVTable`.
        let cell = unsafe { Self::header(data) };
        // SAFETY: the waker keeps the memory.
        let this = unsafe { Self::of(cell) };
        // ORDERING: Relaxed: the caller has a waker, and hands the new one on by other means.
        if this.memory.fetch_add(1, Relaxed) > cell::MOST {
            std::process::abort();
        }
        RawWaker::new(data, Self::WAKER)
    }

    /// A waker that isn't counted: it isn't dropped, and not used once the caller doesn't keep the memory.
    ///
    /// # Safety
    ///
    /// The cell is of this type. Wakers of it may be sent to other threads, and shared.
    pub(super) unsafe fn borrowed_waker(cell: NonNull<Header>) -> ManuallyDrop<Waker> {
        // SAFETY: the functions of `WAKER` take such a cell.
        ManuallyDrop::new(unsafe { Waker::new(cell.as_ptr().cast(), Self::WAKER) })
    }

    unsafe fn wake(data: *const ()) {
        // SAFETY: the contract of `RawWakerVTable`: the waker is used up.
        let waker = unsafe { Waker::new(data, Self::WAKER) };
        // SAFETY: a waker of such a cell.
        let now = |waker: Waker| unsafe { Self::woken(&waker) };
        Self::quietly(|| trampoline::wake(waker, now, |waker| waker));
    }

    unsafe fn wake_by_ref(data: *const ()) {
        // SAFETY: the contract of `RawWakerVTable`: the waker stays, as it isn't dropped here.
        let waker = ManuallyDrop::new(unsafe { Waker::new(data, Self::WAKER) });
        // SAFETY: a waker of such a cell.
        let now = |waker: &Waker| unsafe { Self::woken(waker) };
        Self::quietly(|| trampoline::wake(&*waker, now, Waker::clone));
    }

    /// # Safety
    ///
    /// It is a waker of such a cell.
    unsafe fn woken(waker: &Waker) {
        // SAFETY: the contract of this function.
        let cell = unsafe { Self::header(waker.data()) };
        // SAFETY: the waker keeps the memory, and isn't dropped before this returns.
        unsafe { B::woken(cell) };
    }

    /// Wakes. The waker of a combined task lies with a token or a timer, which has others to wake: that is told of no panic.
    #[inline]
    fn quietly(wake: impl FnOnce()) {
        if matches!(B::KIND, Kind::Combined) {
            catch(wake);
        } else {
            wake();
        }
    }

    unsafe fn drop_waker(data: *const ()) {
        // SAFETY: the contract of `RawWakerVTable`.
        let cell = unsafe { Self::header(data) };
        // SAFETY: the waker keeps the memory until the count changes. No more than the count is borrowed beyond that.
        let memory = unsafe { &(*cell.cast::<Self>().as_ptr()).memory };
        // ORDERING: Acquire takes what was done with other wakers from the Release below. A last one can't be cloned by others.
        if memory.load(Acquire) != 1 {
            // ORDERING: Release hands what was done with this waker to the Acquire of the last one.
            if memory.fetch_sub(1, Release) != 1 {
                return;
            }
            // ORDERING: Acquire takes what was done with other wakers from the Release above.
            memory.load(Acquire);
        }
        // SAFETY: neither handles nor wakers are left.
        unsafe { Self::of(cell) }.witness.written();
        // SAFETY: neither handles nor wakers are left; the last handle has destroyed the rest.
        unsafe { Cell::<T>::drop_header(cell) };
        // SAFETY: memory of this layout that isn't used again.
        unsafe { pool::give(cell.cast(), Self::LAYOUT) };
    }
}

/// The state of a combined task.
pub(super) trait Combination<T>: Send + Sync + 'static {
    /// Called when a waker of the task is woken.
    fn woken(_: Combined<T, Self>)
    where
        Self: Sized,
    {
    }
}

/// The body of a combined task.
struct Stateful<S>(S);

impl<T: Send + Sync + 'static, S: Combination<T>> Body<T> for Stateful<S> {
    const KIND: Kind = Kind::Combined;

    unsafe fn woken(cell: NonNull<Header>) {
        // SAFETY: the contract of `Body`.
        let weak = ManuallyDrop::new(unsafe { Weak::<T, S>::from_header(cell) });
        weak.upgrade().into_iter().for_each(S::woken);
    }

    unsafe fn destroy(this: &WeakCell<T, Self>) {
        // SAFETY: the contract of `Body`: the cell is the caller's alone.
        let body = unsafe { &mut *this.body.get() };
        // SAFETY: the contract of `Body`: it isn't used again.
        unsafe { ManuallyDrop::drop(body) };
    }
}

/// A handle on a task that is combined of others, with its state.
///
/// Invariant: the task has a `WeakCell<T, Stateful<S>>`.
pub(super) struct Combined<T, S>(Task<T>, PhantomData<S>);

impl<T: Send + Sync + 'static, S: Combination<T>> Combined<T, S> {
    pub(super) fn new(state: S) -> Self {
        let cell = WeakCell::<T, Stateful<S>>::store(TaskStatus::Running, Stateful(state));
        // SAFETY: a new cell of a `T`, and its only handle.
        Self(unsafe { Task::from_header(cell) }, PhantomData)
    }

    fn cell(&self) -> &WeakCell<T, Stateful<S>> {
        // SAFETY: the invariant of `Combined`; the handle keeps the cell.
        unsafe { WeakCell::of(self.0.header()) }
    }

    pub(super) fn state(&self) -> &S {
        // SAFETY: the handle keeps the content of the cell.
        let Stateful(state) = unsafe { self.cell().body() };
        state
    }

    /// Completes the task, unless it is complete.
    pub(super) fn complete(&self, outcome: Outcome<T>) {
        let _ = self.0.complete(outcome);
    }

    pub(super) fn task(&self) -> &Task<T> {
        &self.0
    }

    pub(super) fn into_task(self) -> Task<T> {
        self.0
    }

    /// A reference that doesn't keep the task.
    pub(super) fn downgrade(&self) -> Weak<T, S> {
        // SAFETY: the invariant of `Combined`; the handle keeps the memory.
        let counted = unsafe { WeakCell::<T, Stateful<S>>::clone_waker(self.0.header().as_ptr().cast()) };
        let _ = ManuallyDrop::new(counted);
        // SAFETY: it was just counted.
        unsafe { Weak::from_header(self.0.header()) }
    }
}

/// A reference to a combined task that doesn't keep it.
///
/// Invariant: it is counted in the memory of a `WeakCell<T, Stateful<S>>`.
pub(super) struct Weak<T: Send + Sync + 'static, S: Combination<T>>(NonNull<Header>, PhantomData<Combined<T, S>>);

// SAFETY: it gives access to a task of a `T` and to an `S`, both of which may be sent and shared.
unsafe impl<T: Send + Sync + 'static, S: Combination<T>> Send for Weak<T, S> {}

impl<T: Send + Sync + 'static, S: Combination<T>> Weak<T, S> {
    /// # Safety
    ///
    /// The cell is a `WeakCell<T, Stateful<S>>`, and the caller gives up one count of its memory.
    unsafe fn from_header(cell: NonNull<Header>) -> Self {
        Self(cell, PhantomData)
    }

    /// The task, unless its last handle is gone.
    pub(super) fn upgrade(&self) -> Option<Combined<T, S>> {
        // SAFETY: the invariant of `Weak`.
        let is_kept = unsafe { self.0.as_ref() }.upgrade();
        // SAFETY: a handle that was just counted, on a cell of a `T`.
        is_kept.then(|| Combined(unsafe { Task::from_header(self.0) }, PhantomData))
    }

    /// A waker that calls [`Combination::woken`].
    pub(super) fn into_waker(self) -> Waker {
        let cell = ManuallyDrop::new(self).0;
        // SAFETY: the functions of `WAKER` take such a cell; the waker has the count of `self`.
        unsafe { Waker::new(cell.as_ptr().cast(), WeakCell::<T, Stateful<S>>::WAKER) }
    }
}

impl<T: Send + Sync + 'static, S: Combination<T>> Drop for Weak<T, S> {
    fn drop(&mut self) {
        // SAFETY: the invariant of `Weak`; it isn't used again.
        unsafe { WeakCell::<T, Stateful<S>>::drop_waker(self.0.as_ptr().cast()) };
    }
}
