//! The cell that the handles of a task share: handle count, state, waiters, result. One slot of the pool.
//!
//! ```text
//!   Task<T> ──▶ ┌────────┬────────┬──────────────────────────────────────────────┐
//!               │ header │ result │ the state of a combination, if any           │
//!               └────────┴────────┴──────────────────────────────────────────────┘
//! ```
//!
//! A cell has two counts. Handles keep its content: the last one drops it. [Weak references](super::weak), wakers among them, keep no more
//! than the memory, and all handles together count as one of them. So a task that can't be awaited any more is dropped, though a waker of
//! it is left.
//!
//! A combined cell has a third count. Its [completers](super::weak::Strong) keep its content, too, and all handles together count as one
//! of them. They aren't handles: so the last handle moves the result out, though a callback of another input hasn't returned yet.

use core::alloc::Layout;
use core::cell::UnsafeCell;
use core::mem::{self, ManuallyDrop, MaybeUninit, needs_drop};
use core::ptr::NonNull;

use super::counts::{Completers, Count};
use super::error::TaskResult;
use super::state::{CellState, PollState, Stage};
use super::waiters::{CellWaiters, Registration, WaiterList, Waiting};
use crate::panics::Panics;
use crate::sync::{SharedCell, Witness, between};
use valuetask::__runtime::{give, move_out, take};

/// The functions of one type of cell. `cell` is a cell of that type.
pub(super) struct VTable {
    /// Drops the content of the cell. Called once, after the last handle and the last completer are gone.
    pub(super) destroy: unsafe fn(cell: NonNull<CellHeader>),
    /// Frees the memory of the cell. Called once, after the last weak reference is gone.
    free: unsafe fn(cell: NonNull<CellHeader>),
    /// Of a cell with the state of a [combination](super::combined): called when a waker of the cell is woken. The caller keeps the memory
    /// until it returns. Of such a cell alone there are weak references and completers.
    pub(super) woken: Option<unsafe fn(cell: NonNull<CellHeader>)>,
}

/// What every cell begins with.
#[repr(C)]
pub(super) struct CellHeader {
    /// Handles.
    strong: Count,
    /// Weak references, and one for all handles together.
    ///
    /// Invariant: memory is freed by the one that is counted last.
    weak: Count,
    pub(super) vtable: &'static VTable,
    /// Invariant: used by the holder of the lock in the state, or the owner of the whole cell.
    pub(super) waiters: SharedCell<CellWaiters>,
    pub(super) state: CellState,
    /// Completers of a combined cell, and one for all handles together.
    ///
    /// Invariant: the content is dropped by the one that is counted last. They live in frames of callbacks, so a word of 32 bits is enough.
    completers: Completers,
    /// Of the memory.
    pub(super) witness: Witness,
}

impl CellHeader {
    #[inline(always)]
    fn new(strong: usize, state: CellState, vtable: &'static VTable) -> Self {
        Self {
            strong: Count::new(strong),
            weak: Count::new(1),
            vtable,
            waiters: SharedCell::new(CellWaiters::new()),
            state,
            completers: Completers::one(),
            witness: Witness::of_a_write(),
        }
    }

    /// Returns `true` if the cell has the state of a combination.
    #[inline(always)]
    pub(super) fn is_combined(&self) -> bool {
        self.vtable.woken.is_some()
    }

    /// Counts one handle more.
    #[inline(always)]
    pub(super) fn retain(&self) {
        self.strong.more(1);
    }

    /// Counts so many weak references more.
    pub(super) fn retain_weak(&self, more: usize) {
        self.weak.more(more);
    }

    /// Returns `true` if the caller's handle is the only one.
    #[inline(always)]
    pub(super) fn is_unique(&self) -> bool {
        self.strong.is_one()
    }

    /// Counts one completer more, unless the content is dropped.
    pub(super) fn upgrade(&self) -> bool {
        self.completers.upgrade()
    }

    /// Gives up a completer, or that of all handles together. Returns `true` if it was the last: then the content is the caller's alone. A
    /// plain cell has no completers.
    ///
    /// # Safety
    ///
    /// The caller has it, and doesn't use it again.
    pub(super) unsafe fn drop_content(cell: NonNull<Self>) -> bool {
        // SAFETY: the caller's share of the content keeps the cell until the count changes.
        if !unsafe { cell.as_ref() }.is_combined() {
            return true;
        }
        // SAFETY: the count hasn't changed yet. No more than the count is borrowed beyond that.
        unsafe { &(*cell.as_ptr()).completers }.is_last()
    }

    /// Gives up a handle. Returns `true` if it was the last: then a plain cell is the caller's alone.
    ///
    /// # Safety
    ///
    /// The caller has the handle, and doesn't use it again.
    #[inline(always)]
    pub(super) unsafe fn drop_ref(cell: NonNull<Self>) -> bool {
        // SAFETY: the caller's handle keeps the cell until the count changes. No more than the count is borrowed beyond that.
        unsafe { &(*cell.as_ptr()).strong }.is_last()
    }

    /// Gives up a handle, and marks the cell complete, whose result slot is full. Returns `true` if the handle was the last.
    ///
    /// The handle goes first: so a thread that finds the cell complete doesn't count it any more. The thread that drops the last handle
    /// meanwhile waits for the lock, and may free the cell before this returns: so the parameter is a pointer.
    ///
    /// # Safety
    ///
    /// The caller has [kept](Locked::take_and_keep) the lock, and has the handle. It uses neither again.
    #[inline]
    pub(super) unsafe fn finish_and_drop_ref(cell: NonNull<Self>) -> bool {
        // SAFETY: the lock keeps the cell until its state is complete. No more than the state is borrowed beyond that.
        let state = unsafe { &(*cell.as_ptr()).state };
        // SAFETY: the contract of this function.
        let is_last = unsafe { Self::drop_ref(cell) };
        between();
        state.finish();
        between();
        is_last
    }

    /// Gives up a weak reference, or that of all handles together. The last one frees the memory.
    ///
    /// # Safety
    ///
    /// The caller has the reference, and doesn't use it again. If it is that of the handles, the content was dropped.
    #[inline]
    pub(super) unsafe fn drop_weak(cell: NonNull<Self>) {
        // SAFETY: the caller's reference keeps the memory until the count changes. No more than the count is borrowed beyond that.
        let weak = unsafe { &(*cell.as_ptr()).weak };
        if weak.is_last() {
            // SAFETY: the memory is the caller's alone.
            let this = unsafe { cell.as_ref() };
            this.witness.written();
            // SAFETY: these are the cell's own functions; neither handles nor weak references are left.
            unsafe { (this.vtable.free)(cell) };
        }
    }

    /// Drops the content of a cell, and gives up the memory.
    ///
    /// # Safety
    ///
    /// The content is the caller's alone, and isn't used or destroyed again.
    pub(super) unsafe fn destroy(cell: NonNull<Self>) {
        // SAFETY: the contract of this function.
        let vtable = unsafe { cell.as_ref() }.vtable;
        let mut panics = Panics::default();
        // SAFETY: the contract of this function, and these are the cell's own functions.
        panics.catch(|| unsafe { (vtable.destroy)(cell) });
        // SAFETY: the reference of all handles, of which none is left.
        unsafe { Self::drop_weak(cell) };
        panics.resume();
    }
}

/// The waiters of a pending cell, locked.
pub(super) struct Locked<'a> {
    pub(super) header: &'a CellHeader,
    pub(super) polling: PollState,
}

impl CellHeader {
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
    pub(super) unsafe fn withdraw(&self, registration: Registration) {
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

impl Locked<'_> {
    #[inline]
    pub(super) fn waiters(&mut self) -> &mut CellWaiters {
        // SAFETY: the invariant of `CellHeader::waiters`: this holds the lock.
        self.header.waiters.with(|waiters| unsafe { &mut *waiters })
    }

    /// Unlocks, and takes all waiters if the cell is due.
    pub(super) fn take_if_due(mut self) -> WaiterList {
        if self.polling.is_due() { self.waiters().take() } else { WaiterList::new() }
    }

    /// Takes all waiters, and marks the cell complete, whose result slot is full.
    #[inline]
    pub(super) fn finish(self) -> WaiterList {
        let header = self.header;
        let all = self.take_and_keep();
        header.state.finish();
        all
    }

    /// Takes all waiters, and leaves the cell locked for the caller, which [finishes](CellHeader::finish_and_drop_ref) it.
    #[inline]
    pub(super) fn take_and_keep(mut self) -> WaiterList {
        let all = self.waiters().take();
        mem::forget(self);
        all
    }
}

impl Drop for Locked<'_> {
    #[inline]
    fn drop(&mut self) {
        self.header.state.unlock(self.polling);
    }
}

/// A cell of which the type of the result is known, with a body: the state of a combination, or nothing.
#[repr(C)]
pub(super) struct TaskCell<T, B = ()> {
    pub(super) header: CellHeader,
    /// Of the result.
    witness: Witness,
    /// Invariant: full where the state is complete, and never changed again.
    result: UnsafeCell<MaybeUninit<TaskResult<T>>>,
    /// Of the body.
    body_witness: Witness,
    /// Invariant: there until the content is dropped, and shared until then.
    body: UnsafeCell<ManuallyDrop<B>>,
}

// The cell of a word is one slot of the smallest class.
const _: () =
    assert!(cfg!(valuetask_loom) || cfg!(not(target_pointer_width = "64")) || size_of::<TaskCell<u64>>() == 64);

impl<T> TaskCell<T> {
    const VTABLE: &'static VTable = &Self::vtable(None);

    /// Stores a plain cell without a result.
    #[inline(always)]
    pub(super) fn stored_pending(strong: usize) -> NonNull<CellHeader> {
        let header = CellHeader::new(strong, CellState::pending(PollState::IDLE), Self::VTABLE);
        Self::store(header, MaybeUninit::uninit(), ())
    }

    /// Stores a cell that is never completed, with one handle.
    pub(super) fn stored_endless() -> NonNull<CellHeader> {
        let header = CellHeader::new(1, CellState::pending(PollState::NEVER), Self::VTABLE);
        Self::store(header, MaybeUninit::uninit(), ())
    }

    /// Stores a cell that has its result, with one handle.
    #[inline(always)]
    pub(super) fn stored_complete(result: TaskResult<T>) -> NonNull<CellHeader> {
        let header = CellHeader::new(1, CellState::complete(), Self::VTABLE);
        Self::store(header, MaybeUninit::new(result), ())
    }

    /// Returns `true` if the cell has no content that has to be dropped.
    ///
    /// # Safety
    ///
    /// It is a cell of a `T`, and the last handle is gone.
    #[inline]
    pub(super) unsafe fn is_bare(cell: NonNull<CellHeader>) -> bool {
        // SAFETY: the contract of this function.
        let this = unsafe { cell.cast::<Self>().as_ref() };
        if this.header.is_combined() {
            return false;
        }
        // Asked once, as a completer that has left may finish at any time.
        match this.header.state.stage() {
            // SAFETY: a plain cell without handles is the caller's alone, unless a completer has the lock.
            Stage::Pending => unsafe { this.header.has_no_waiters() },
            // Its waiters are taken, and the cell is still used.
            Stage::Locked => false,
            // SAFETY: complete.
            Stage::Complete => !needs_drop::<T>() && unsafe { this.result() }.is_ok(),
        }
    }

    /// Gives up the memory of a cell that has no content any more. That of a plain one, as most are, without an indirect call.
    ///
    /// # Safety
    ///
    /// It is a cell of a `T`, the last handle is gone, and there is nothing to drop.
    #[inline]
    pub(super) unsafe fn release(cell: NonNull<CellHeader>) {
        // SAFETY: the contract of this function.
        if !unsafe { cell.as_ref() }.is_combined() {
            // SAFETY: the contract of this function; a plain cell has no weak references.
            unsafe { Self::free(cell) };
        } else {
            // SAFETY: the contract of this function: the reference of all handles.
            unsafe { CellHeader::drop_weak(cell) };
        }
    }
}

impl<T, B> TaskCell<T, B> {
    pub(super) const fn vtable(woken: Option<unsafe fn(NonNull<CellHeader>)>) -> VTable {
        VTable { destroy: Self::destroy, free: Self::free, woken }
    }

    #[inline(always)]
    fn store(header: CellHeader, result: MaybeUninit<TaskResult<T>>, body: B) -> NonNull<CellHeader> {
        let memory = take(Layout::new::<Self>()).cast::<Self>();
        let body = UnsafeCell::new(ManuallyDrop::new(body));
        let result = UnsafeCell::new(result);
        let (witness, body_witness) = (Witness::of_a_write(), Witness::of_a_write());
        let cell = Self { header, witness, result, body_witness, body };
        // SAFETY: memory of this layout, which is ours alone.
        unsafe { memory.write(cell) };
        memory.cast()
    }

    /// Stores a cell without a result, with one handle. The functions are those of this type.
    #[inline]
    pub(super) fn stored_with(body: B, polling: PollState, vtable: &'static VTable) -> NonNull<CellHeader> {
        Self::store(CellHeader::new(1, CellState::pending(polling), vtable), MaybeUninit::uninit(), body)
    }

    /// # Safety
    ///
    /// The cell is of this type, and its memory is kept for as long as this is used.
    #[inline]
    pub(super) unsafe fn of<'a>(cell: NonNull<CellHeader>) -> &'a Self {
        // SAFETY: the contract of this function.
        unsafe { cell.cast::<Self>().as_ref() }
    }

    /// The body.
    ///
    /// # Safety
    ///
    /// The caller keeps the content for as long as this is used.
    pub(super) unsafe fn body(&self) -> &B {
        self.body_witness.read();
        // SAFETY: the invariant of `body`, and the contract of this function.
        unsafe { &*self.body.get() }
    }

    /// Writes the result. The caller finishes the state.
    ///
    /// # Safety
    ///
    /// The slot is empty, and the caller's: see the [state](super::state).
    #[inline(always)]
    pub(super) unsafe fn write(&self, result: TaskResult<T>) {
        self.witness.written();
        // SAFETY: the contract of this function.
        unsafe { self.result.get().write(MaybeUninit::new(result)) };
    }

    /// Locks the waiters and writes the result, or returns it if the cell is complete. The caller finishes.
    #[inline]
    pub(super) fn fill(&self, result: TaskResult<T>) -> Result<Locked<'_>, TaskResult<T>> {
        let Some(locked) = self.header.lock() else { return Err(result) };
        // SAFETY: pending and locked: so the slot is empty, and the caller's.
        unsafe { self.write(result) };
        Ok(locked)
    }

    /// The result.
    ///
    /// # Safety
    ///
    /// The state was seen to be complete.
    #[inline(always)]
    pub(super) unsafe fn result(&self) -> &TaskResult<T> {
        self.witness.read();
        // SAFETY: the invariant of `result`: it isn't written any more.
        let result = unsafe { &*self.result.get() };
        // SAFETY: the invariant of `result`: it is full.
        unsafe { result.assume_init_ref() }
    }

    /// Takes the result out.
    ///
    /// # Safety
    ///
    /// The state is complete, the cell is the caller's alone, and the result isn't used or dropped in its place again.
    #[inline(always)]
    pub(super) unsafe fn take(&self) -> TaskResult<T> {
        self.witness.written();
        // SAFETY: the invariant of `result`, and the contract of this function.
        unsafe { move_out(self.result.get().cast::<TaskResult<T>>()) }
    }

    /// See [`VTable::destroy`].
    unsafe fn destroy(cell: NonNull<CellHeader>) {
        // SAFETY: the contract of `VTable`.
        let this = unsafe { Self::of(cell) };
        let mut panics = Panics::default();
        // Waiters of a pending task: awaiters that were leaked, as an awaiter keeps a handle or borrows one, and code. Wakers may come in
        // between. A completer that has left, and is about to finish, is waited for.
        let waiting = this.header.lock().map(|mut locked| locked.waiters().take());
        panics.catch(|| drop(waiting));
        this.body_witness.written();
        // SAFETY: by the contract of `VTable` the body is the caller's alone.
        let body = unsafe { &mut *this.body.get() };
        // SAFETY: by the contract of `VTable` the body isn't used again.
        panics.catch(|| unsafe { ManuallyDrop::drop(body) });
        if this.header.state.has_result() {
            // SAFETY: complete, and not moved out; by the contract of `VTable` the cell is the caller's alone.
            let result = unsafe { this.take() };
            if let Err(error) = &result {
                panics.catch(|| super::unobserved::report(error, this.header.state.is_observed()));
            }
            panics.catch(|| drop(result));
        }
        panics.resume();
    }

    /// See [`VTable::free`].
    #[inline]
    unsafe fn free(mut cell: NonNull<CellHeader>) {
        // SAFETY: the contract of `VTable`: the memory is the caller's alone.
        let CellHeader { strong, weak, state, .. } = unsafe { cell.as_mut() };
        strong.retire();
        weak.retire();
        state.retire();
        // SAFETY: the contract of `VTable`: memory of this layout that isn't used again.
        unsafe { give(cell.cast(), Layout::new::<Self>()) };
    }
}
