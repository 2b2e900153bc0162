//! The state of both kinds of task: the value, or the machine that will yield it.
//!
//! ```text
//!   RawTask ──▶ ┌─────────────┬──────────────────────────┐
//!               │ Header      │ future                   │  one slot of the pool, or another [`RawOwner`]
//!               └──┬──────────┴──────────────────────────┘
//!                  └──▶ VTable<T>: poll, drop               one static for each type of operation
//! ```
//!
//! A machine is *live* until a poll is ready or panics, or it is dropped. Each of the three destroys the future and
//! returns the slot exactly once. (For a large value, a ready poll leaves that to a drop that follows at once.)
//! [`RawTask::FINISHED`] owns nothing. The functions are in [`functions`](super::functions).
//!
//! No code matches by value on a state that is [copied in chunks](copy): the compiler would split it at its tag. The
//! code looks at it by reference, and copies its content out.

use core::fmt;
use core::hint::unreachable_unchecked;
use core::marker::PhantomData;
use core::mem::{self, ManuallyDrop};
use core::ptr::{self, NonNull};
use core::task::{Context, Poll};

use super::copy::{self, Aligned, CHUNKS, FIELDS, WORDS};
use super::misread::misread;
use super::raw_owner::{Header, RawOwner, nowhere};

/// The state of a task.
///
/// A machine is one word, so that a task of a `u64` is returned in two registers.
pub(super) enum State<'a, T> {
    Ready(Aligned<T>),
    Pending(RawTask<'a, T>),
}

impl<'a, T> State<'a, T> {
    /// Creates a task whose value was returned.
    ///
    /// Not a constant, all of whose bytes would be copied.
    #[cfg_attr(not(debug_assertions), inline(always))]
    const fn taken() -> Self {
        Self::Pending(RawTask::FINISHED)
    }

    /// `false` for a value of one word, which is returned with its tag in two registers.
    const IS_WIDE: bool = size_of::<T>() > 8;

    const IN_CHUNKS: bool = Self::IS_WIDE && copy::in_chunks::<Self>();

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) const fn ready(value: T) -> Self {
        Self::Ready(Aligned(value))
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn operated<O: RawOwner<Output = T> + 'a>(operation: O) -> Self {
        Self::pending(RawTask::new(operation))
    }

    /// Makes the state of a value that the user's code has just stored.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn ended(value: T) -> Self {
        let ready = ManuallyDrop::new(Self::ready(value));
        if Self::IN_CHUNKS {
            // SAFETY: `ready` is forgotten.
            unsafe { copy::read::<_, FIELDS>(&raw const *ready) }
        } else {
            ManuallyDrop::into_inner(ready)
        }
    }

    /// Ends a poll of a machine, which had given away what it owned: returns the value, or gives back the machine.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn end(self, machine: &mut RawTask<'a, T>) -> Poll<T> {
        let state = ManuallyDrop::new(self);
        if !state.is_there() {
            machine.take_over(ManuallyDrop::into_inner(state).machine());
            return Poll::Pending;
        }
        if !Self::IS_WIDE {
            return Poll::Ready(ManuallyDrop::into_inner(state).value());
        }
        // SAFETY: the state is ready, as was just checked, and forgotten.
        polled(unsafe { state.copy() })
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn pending(machine: RawTask<'a, T>) -> Self {
        let pending = ManuallyDrop::new(Self::Pending(machine));
        if Self::IN_CHUNKS {
            // SAFETY: `pending` is forgotten. A tag and a word are combined in registers.
            unsafe { copy::read::<_, CHUNKS>(&raw const *pending) }
        } else {
            ManuallyDrop::into_inner(pending)
        }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) const fn is_ready(&self) -> bool {
        matches!(self, Self::Ready(_))
    }

    /// Returns `true` if a poll has returned the value, or panicked.
    pub(super) fn is_taken(&self) -> bool {
        matches!(self, Self::Pending(machine) if machine.is_finished())
    }

    /// Returns `true` if the value is ready, from the bytes that the next step loads.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn is_there(&self) -> bool {
        if !Self::IN_CHUNKS {
            return self.is_ready();
        }
        // SAFETY: the copy is forgotten after `is_ready`.
        ManuallyDrop::new(unsafe { copy::read::<_, CHUNKS>(self) }).is_ready()
    }

    /// Returns whether the value is ready, and the state, in the copy that was made for that.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn ask(self) -> (bool, Self) {
        if !Self::IN_CHUNKS {
            return (self.is_ready(), self);
        }
        let state = ManuallyDrop::new(self);
        // SAFETY: `state` is forgotten.
        let state = unsafe { copy::read::<_, CHUNKS>(&raw const *state) };
        (state.is_ready(), state)
    }

    /// Takes the ready value.
    ///
    /// # Panics
    ///
    /// Panics if the state is pending.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn value(self) -> T {
        let state = ManuallyDrop::new(self);
        if !Self::IS_WIDE {
            return match ManuallyDrop::into_inner(state) {
                Self::Ready(value) => value.0,
                Self::Pending(_) => misread(),
            };
        }
        if !state.is_there() {
            misread();
        }
        // SAFETY: the value is ready, as was just checked, and the state is forgotten.
        unsafe { state.copy() }
    }

    /// Takes the machine.
    ///
    /// # Panics
    ///
    /// Panics if the value is ready.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn machine(self) -> RawTask<'a, T> {
        match self {
            Self::Pending(machine) => machine,
            Self::Ready(_) => misread(),
        }
    }

    /// Copies the value.
    ///
    /// # Safety
    ///
    /// The state is ready, and one of the two values is forgotten.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn copy(&self) -> T {
        let Self::Ready(value) = self else {
            // SAFETY: the state is ready, by the contract of `copy`.
            unsafe { unreachable_unchecked() }
        };
        // A constant once the layout is known, so only one branch is left.
        let begins_with_value = ptr::from_ref(value).addr() == ptr::from_ref(self).addr();
        if begins_with_value {
            // SAFETY: the contract of `copy`.
            unsafe { copy::read::<_, CHUNKS>(value) }.0
        } else {
            // SAFETY: the contract of `copy`.
            unsafe { copy::read::<_, WORDS>(value) }.0
        }
    }

    #[inline(always)]
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<T> {
        if !self.is_there() {
            return match self {
                Self::Pending(machine) => machine.poll(cx),
                Self::Ready(_) => misread(),
            };
        }
        self.give()
    }

    /// Takes the ready value, as the result of a poll.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn give(&mut self) -> Poll<T> {
        if !Self::IS_WIDE {
            return Poll::Ready(mem::replace(self, Self::taken()).value());
        }
        // SAFETY: the caller has checked that the state is ready; the value here is overwritten.
        let value = unsafe { self.copy() };
        // SAFETY: the write doesn't drop the value, which was copied.
        unsafe { ptr::write(self, Self::taken()) };
        polled(value)
    }
}

/// Makes a poll result of a value that was just [copied](State::copy).
#[cfg_attr(not(debug_assertions), inline(always))]
fn polled<T>(value: T) -> Poll<T> {
    let ready = ManuallyDrop::new(Poll::Ready(value));
    if const { size_of::<Poll<T>>() == size_of::<T>() } {
        // SAFETY: `ready` is forgotten. It begins with the value, so it is stored in the chunks of that.
        unsafe { copy::read::<_, CHUNKS>(&raw const *ready) }
    } else {
        ManuallyDrop::into_inner(ready)
    }
}

/// Shows the state of the task, but not the value.
impl<T> fmt::Debug for State<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ready(_) => "Ready",
            Self::Pending(_) if self.is_taken() => "Taken",
            Self::Pending(_) => "Pending",
        })
    }
}

/// Not a header: the machine owns nothing.
pub(super) const NOWHERE: NonNull<()> = nowhere();

/// The functions of one type of operation.
///
/// `header` is that of a live [`RawOwner`] of this type, which the caller gives away. What a function returns lasts as
/// long as the operation would.
///
/// The operation's type is erased altogether: a function with a `T` among its parameters would make a task invariant.
pub(super) struct VTable<T> {
    /// Polls the operation.
    pub(super) poll: Polls<T>,
    /// Drops the operation, also if it panics.
    pub(super) drop: unsafe fn(header: NonNull<()>),
}

/// The function that polls.
///
/// Invariant: the field is `large` if [`IS_LARGE`](Self::IS_LARGE), and `state` otherwise.
pub(super) union Polls<T> {
    /// Returns the state of a task: the value, or the machine of this operation. If it panics, it drops the operation.
    ///
    /// So a task that starts in a call is written once, by this function, where the caller of the method reads it.
    pub(super) state: unsafe fn(header: NonNull<()>, cx: &mut Context<'_>) -> State<'static, T>,
    /// Gives the header back if it is `Pending`, and if the operation is [left](RawOwner::CAN_BE_LEFT).
    ///
    /// Otherwise the operation is dropped: the header is [`NOWHERE`] if the function returns, and not read if it
    /// panics.
    pub(super) large: unsafe fn(header: &mut NonNull<()>, cx: &mut Context<'_>) -> Poll<T>,
}

impl<T> Clone for Polls<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Polls<T> {}

impl<T> Polls<T> {
    /// `true` if the machine drops ready operations that can be [left](RawOwner::CAN_BE_LEFT).
    ///
    /// The machine calls [`VTable::drop`] after the poll. So a large value is written where it is returned, with no
    /// code between the return of the body and that of the poll. Another call costs less than a copy of the value.
    ///
    /// `cargo bench -- "u64; 100"` has a value of 808 bytes that suspends. Values of 392 bytes gain nothing by it, and of
    /// 264 lose in three layers.
    pub(super) const IS_LARGE: bool = size_of::<T>() > 512;
}

/// The owner of a type-erased future that yields a `T`, or of nothing once it is finished.
///
/// Invariant: `header` is [`NOWHERE`], or that of a live [`RawOwner`] of a `T`, which only this machine owns and which
/// outlives `'a`.
///
/// Covariant in both parameters: a machine returns a `T` and never takes one, and `'a` bounds its own life. Not
/// `UnwindSafe`, as the future may hold a unique borrow.
pub(crate) struct RawTask<'a, T> {
    header: NonNull<()>,
    marker: PhantomData<(&'a mut (), T)>,
}

impl<'a, T> RawTask<'a, T> {
    /// The machine that owns nothing.
    pub(crate) const FINISHED: Self = Self { header: NOWHERE, marker: PhantomData };

    /// Creates the machine of an operation.
    #[inline(always)]
    pub(super) fn new<O: RawOwner<Output = T> + 'a>(operation: O) -> Self {
        // SAFETY: live, given away, and outlives `'a`.
        unsafe { Self::from_header(operation.into_header()) }
    }

    /// Creates the machine of the operation with this header.
    ///
    /// # Safety
    ///
    /// The operation is live, given away by the caller, and lasts for as long as the machine is used.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) unsafe fn from_header(header: NonNull<Header<T>>) -> Self {
        Self { header: header.cast(), marker: PhantomData }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn is_finished(&self) -> bool {
        self.header == NOWHERE
    }

    /// Returns the functions of a machine that isn't finished.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn functions<'f>(&self) -> &'f VTable<T> {
        // SAFETY: not finished, so it begins with a header, by the invariant of `RawTask`.
        let functions = unsafe { (*self.header.cast::<Header<T>>().as_ptr()).functions };
        // SAFETY: a header of an operation of a `T` names a `VTable<T>`, which is `'static`.
        unsafe { &*functions.cast() }
    }

    /// Polls the machine. It is finished once it has returned its value.
    ///
    /// # Panics
    ///
    /// Panics if the machine is finished, and if its future panics, which finishes the machine.
    #[inline(always)]
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<T> {
        if self.is_finished() {
            polled_after_completion();
        }
        if Polls::<T>::IS_LARGE {
            return self.poll_large(cx);
        }
        // SAFETY: the invariant of `Polls`.
        let poll = unsafe { self.functions().poll.state };
        // SAFETY: the contract of `VTable`: live, and owned by this machine, which gives it away.
        let state = unsafe { poll(self.take(), cx) };
        state.end(self)
    }

    /// Polls the machine as [`poll`](Self::poll) does, for [large](Polls::IS_LARGE) results.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn poll_large(&mut self, cx: &mut Context<'_>) -> Poll<T> {
        // SAFETY: the invariant of `Polls`.
        let poll = unsafe { self.functions().poll.large };
        let mut header = self.take();
        // SAFETY: the contract of `VTable`: live, and owned by this machine.
        let polled = unsafe { poll(&mut header, cx) };
        self.header = header;
        if polled.is_ready() {
            // Finished, or left: then this drops it.
            drop(mem::replace(self, Self::FINISHED));
        }
        polled
    }

    /// Takes the header into a local variable.
    ///
    /// A state whose address is known is moved without registers.
    ///
    /// While the future runs, the machine owns nothing: after a panic there is nothing to poll or drop.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn take(&mut self) -> NonNull<()> {
        mem::replace(&mut self.header, NOWHERE)
    }

    /// Takes over what the other machine owns, after this one has given its own away.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn take_over(&mut self, other: Self) {
        self.header = ManuallyDrop::new(other).header;
    }
}

impl<T> Drop for RawTask<'_, T> {
    #[inline(always)]
    fn drop(&mut self) {
        if !self.is_finished() {
            // SAFETY: the contract of `VTable`: live, owned by this machine, and never used again.
            unsafe { (self.functions().drop)(self.header) };
        }
    }
}

impl<T> fmt::Debug for RawTask<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_finished() { "Finished" } else { "Pending" })
    }
}

#[cold]
#[inline(never)]
#[track_caller]
fn polled_after_completion() -> ! {
    panic!("a ValueTask or PooledFuture was polled after it had returned its value: await it once and keep the value")
}
