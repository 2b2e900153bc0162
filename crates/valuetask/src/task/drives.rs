//! Cells that are driven from within one another, on a stack that stays flat.
//!
//! Polling a cell may poll the cell that its future awaits, and so on. Up to [`DEEPEST`] levels are nested as plain
//! futures are. Beyond that a cell is queued, and the outermost polls it from the bottom of the stack before it
//! returns. A cell that is woken meanwhile is queued, too, if all who wait for it do so within the same drive: so a
//! chain of any length is completed in one go, each link that doesn't yield polled once or twice. Who waits is woken all the same.

use core::cell::Cell;
use core::num::NonZeroU64;
use core::ptr::{self, NonNull};
use core::sync::atomic::AtomicUsize;
use core::sync::atomic::Ordering::Relaxed;
use core::task::Waker;

use super::cascade::{self, Handle};
use super::cell::Header;
use super::levels::{DEEPEST, Level, Outermost, Panics, Queue, Set, get};
use crate::sync::thread_static;

/// A name for one outermost drive, which no other ever has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp(NonZeroU64);

/// What a thread drives.
struct Drives {
    /// `None` until somebody asks.
    stamp: Cell<Option<Stamp>>,
    depth: Cell<usize>,
    queue: Queue<Queued>,
}

thread_static! {
    static DRIVES: Outermost<Drives> = Cell::new(ptr::null());
}
thread_static! {
    /// The last stamp that this thread has given.
    static STAMPS: Cell<u64> = Cell::new(0);
}

/// Numbers that threads have taken.
static NUMBERS: AtomicUsize = AtomicUsize::new(0);

/// Each number is good for two to the power of this many stamps; a thread takes another one then. So neither threads nor
/// stamps of one thread can use them up.
const STAMPS_OF_A_NUMBER: u32 = 20;

impl Stamp {
    /// `None` where the thread is over, past its destructors.
    fn next() -> Option<Self> {
        let next = |stamps: &Cell<u64>| {
            if stamps.get().trailing_zeros() >= STAMPS_OF_A_NUMBER {
                // ORDERING: Relaxed: each gets another number.
                let number = NUMBERS.fetch_add(1, Relaxed) as u64;
                stamps.set(number << STAMPS_OF_A_NUMBER);
            }
            stamps.set(stamps.get() + 1);
            NonZeroU64::new(stamps.get())
        };
        STAMPS.try_with(next).ok().flatten().map(Self)
    }
}

/// Where a drive stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Shallow,
    /// So deep that nothing is to be polled any more, but queued.
    Deep,
}

/// Drives something, from within what the thread drives already or as the outermost, who works the queue off at the
/// end.
#[inline]
pub(super) fn drive<R>(work: impl FnOnce(Standing) -> R) -> R {
    // SAFETY: the invariant of `Outermost`.
    if let Some(drives) = unsafe { get(&DRIVES).as_ref() } {
        let standing = if drives.depth.get() >= DEEPEST { Standing::Deep } else { Standing::Shallow };
        let _level = Level::enter(&drives.depth);
        return work(standing);
    }
    let drives = Drives { stamp: Cell::new(None), depth: Cell::new(1), queue: Queue::new() };
    let _set = Set::new(&DRIVES, &raw const drives);
    // Also if a waker panics: whoever waits for what is queued waits for this drive.
    let _drain = Drain(&drives);
    work(Standing::Shallow)
}

/// A cell that is to be driven.
pub(super) struct Queued {
    handle: Handle,
    /// What the handle was made by, if that was a waker: it goes after the handle. So nobody who finds no waker has
    /// overlooked the handle.
    _waker: Option<Waker>,
}

impl Queued {
    /// By whoever has a handle, which is another.
    pub(super) fn by_a_handle(handle: Handle) -> Self {
        Self { handle, _waker: None }
    }

    /// By whoever has no more than a waker, of which this is a clone.
    pub(super) fn by_a_waker(handle: Handle, waker: Waker) -> Self {
        Self { handle, _waker: Some(waker) }
    }

    fn run(self) {
        self.handle.run();
    }
}

/// A cell that the scheduler is to drive.
pub(super) struct Postponed {
    /// `None` once that has begun.
    queued: Option<Queued>,
    /// Called with the cell before it is driven, or where this is dropped.
    is_over: unsafe fn(NonNull<Header>),
}

// SAFETY: the cell may, by the promise made to `new`; a waker may.
unsafe impl Send for Postponed {}

impl Postponed {
    /// # Safety
    ///
    /// The cell is of a type that may be sent and shared, and its future may be sent. The function may be called with the cell.
    pub(super) unsafe fn new(queued: Queued, is_over: unsafe fn(NonNull<Header>)) -> Self {
        Self { queued: Some(queued), is_over }
    }

    /// A panic of who waits for the cell is nothing to the scheduler.
    pub(super) fn run(mut self) {
        let Some(queued) = self.take() else { return };
        let mut panics = Panics::default();
        panics.catch(|| drive(|standing| if standing == Standing::Deep { queue(queued) } else { queued.run() }));
        panics.discard();
    }

    fn take(&mut self) -> Option<Queued> {
        let queued = self.queued.take()?;
        // SAFETY: the promise made to `new`; the handle keeps the cell.
        unsafe { (self.is_over)(queued.handle.header()) };
        Some(queued)
    }
}

impl Drop for Postponed {
    fn drop(&mut self) {
        drop(self.take());
    }
}

/// Drives a cell, now or, if that would be too deep, by the outermost. The caller has the waker that the handle was
/// made by until this returns; `waker` is a clone.
pub(super) fn run(handle: Handle, waker: impl FnOnce() -> Waker) {
    drive(|standing| {
        if standing == Standing::Deep {
            queue(Queued::by_a_waker(handle, waker()));
        } else {
            handle.run();
        }
    });
}

/// Works the queue off when it goes.
struct Drain<'a>(&'a Drives);

impl Drop for Drain<'_> {
    #[inline]
    fn drop(&mut self) {
        if !self.0.queue.is_empty() {
            self.0.drain();
        }
    }
}

impl Drives {
    #[cold]
    #[inline(never)]
    fn drain(&self) {
        let mut panics = Panics::default();
        self.queue.work_off(&mut panics, Queued::run);
        panics.resume();
    }
}

/// Has a cell polled by the thread's outermost drive. Nothing happens if there is none.
pub(super) fn queue(queued: Queued) {
    // SAFETY: the invariant of `Outermost`.
    if let Some(drives) = unsafe { get(&DRIVES).as_ref() } {
        drives.queue.push(queued);
    }
}

/// The stamp of what the thread drives.
pub(super) fn stamp() -> Option<Stamp> {
    // SAFETY: the invariant of `Outermost`.
    let drives = unsafe { get(&DRIVES).as_ref() }?;
    let stamp = drives.stamp.get().or_else(Stamp::next);
    drives.stamp.set(stamp);
    stamp
}

/// Polls as if the thread drove, woke and dropped nothing, for whoever blocks until that is ready: what is queued is worked
/// off first, as nobody could do that meanwhile.
pub(super) fn apart<R>(poll: impl FnOnce() -> R) -> R {
    // SAFETY: the invariant of `Outermost`.
    let drives = unsafe { get(&DRIVES).as_ref() };
    if let Some(drives) = drives {
        drives.drain();
    }
    let _set = Set::new(&DRIVES, ptr::null());
    cascade::apart(poll)
}

#[cfg(all(test, not(valuetask_loom)))]
mod tests {
    use alloc::sync::Arc;
    use core::future::poll_fn;
    use core::panic::AssertUnwindSafe;
    use core::task::Poll;
    use std::panic::catch_unwind;

    use super::super::{Manner, Task};
    use super::*;

    #[test]
    fn a_panic_of_what_was_queued_leaves_no_eager_cell_behind() {
        let queued = Task::from_future(async {});
        assert!(queued.attend(Manner::Inline, |_| panic!("a callback")).is_ok());
        let held = Arc::new(());
        let holds = Arc::clone(&held);
        let made = catch_unwind(AssertUnwindSafe(|| {
            Task::<()>::from_eager(poll_fn(move |_| {
                let _ = &holds;
                // SAFETY: a live cell, by its handle.
                queue(Queued::by_a_handle(unsafe { Handle::on(queued.header()) }));
                Poll::Pending
            }))
        }));
        assert_eq!(made.expect_err("the callback's").downcast_ref(), Some(&"a callback"));
        assert_eq!(Arc::strong_count(&held), 1);
    }
}
