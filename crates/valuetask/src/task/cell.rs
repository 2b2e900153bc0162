//! The cell that the handles of a task share: handle count, state word, waiters, result. One slot of the pool.
//!
//! ```text
//!   Task<T> ──▶ ┌────────┬────────┬──────────────────────────────────────────────────────────┐
//!               │ Header │ result │ a future, the state of a combination, or code, if any     │
//!               └────────┴────────┴──────────────────────────────────────────────────────────┘
//! ```
//!
//! The [word](super::word) names the owner of the result slot. The last handle drops the content of the cell and frees its memory.
//! (Code is dropped by the owner of its [node](super::code).)

use core::alloc::Layout;
use core::cell::UnsafeCell;
use core::mem::{MaybeUninit, needs_drop};
use core::ptr::NonNull;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::task::{Context, Poll};

use super::TaskError;
use super::status::TaskStatus;
use super::waiters::{Position, Registration, WaiterList, Waiting};
use super::word::Word;
use crate::pool;
use crate::sync::{AtomicU8, AtomicUsize, Mutex, Witness};

/// The result of a task, or its error.
pub(super) type Outcome<T> = Result<T, TaskError>;

/// The functions of one type of cell. `cell` is a live cell of that type.
pub(super) struct VTable {
    /// Drops the content of the cell. Called once, after the last handle is gone.
    pub(super) destroy: unsafe fn(cell: NonNull<Header>),
    /// Frees the memory of the cell, which has no content any more. Called once, after the last handle is gone.
    pub(super) release: unsafe fn(cell: NonNull<Header>),
    pub(super) kind: Kind,
}

/// What a cell has beside a [`Cell`].
pub(super) enum Kind {
    /// Nothing.
    Plain,
    /// One that its code completes: a continuation.
    Continued,
    /// A [combination](super::combined) of tasks, on which callbacks make handles from weak references.
    Combined,
    /// One that [holds a future](super::future_cell), which its awaiters poll.
    Future(&'static FutureFns),
}

/// The functions of a cell that holds a future. The caller has a handle; a registration is one of this cell.
pub(super) struct FutureFns {
    /// Polls for the completion of the cell.
    pub(super) poll:
        unsafe fn(cell: NonNull<Header>, registration: &mut Registration, cx: &mut Context<'_>) -> Poll<()>,
    /// Polls for the completion of the cell with the caller's own waker, if the caller has the cell to itself; returns `None` otherwise.
    /// The caller has just [seen](Header::is_alone) that its handle is the only one.
    pub(super) poll_alone: unsafe fn(cell: NonNull<Header>, cx: &mut Context<'_>) -> Option<Poll<()>>,
    /// Polls the future if the cell is due, for no awaiter. Returns `true` if it was due.
    pub(super) run: unsafe fn(cell: NonNull<Header>) -> bool,
    /// Wakes the awaiters if the cell is due.
    pub(super) wake_armed: unsafe fn(cell: NonNull<Header>),
    /// Takes a waiter out, unless the cell is complete.
    pub(super) withdraw: unsafe fn(cell: NonNull<Header>, registration: &mut Registration) -> Option<Waiting>,
    /// Registers code that runs once the cell is complete, unless it is.
    pub(super) attend: unsafe fn(cell: NonNull<Header>, waiting: Waiting) -> Result<Position, Waiting>,
}

/// What every cell begins with.
pub(super) struct Header {
    refs: AtomicUsize,
    pub(super) word: Word,
    pub(super) vtable: &'static VTable,
    /// The waiters that don't fit in the word. Of a cell with a future: the armed ones.
    pub(super) waiters: Mutex<WaiterList>,
    phase: AtomicU8,
}

/// More handles than this can only have been leaked in a loop; the count would overflow before long.
pub(super) const MOST: usize = isize::MAX as usize;

impl Header {
    #[inline(always)]
    pub(super) fn new(refs: usize, word: Word, phase: TaskStatus, vtable: &'static VTable) -> Self {
        Self {
            refs: AtomicUsize::new(refs),
            word,
            vtable,
            waiters: Mutex::new(WaiterList::new()),
            phase: AtomicU8::new(phase as u8),
        }
    }

    #[inline]
    pub(super) fn phase(&self) -> TaskStatus {
        // ORDERING: Relaxed: the byte is only shown.
        TaskStatus::of(self.phase.load(Relaxed))
    }

    pub(super) fn set_phase(&self, phase: TaskStatus) {
        // ORDERING: Relaxed: the byte is only shown.
        self.phase.store(phase as u8, Relaxed);
    }

    /// The functions of the cell's future, if it has one.
    #[inline]
    pub(super) fn future(&self) -> Option<&'static FutureFns> {
        match self.vtable.kind {
            Kind::Future(future) => Some(future),
            _ => None,
        }
    }

    /// Returns `true` if handles are made from weak references.
    #[inline(always)]
    pub(super) fn has_weak_references(&self) -> bool {
        matches!(self.vtable.kind, Kind::Combined)
    }

    /// Counts one handle more.
    #[inline(always)]
    pub(super) fn retain(&self) {
        // ORDERING: Relaxed: the caller has a handle, and hands the new one on by other means.
        let before = self.refs.fetch_add(1, Relaxed);
        if before > MOST {
            std::process::abort();
        }
    }

    /// Returns `true` if the caller's handle is the only one.
    #[inline(always)]
    pub(super) fn is_alone(&self) -> bool {
        // ORDERING: Acquire takes what other handles did from the Release in `leave`.
        self.refs.load(Acquire) == 1
    }

    /// Counts one handle more, unless there is none.
    pub(super) fn upgrade(&self) -> bool {
        // ORDERING: Relaxed, a guess that the exchange confirms.
        let mut refs = self.refs.load(Relaxed);
        while refs != 0 {
            // ORDERING: Relaxed, as in `retain`; on failure, another guess.
            match self.refs.compare_exchange(refs, refs + 1, Relaxed, Relaxed) {
                Ok(_) => return true,
                Err(other) => refs = other,
            }
        }
        false
    }

    /// Gives up the caller's handle if it is the only one. Then the cell is the caller's alone.
    #[inline]
    pub(super) fn leave_alone(&self) -> bool {
        if self.has_weak_references() {
            // ORDERING: Acquire takes what other handles did from the Release in `leave`. Relaxed: nothing was given up.
            self.refs.compare_exchange(1, 0, Acquire, Relaxed).is_ok()
        } else {
            self.is_alone()
        }
    }

    /// Gives up a handle. Returns `true` if it was the last: then the cell is the caller's alone.
    ///
    /// # Safety
    ///
    /// The caller has the handle, and doesn't use it again.
    #[inline(always)]
    pub(super) unsafe fn leave(cell: NonNull<Self>) -> bool {
        // SAFETY: the caller's handle keeps the cell until the count changes. No more than the count is borrowed beyond that.
        let refs = unsafe { &(*cell.as_ptr()).refs };
        // SAFETY: the count hasn't changed yet.
        let has_weak_references = unsafe { cell.as_ref() }.has_weak_references();
        // ORDERING: Acquire takes what other handles did from the Release below.
        if !has_weak_references && refs.load(Acquire) == 1 {
            // No other handle is left that could be cloned.
            return true;
        }
        // ORDERING: Release hands what was done with this handle to the Acquire of the last one.
        if refs.fetch_sub(1, Release) != 1 {
            return false;
        }
        // ORDERING: Acquire takes what other handles did from the Release above.
        refs.load(Acquire);
        true
    }
}

/// A cell of which the type of the result is known.
#[repr(C)]
pub(super) struct Cell<T> {
    pub(super) header: Header,
    witness: Witness,
    /// Invariant: full where the word is complete, and never changed again.
    result: UnsafeCell<MaybeUninit<Outcome<T>>>,
}

// The cell of a word is one slot of the smallest class.
const _: () = assert!(cfg!(valuetask_loom) || cfg!(not(target_pointer_width = "64")) || size_of::<Cell<u64>>() == 64);

impl<T> Cell<T> {
    const VTABLE: &'static VTable = &VTable { destroy: Self::destroy, release: Self::release, kind: Kind::Plain };

    /// A cell without a result.
    #[inline(always)]
    pub(super) fn pending(refs: usize, phase: TaskStatus, vtable: &'static VTable) -> Self {
        let header = Header::new(refs, Word::pending(), phase, vtable);
        Self { header, witness: Witness::of_a_write(), result: UnsafeCell::new(MaybeUninit::uninit()) }
    }

    /// Stores a plain cell without a result.
    #[inline(always)]
    pub(super) fn stored_pending(refs: usize, phase: TaskStatus) -> NonNull<Header> {
        let memory = pool::take(Layout::new::<Self>()).cast::<Self>();
        // SAFETY: memory of this layout, which is ours alone.
        unsafe { memory.write(Self::pending(refs, phase, Self::VTABLE)) };
        memory.cast()
    }

    /// Stores a cell that has its result, with one handle.
    #[inline(always)]
    pub(super) fn stored_complete(outcome: Outcome<T>) -> NonNull<Header> {
        let memory = pool::take(Layout::new::<Self>()).cast::<Self>();
        let header = Header::new(1, Word::complete(), TaskStatus::Running, Self::VTABLE);
        let result = UnsafeCell::new(MaybeUninit::new(outcome));
        // SAFETY: memory of this layout, which is ours alone.
        unsafe { memory.write(Self { header, witness: Witness::of_a_write(), result }) };
        memory.cast()
    }

    /// Writes the result, and marks the cell complete.
    ///
    /// # Safety
    ///
    /// The slot is empty, and the caller's: by transition 4 of the word, or as the caller is the one that polls the cell's future.
    #[inline(always)]
    pub(super) unsafe fn fill(&self, outcome: Outcome<T>) {
        self.witness.written();
        // SAFETY: the contract of this function.
        unsafe { self.result.get().write(MaybeUninit::new(outcome)) };
        self.header.word.finish();
    }

    /// The result.
    ///
    /// # Safety
    ///
    /// The word was seen to be complete.
    #[inline(always)]
    pub(super) unsafe fn outcome(&self) -> &Outcome<T> {
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
    /// The word is complete, the cell is the caller's alone, and the result isn't used or dropped in its place again.
    #[inline(always)]
    pub(super) unsafe fn take(&self) -> Outcome<T> {
        self.witness.written();
        // SAFETY: the invariant of `result`, and the contract of this function.
        unsafe { self.result.get().cast::<Outcome<T>>().read() }
    }

    /// See [`VTable::destroy`].
    pub(super) unsafe fn destroy(cell: NonNull<Header>) {
        // SAFETY: the contract of `VTable`.
        let this = unsafe { cell.cast::<Self>().as_ref() };
        let word = this.header.word.load_alone();
        if word.is_complete() {
            // SAFETY: complete; by the contract of `VTable` the cell is the caller's alone.
            let outcome = unsafe { this.take() };
            if let Err(error) = &outcome {
                super::unobserved::report(error, word);
            }
            drop(outcome);
        } else {
            this.header.abandon();
        }
    }

    /// Returns `true` if the cell has no content that has to be dropped.
    ///
    /// # Safety
    ///
    /// It is a cell of a `T`, and the last handle is gone.
    #[inline]
    pub(super) unsafe fn is_bare(cell: NonNull<Header>) -> bool {
        // SAFETY: the contract of this function.
        let this = unsafe { cell.cast::<Self>().as_ref() };
        if matches!(this.header.vtable.kind, Kind::Future(_) | Kind::Combined) {
            return false;
        }
        let word = this.header.word.load_alone();
        if word.is_empty() {
            // Never completed, and without waiters.
            return true;
        }
        if needs_drop::<T>() || !word.is_complete() {
            return false;
        }
        // SAFETY: complete.
        unsafe { this.outcome() }.is_ok()
    }

    /// Drops the header, with its lock.
    ///
    /// # Safety
    ///
    /// The cell is the caller's alone, and isn't used again.
    pub(super) unsafe fn drop_header(cell: NonNull<Header>) {
        // SAFETY: the contract of this function.
        unsafe { cell.as_ptr().drop_in_place() };
    }

    /// Frees the memory of a cell of any kind. That of a plain one, as most are, without an indirect call.
    ///
    /// # Safety
    ///
    /// As for [`VTable::release`], of a cell of a `T`.
    #[inline]
    pub(super) unsafe fn release_any(cell: NonNull<Header>) {
        // SAFETY: the contract of this function.
        let vtable = unsafe { cell.as_ref() }.vtable;
        match vtable.kind {
            // SAFETY: the contract of this function; a plain cell is no more than a `Cell`.
            Kind::Plain => unsafe { Self::release(cell) },
            // SAFETY: the contract of this function; these are the cell's own functions.
            _ => unsafe { (vtable.release)(cell) },
        }
    }

    /// See [`VTable::release`].
    #[inline]
    unsafe fn release(cell: NonNull<Header>) {
        // SAFETY: the contract of `VTable`.
        unsafe { Self::drop_header(cell) };
        // SAFETY: the contract of `VTable`: memory of this layout that isn't used again.
        unsafe { pool::give(cell.cast(), Layout::new::<Self>()) };
    }
}

impl Header {
    /// Drops the remaining waiters: no handle is left to complete the task.
    fn abandon(&self) {
        drop(self.all(self.word.load_alone()));
    }
}
