//! The cell that the handles of a task share: counts, state word, waiters, result. One slot of the pool.
//!
//! ```text
//!   Task<T> ──▶ ┌────────┬───────────┬────────────────────────────────────────────────────────────┐
//!               │ Header │ result    │ what drives it, or the code that it waits with, if any     │
//!               └────────┴───────────┴────────────────────────────────────────────────────────────┘
//! ```
//!
//! Who may use the result slot is what the [word](super::word) says. The memory belongs to the handles together: the last one
//! destroys what is in it, and gives it back. (Code is destroyed by whoever has the [node](super::continued) that goes with it.)

use core::alloc::Layout;
use core::cell::UnsafeCell;
use core::mem::{MaybeUninit, needs_drop};
use core::ptr::NonNull;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::task::{Context, Poll};

use super::TaskError;
use super::registration::{Place, Registration};
use super::status::Phase;
use super::waiters::{List, Waiting};
use super::word::Word;
use crate::pool;
use crate::sync::{AtomicU8, AtomicUsize, Mutex, Witness};

/// What a task comes to.
pub(super) type Outcome<T> = Result<T, TaskError>;

/// What the functions for one type of cell share. `cell` is a live cell of that type.
pub(super) struct VTable {
    /// Destroys what is in the cell; called once, by the last handle.
    pub(super) destroy: unsafe fn(cell: NonNull<Header>),
    /// Gives the memory up, in which nothing is left that has to be destroyed; called once, by the last handle.
    pub(super) release: unsafe fn(cell: NonNull<Header>),
    /// Whether the cell is a [`Cell`] and nothing more.
    pub(super) is_plain: bool,
    /// How the cell is driven by whoever awaits it, if it is.
    pub(super) driven: Option<&'static Driven>,
}

/// See [`Driven::poll_alone`].
pub(super) type PollAlone = unsafe fn(NonNull<Header>, &mut Context<'_>, outcome: NonNull<()>) -> Option<Poll<()>>;

/// The functions of a cell that holds the future which its result comes from. The caller has a handle.
pub(super) struct Driven {
    /// Polls for the completion of a cell that others may have, too.
    pub(super) poll:
        unsafe fn(cell: NonNull<Header>, registration: &mut Registration, cx: &mut Context<'_>) -> Poll<()>,
    /// Polls for the result of a cell whose only handle the caller has, as that has just [seen](Header::is_alone), if nothing else refers
    /// to it either, and `None` otherwise.
    /// Once this has answered `Ready`, the result is at `outcome`, and nothing is left in the cell that has to be destroyed.
    pub(super) poll_alone: PollAlone,
    /// Drives the cell, if that is due, for nobody in particular.
    pub(super) run: unsafe fn(cell: NonNull<Header>),
    /// Takes a waiter out, unless the cell is complete.
    pub(super) withdraw: unsafe fn(cell: NonNull<Header>, registration: &mut Registration) -> Option<Waiting>,
    /// Puts in code that runs once the cell is complete, unless it is.
    pub(super) attend: unsafe fn(cell: NonNull<Header>, waiting: Waiting) -> Result<Place, Waiting>,
    /// Whether the cell goes on by itself.
    pub(super) is_eager: unsafe fn(cell: NonNull<Header>) -> bool,
}

/// What every cell begins with.
pub(super) struct Header {
    refs: AtomicUsize,
    pub(super) word: Word,
    pub(super) vtable: &'static VTable,
    pub(super) overflow: Mutex<List>,
    phase: AtomicU8,
}

/// More handles than this can only have been forgotten in a loop; one more would overflow before long.
pub(super) const MOST: usize = isize::MAX as usize;

impl Header {
    #[inline(always)]
    pub(super) fn new(refs: usize, word: Word, phase: Phase, vtable: &'static VTable) -> Self {
        Self {
            refs: AtomicUsize::new(refs),
            word,
            vtable,
            overflow: Mutex::new(List::new()),
            phase: AtomicU8::new(phase as u8),
        }
    }

    #[inline]
    pub(super) fn phase(&self) -> Phase {
        // ORDERING: Relaxed, a byte to be shown.
        Phase::of(self.phase.load(Relaxed))
    }

    pub(super) fn set_phase(&self, phase: Phase) {
        // ORDERING: Relaxed, as above.
        self.phase.store(phase as u8, Relaxed);
    }

    /// One handle more.
    #[inline(always)]
    pub(super) fn retain(&self) {
        // ORDERING: Relaxed: whoever makes a handle has one, and hands the new one on by other means.
        let before = self.refs.fetch_add(1, Relaxed);
        if before > MOST {
            std::process::abort();
        }
    }

    /// Whether the caller's handle is the only one.
    #[inline(always)]
    pub(super) fn is_alone(&self) -> bool {
        // ORDERING: Acquire takes what others have done with the cell from the Release in `leave`.
        self.refs.load(Acquire) == 1
    }

    /// One handle more, unless the last has left.
    ///
    /// A last handle that moves the result out (`Task::into_outcome`) doesn't leave: the count stays at one. The handle
    /// that is had here then is on a complete cell that holds nothing: it may be driven, and its result not looked at.
    pub(super) fn try_retain(&self) -> bool {
        // ORDERING: Relaxed, a guess that the exchange confirms.
        let mut refs = self.refs.load(Relaxed);
        while refs != 0 {
            // ORDERING: Relaxed, as in `retain`; and another guess.
            match self.refs.compare_exchange(refs, refs + 1, Relaxed, Relaxed) {
                Ok(_) => return true,
                Err(other) => refs = other,
            }
        }
        false
    }

    /// One handle less: whether it was the last, whose the cell is then alone.
    ///
    /// # Safety
    ///
    /// The caller has the handle, and doesn't use it again.
    #[inline(always)]
    pub(super) unsafe fn leave(cell: NonNull<Self>) -> bool {
        // SAFETY: the caller's promise. No more than the count is referred to: once that is changed, the rest may go.
        let refs = unsafe { &(*cell.as_ptr()).refs };
        // SAFETY: the caller's promise: until then it's there.
        let is_driven = unsafe { (*cell.as_ptr()).vtable }.driven.is_some();
        // ORDERING: Acquire takes what others have done with the cell from the Release below.
        if !is_driven && refs.load(Acquire) == 1 {
            // Nobody is left who could make another. (A waker of a driven cell could.)
            return true;
        }
        // ORDERING: Release hands what was done with the cell to the Acquire of the last one.
        if refs.fetch_sub(1, Release) != 1 {
            return false;
        }
        // ORDERING: Acquire, as above.
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
    const VTABLE: &'static VTable =
        &VTable { destroy: Self::destroy, release: Self::release, is_plain: true, driven: None };

    /// A cell that somebody is to complete.
    #[inline(always)]
    pub(super) fn pending(refs: usize, phase: Phase, vtable: &'static VTable) -> Self {
        let header = Header::new(refs, Word::pending(), phase, vtable);
        Self { header, witness: Witness::of_a_write(), result: UnsafeCell::new(MaybeUninit::uninit()) }
    }

    /// Stores a cell without a future that somebody is to complete.
    #[inline(always)]
    pub(super) fn stored_pending(refs: usize, phase: Phase) -> NonNull<Header> {
        let memory = pool::take(Layout::new::<Self>()).cast::<Self>();
        // SAFETY: memory of this layout, which is ours alone.
        unsafe { memory.write(Self::pending(refs, phase, Self::VTABLE)) };
        memory.cast()
    }

    /// Stores a cell that has its result, with one handle.
    #[inline(always)]
    pub(super) fn stored_complete(outcome: Outcome<T>) -> NonNull<Header> {
        let memory = pool::take(Layout::new::<Self>()).cast::<Self>();
        let header = Header::new(1, Word::complete(), Phase::Running, Self::VTABLE);
        let result = UnsafeCell::new(MaybeUninit::new(outcome));
        // SAFETY: memory of this layout, which is ours alone.
        unsafe { memory.write(Self { header, witness: Witness::of_a_write(), result }) };
        memory.cast()
    }

    /// Puts the result in.
    ///
    /// # Safety
    ///
    /// The slot is the caller's, by transition 4 of the word or because the cell is driven by the caller, and is empty.
    #[inline(always)]
    pub(super) unsafe fn fill(&self, outcome: Outcome<T>) {
        self.witness.written();
        // SAFETY: the caller's promise.
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
        // SAFETY: the invariant of `result`.
        let result = unsafe { &*self.result.get() };
        // SAFETY: the same.
        unsafe { result.assume_init_ref() }
    }

    /// Takes the result out.
    ///
    /// # Safety
    ///
    /// The word is complete, the caller has the cell to itself, and the result isn't used or destroyed in its place again.
    #[inline(always)]
    pub(super) unsafe fn take(&self) -> Outcome<T> {
        self.witness.written();
        // SAFETY: the invariant of `result`, and the caller's promise.
        unsafe { self.result.get().cast::<Outcome<T>>().read() }
    }

    /// See [`VTable::destroy`].
    pub(super) unsafe fn destroy(cell: NonNull<Header>) {
        // SAFETY: the contract of `VTable`.
        let this = unsafe { cell.cast::<Self>().as_ref() };
        let word = this.header.word.load_alone();
        if word.is_complete() {
            // SAFETY: complete, and nobody has the cell any more.
            let outcome = unsafe { this.take() };
            if let Err(error) = &outcome {
                super::unobserved::report(error, word);
            }
            drop(outcome);
        } else {
            this.header.abandon();
        }
    }

    /// Whether nothing is in the cell that has to be destroyed.
    ///
    /// # Safety
    ///
    /// It is a cell of a `T`, and the last handle is gone.
    #[inline]
    pub(super) unsafe fn is_bare(cell: NonNull<Header>) -> bool {
        // SAFETY: the caller's promise.
        let this = unsafe { cell.cast::<Self>().as_ref() };
        let word = this.header.word.load_alone();
        if this.header.vtable.driven.is_some() {
            return false;
        }
        if word.is_empty() {
            // It will never be complete, and nobody waits.
            return true;
        }
        if needs_drop::<T>() || !word.is_complete() {
            return false;
        }
        // SAFETY: complete.
        unsafe { this.outcome() }.is_ok()
    }

    /// Ends the life of a header, with its lock.
    ///
    /// # Safety
    ///
    /// Nobody has the cell any more.
    pub(super) unsafe fn drop_header(cell: NonNull<Header>) {
        // SAFETY: the caller's promise.
        unsafe { cell.as_ptr().drop_in_place() };
    }

    /// Gives up the memory of a cell of any kind. That of a plain one, which most are, goes without a call.
    ///
    /// # Safety
    ///
    /// As for [`VTable::release`], of a cell of a `T`.
    #[inline]
    pub(super) unsafe fn release_any(cell: NonNull<Header>) {
        // SAFETY: the caller's promise.
        let vtable = unsafe { cell.as_ref() }.vtable;
        if vtable.is_plain {
            // SAFETY: the same.
            unsafe { Self::release(cell) };
        } else {
            // SAFETY: the same.
            unsafe { (vtable.release)(cell) };
        }
    }

    /// See [`VTable::release`].
    #[inline]
    unsafe fn release(cell: NonNull<Header>) {
        // SAFETY: the contract of `VTable`.
        unsafe { Self::drop_header(cell) };
        // SAFETY: the contract of `VTable`: memory of this layout, and nobody has it any more.
        unsafe { pool::give(cell.cast(), Layout::new::<Self>()) };
    }
}

impl Header {
    /// Drops who still waits: code for a completion that never came, as no handle is left to bring it about.
    fn abandon(&self) {
        drop(self.all(self.word.load_alone()));
    }
}
