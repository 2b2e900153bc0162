//! The cell that the handles of a task share: a word, waiters, a result. One slot of the pool.
//!
//! The [word](super::word) has the owners of the cell. Another thread may free it as soon as they have left. So a function with such a step takes no
//! reference to it, as that would have to last as long as the call.

use core::alloc::Layout;
use core::any::TypeId;
use core::cell::UnsafeCell;
use core::marker::PhantomData;
use core::mem::{ManuallyDrop, MaybeUninit, needs_drop};
use core::ptr::NonNull;

use super::error::{TaskError, TaskResult};
use super::header::Header;
use super::trampoline;
use super::unobserved;
use super::waiters::{Registration, Waiters};
use super::waiting::{WaiterList, Waiting};
use super::word::{Left, Word};
use crate::panics::Panics;
use crate::sync::{Brief, Witness};
use valuetask::__runtime::{give, nowhere, take};
use valuetask::Abandoned;

/// A cell of which the type of the result is known.
#[repr(C)]
struct Cell<T> {
    header: Header,
    /// Of the result.
    witness: Witness,
    /// Invariant: full where the cell is complete, and not changed then. Written before that by the completer that has sealed the waiters.
    result: UnsafeCell<MaybeUninit<TaskResult<T>>>,
}

impl<T> Cell<T> {
    /// Stores a cell.
    #[inline(always)]
    fn store(word: Word, waiters: WaiterList, result: MaybeUninit<TaskResult<T>>) -> NonNull<Header> {
        let memory = take(Layout::new::<Self>()).cast::<Self>();
        // SAFETY: memory of this layout, which is ours alone.
        unsafe {
            memory.write(Self {
                header: Header { word, waiters: Brief::new(waiters) },
                witness: Witness::of_a_write(),
                result: UnsafeCell::new(result),
            })
        };
        memory.cast()
    }

    /// The result, if the cell is complete.
    #[inline(always)]
    fn result(&self) -> Option<&TaskResult<T>> {
        if !self.header.word.is_complete() {
            return None;
        }
        self.witness.read();
        // SAFETY: the invariant of `result`: it is full, and isn't changed.
        Some(unsafe { &*self.result.get().cast::<TaskResult<T>>() })
    }

    /// Takes the waiters for good, and writes the result, or returns it if the cell is complete. The caller marks the cell complete.
    #[inline(always)]
    fn fill(&self, result: TaskResult<T>) -> Result<WaiterList, TaskResult<T>> {
        let Some(waiting) = self.header.seal() else { return Err(result) };
        // Nothing panics from here on until the cell is complete.
        self.witness.written();
        // SAFETY: the invariant of `result`: this has sealed the waiters, so the place is empty, and the caller's.
        unsafe { self.result.get().write(MaybeUninit::new(result)) };
        Ok(waiting)
    }

    /// Takes the result out, if there is one, and frees the memory.
    ///
    /// # Safety
    ///
    /// The cell is of this type and the caller's alone, and isn't used again.
    #[inline(always)]
    unsafe fn dismantle(cell: NonNull<Header>) -> MaybeUninit<TaskResult<T>> {
        // SAFETY: the contract of this function.
        let Self { header, witness, result } = unsafe { cell.cast::<Self>().read() };
        witness.written();
        header.waiters.forget();
        // SAFETY: memory of this layout, which has just been emptied.
        unsafe { give(cell.cast(), Layout::new::<Self>()) };
        result.into_inner()
    }

    /// Drops what is in a cell, frees the memory, and reports an error that wasn't observed.
    ///
    /// # Safety
    ///
    /// As for [`dismantle`](Self::dismantle).
    unsafe fn drop_content(mut cell: NonNull<Header>) {
        // SAFETY: the contract of this function.
        let header = unsafe { cell.as_mut() };
        let mut panics = Panics::default();
        // Of a pending task: awaiters that were leaked, as an awaiter has a handle or borrows one.
        let waiting = header.waiters.get_mut().take();
        panics.catch(|| drop(waiting));
        let (is_complete, is_observed) = (header.word.is_complete(), header.word.is_observed());
        // SAFETY: the contract of this function.
        let result = unsafe { Self::dismantle(cell) };
        if is_complete {
            // SAFETY: the invariant of `result`.
            let result = unsafe { result.assume_init() };
            if let Err(error) = &result {
                panics.catch(|| unobserved::report(error, is_observed));
            }
            panics.catch(|| drop(result));
        }
        panics.resume();
    }

    /// Ends a cell: drops its content, later if drops nest too deep, and frees the memory.
    ///
    /// # Safety
    ///
    /// As for [`dismantle`](Self::dismantle).
    #[inline(never)]
    unsafe fn end(mut cell: NonNull<Header>) {
        // Shared: what other owners did is taken by the question for the result, and not before it.
        // SAFETY: the contract of this function.
        let this = unsafe { cell.cast::<Self>().as_ref() };
        let is_bare = match this.result() {
            Some(result) => !needs_drop::<T>() && result.is_ok(),
            // SAFETY: the contract of this function.
            None => unsafe { cell.as_mut() }.waiters.get_mut().is_empty(),
        };
        if is_bare {
            // SAFETY: the contract of this function; nothing in it needs a destructor.
            unsafe { Self::dismantle(cell) };
            return;
        }
        Whole(cell, Self::drop_content).drop_soon();
    }
}

/// A cell that nothing else uses. Dropped, so is its content.
///
/// It may be dropped later than borrows of the caller end: so a result is `'static`. The type of the result is in a function alone, as `Drop`
/// of a [`Handle`] can't ask for `T: 'static`.
///
/// Invariant: the function is `Cell::drop_content` of the cell's type.
struct Whole(NonNull<Header>, unsafe fn(NonNull<Header>));

impl Whole {
    /// Apart from `end`, whose usual way is short.
    #[inline(never)]
    fn drop_soon(self) {
        trampoline::drop_soon(&mut Some(self));
    }
}

impl Drop for Whole {
    fn drop(&mut self) {
        // SAFETY: the invariant of `Whole`; the cell isn't used again.
        unsafe { (self.1)(self.0) };
    }
}

/// A handle on a cell; or on none, if the task is complete and its result is `()`.
///
/// Invariant: [`nowhere`] if `T` is `()`, or counted, on a live cell of a `T`. A result in it, now or later, is a `'static` one.
pub(crate) struct Handle<T>(NonNull<Header>, PhantomData<T>);

// SAFETY: as for `Arc`: handles on several threads lend the result to all of them, which needs `Sync`, and the last one drops it,
// which needs `Send`. Everything else in the cell may be shared.
unsafe impl<T: Send + Sync> Send for Handle<T> {}
// SAFETY: a shared handle can be cloned, so as for `Send`.
unsafe impl<T: Send + Sync> Sync for Handle<T> {}

impl Handle<()> {
    /// A handle on no cell.
    #[inline]
    pub(super) const fn on_none() -> Self {
        Self(nowhere(), PhantomData)
    }
}

impl<T> Handle<T> {
    /// The result may be `()`: then a complete task needs no cell.
    const MAY_BE_UNIT: bool = size_of::<T>() == 0 && align_of::<T>() == 1 && !needs_drop::<T>();

    /// A handle on no cell, if the result is `()`.
    #[inline]
    pub(super) fn of_unit() -> Option<Self>
    where
        T: 'static,
    {
        (TypeId::of::<T>() == TypeId::of::<()>()).then(|| Self(nowhere(), PhantomData))
    }

    /// Stores a cell that has its result.
    #[inline(always)]
    pub(super) fn complete(result: TaskResult<T>) -> Self {
        Self(Cell::store(Word::of_complete(), Waiters::None, MaybeUninit::new(result)), PhantomData)
    }

    /// Stores a cell that is never completed.
    pub(super) fn endless() -> Self {
        Self(Cell::<T>::store(Word::endless(), Waiters::None, MaybeUninit::uninit()), PhantomData)
    }

    /// Stores a pending cell with this number of handles.
    #[inline(always)]
    pub(super) fn pending<const N: usize>() -> [Self; N] {
        let cell = Cell::<T>::store(Word::pending(N), Waiters::None, MaybeUninit::uninit());
        [cell; N].map(|cell| Self(cell, PhantomData))
    }

    /// The cell, if there is one.
    #[inline(always)]
    fn cell(&self) -> Option<&Cell<T>> {
        if Self::MAY_BE_UNIT && self.0 == nowhere() {
            return None;
        }
        // SAFETY: the invariant of `Handle`.
        Some(unsafe { self.0.cast().as_ref() })
    }

    /// What is in the cell whatever its result.
    #[inline]
    pub(super) fn header(&self) -> Option<&Header> {
        self.cell().map(|cell| &cell.header)
    }

    fn word(&self) -> Option<&Word> {
        self.header().map(|header| &header.word)
    }

    pub(super) fn is_on_same(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    #[inline(always)]
    pub(super) fn is_complete(&self) -> bool {
        self.word().is_none_or(Word::is_complete)
    }

    /// Returns `true` if nothing completes the cell.
    pub(super) fn is_endless(&self) -> bool {
        self.word().is_some_and(Word::is_endless)
    }

    /// Returns `true` if this is the only owner of its cell.
    pub(super) fn is_sole(&self) -> bool {
        self.word().is_some_and(Word::is_sole)
    }

    /// Marks the error as observed.
    #[cold]
    pub(super) fn observe(&self) {
        self.word().filter(|word| !word.is_observed()).into_iter().for_each(Word::observe);
    }

    /// Returns the result if the cell is complete.
    #[inline]
    pub(super) fn outcome(&self) -> Option<Result<&T, &TaskError>> {
        let Some(cell) = self.cell() else {
            // SAFETY: it is `()`.
            return Some(Ok(unsafe { NonNull::dangling().as_ref() }));
        };
        cell.result().map(Result::as_ref)
    }

    /// Completes a pending cell, and fires its waiters, or returns the result if it is complete.
    #[inline]
    pub(super) fn fill(&self, result: TaskResult<T>) -> Result<(), TaskResult<T>> {
        let Some(cell) = self.cell() else { return Err(result) };
        let waiting = cell.fill(result)?;
        cell.header.word.complete();
        trampoline::fire(waiting);
        Ok(())
    }

    /// Moves the result out, if there is one and no other owner.
    #[inline]
    pub(super) fn take(self) -> Result<TaskResult<T>, Self> {
        let Some(word) = self.word() else {
            // SAFETY: it is `()`.
            return Ok(Ok(unsafe { NonNull::dangling().read() }));
        };
        if !word.is_sole_and_complete() {
            return Err(self);
        }
        // SAFETY: the invariant of `Handle`: this is the only owner, and isn't used again.
        let result = unsafe { Cell::<T>::dismantle(ManuallyDrop::new(self).0) };
        // SAFETY: the invariant of `result`: the cell was complete.
        Ok(unsafe { result.assume_init() })
    }

    /// Registers what the completer fires, or returns it if the cell is complete.
    #[inline]
    pub(super) fn register(&self, waiting: Waiting) -> Result<Registration, Waiting> {
        match self.header() {
            Some(header) => header.register(waiting),
            None => Err(waiting),
        }
    }
}

impl<T> Clone for Handle<T> {
    #[inline]
    fn clone(&self) -> Self {
        self.word().into_iter().for_each(Word::more);
        Self(self.0, PhantomData)
    }
}

impl<T> Drop for Handle<T> {
    #[inline]
    fn drop(&mut self) {
        let Some(word) = self.word() else { return };
        if word.is_sole() || self.leave() {
            // SAFETY: the cell is this one's alone, and isn't used again.
            unsafe { Cell::<T>::end(self.0) };
        }
    }
}

impl<T> Handle<T> {
    /// Gives up a handle beside others, which isn't used again. Returns `true` if it has become the only owner.
    #[inline(never)]
    fn leave(&self) -> bool {
        match self.word().map(|word| word.leave()) {
            Some(Left::Last) => true,
            Some(Left::Source) => {
                self.close();
                false
            }
            _ => false,
        }
    }

    /// Takes the waiters of a pending cell, gives up its last handle beside the source, and drops them. In them may be the guard of a
    /// combination, which ends the wait for its inputs. If the list is locked, the source has it, and is about to complete the cell.
    #[inline(never)]
    fn close(&self) {
        let Some(header) = self.header() else { return };
        let mut closed = header.waiters.try_with(WaiterList::take);
        let is_last = header.word.leave_to_source();
        let mut panics = Panics::default();
        panics.catch(|| trampoline::drop_soon(&mut closed));
        if is_last {
            // SAFETY: the source has completed the cell and left it to this handle, which isn't used again.
            panics.catch(|| unsafe { Cell::<T>::end(self.0) });
        }
        panics.resume();
    }
}

/// The one source of a cell that is no handle: of spawned work, a continuation, a combination.
///
/// Invariant: the `SOURCE` of a live cell of a `T`, which is pending.
pub(super) struct Source<T>(NonNull<Header>, PhantomData<fn(T)>);

// SAFETY: it may drop a result, and lends it to handles on other threads: as for `Handle`.
unsafe impl<T: Send + Sync> Send for Source<T> {}

impl<T: 'static> Source<T> {
    /// Stores a pending cell. Waiters that are there from the start may be sent.
    #[inline(always)]
    pub(super) fn pair(waiters: WaiterList) -> (Self, Handle<T>) {
        let cell = Cell::<T>::store(Word::of_source(), waiters, MaybeUninit::uninit());
        (Self(cell, PhantomData), Handle(cell, PhantomData))
    }
}

impl<T> Source<T> {
    /// The cell, until the source has left it.
    fn cell(&self) -> &Cell<T> {
        // SAFETY: the invariant of `Source`.
        unsafe { self.0.cast().as_ref() }
    }

    /// Completes the cell, and fires its waiters. One awaiter with the only handle moves the result out.
    #[inline]
    pub(super) fn set(self, result: TaskResult<T>) {
        let this = ManuallyDrop::new(self);
        let Ok(waiting) = this.cell().fill(result) else { unreachable!("its only source has it pending") };
        if !this.cell().header.word.complete_and_leave() {
            return trampoline::fire(waiting);
        }
        let mut panics = Panics::default();
        // SAFETY: the cell is the caller's alone, and isn't used again.
        panics.catch(|| unsafe { Cell::<T>::end(this.0) });
        panics.catch(|| trampoline::fire(waiting));
        panics.resume();
    }
}

impl<T> Drop for Source<T> {
    #[inline]
    fn drop(&mut self) {
        if self.cell().header.word.has_no_handle() {
            // SAFETY: the cell is this one's alone, and isn't used again.
            return unsafe { Cell::<T>::end(self.0) };
        }
        // It isn't used again.
        Self(self.0, PhantomData).set(Err(TaskError::new(Abandoned)));
    }
}
