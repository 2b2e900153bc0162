//! Nested completions and drops on a flat stack.
//!
//! Completing a task may complete others, and dropping one may drop others. Of each kind, [`DEEPEST`] calls nest as plain calls do. Deeper
//! ones are queued, and run before the outermost call of their kind returns.
//!
//! The outermost call keeps the queues in its own frame, and a thread-local points there.

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use core::cell::{Cell, RefCell};
use core::ptr::{self, NonNull};

use super::cell::Header;
use super::waiters::{WaiterList, Waiting};
use crate::panics::Panics;
use crate::sync::thread_static;

/// Calls of one kind that nest before anything is queued.
pub(super) const DEEPEST: usize = 16;

/// A handle on a cell of any type.
///
/// Invariant: it is counted.
pub(super) struct Handle(NonNull<Header>);

impl Handle {
    /// Counts one handle more.
    ///
    /// # Safety
    ///
    /// The caller has a handle on the cell.
    pub(super) unsafe fn on(cell: NonNull<Header>) -> Self {
        // SAFETY: the caller's handle keeps the cell.
        unsafe { cell.as_ref() }.retain();
        Self(cell)
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: the invariant of `Handle`; it isn't used again.
        if unsafe { Header::leave(self.0) } {
            // SAFETY: it was the last; cells are made for a `'static` result.
            unsafe { destroy(self.0) };
        }
    }
}

/// A call that was too deep.
pub(super) enum Job {
    /// Invariant: the function may be called with the cell, once.
    Call(unsafe fn(NonNull<Header>), NonNull<Header>),
    /// The code that waited for a complete cell, which is there if code is lent it.
    ///
    /// Invariant: the list is that of the cell.
    Run(WaiterList, Option<Handle>),
}

impl Job {
    /// Calls the function with the cell.
    ///
    /// # Safety
    ///
    /// The function may be called with the cell, once, and on this thread.
    pub(super) unsafe fn call(function: unsafe fn(NonNull<Header>), cell: NonNull<Header>) -> Self {
        Self::Call(function, cell)
    }

    fn work(self) {
        match self {
            // SAFETY: the invariant of `Job::Call`.
            Self::Call(function, cell) => unsafe { function(cell) },
            Self::Run(code, handle) => {
                let cell = handle.as_ref().map(|handle| handle.0.cast());
                // SAFETY: the invariant of `Job::Run`; the handle keeps the cell.
                code.each(|next| unsafe { next.fire(cell) });
            }
        }
    }
}

/// The kinds of calls that are queued.
#[derive(Clone, Copy)]
pub(super) enum Lane {
    /// Completions, and wakes of cells.
    Runs,
    Drops,
}

/// The calls that were too deep.
type Late = [VecDeque<Job>; 2];

/// The calls that are nested on this thread, and those that were too deep.
struct Trampoline {
    depths: [Cell<usize>; 2],
    /// `None` until a call is too deep, which few are.
    late: RefCell<Option<Box<Late>>>,
}

thread_static! {
    /// Null, or the trampoline of the outermost call.
    ///
    /// Invariant: it lies in a frame of this thread that doesn't return before this is changed, and is used by shared reference alone.
    static OUTERMOST: Cell<*const Trampoline> = Cell::new(ptr::null());
}

/// Changes [`OUTERMOST`] until this is dropped.
struct Set(*const Trampoline);

impl Set {
    fn new(to: *const Trampoline) -> Self {
        // Where the thread-local is gone, nothing is ever nested.
        Self(OUTERMOST.try_with(|outermost| outermost.replace(to)).unwrap_or(ptr::null()))
    }
}

impl Drop for Set {
    fn drop(&mut self) {
        let _ = OUTERMOST.try_with(|outermost| outermost.set(self.0));
    }
}

/// Calls `work` with the thread's trampoline.
#[inline]
fn enter<R>(work: impl FnOnce(&Trampoline) -> R) -> R {
    let outermost = OUTERMOST.try_with(Cell::get).unwrap_or(ptr::null());
    // SAFETY: the invariant of `OUTERMOST`: this call is made from the frame in which it lies, or from one further up.
    if let Some(trampoline) = unsafe { outermost.as_ref() } {
        return work(trampoline);
    }
    let trampoline = Trampoline::new();
    let _set = Set::new(&raw const trampoline);
    work(&trampoline)
}

/// One level deeper until this is dropped.
struct Level<'a>(&'a Cell<usize>);

impl<'a> Level<'a> {
    fn enter(depth: &'a Cell<usize>) -> Self {
        depth.set(depth.get() + 1);
        Self(depth)
    }
}

impl Drop for Level<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

/// Calls `now`, or queues what `later` returns if the lane is too deep.
#[inline]
pub(super) fn nest<A>(lane: Lane, what: A, now: impl FnOnce(A), later: impl FnOnce(A) -> Job) {
    enter(|trampoline| {
        let depths = &trampoline.depths[lane as usize];
        let depth = depths.get();
        if depth >= DEEPEST {
            return trampoline.push(lane, later(what));
        }
        let _level = Level::enter(depths);
        if depth > 0 {
            return now(what);
        }
        let mut panics = Panics::default();
        panics.catch(|| now(what));
        if trampoline.has_late() {
            trampoline.drain(lane, &mut panics);
        }
        panics.resume();
    });
}

/// Wakes all waiters of a cell, then calls the callbacks among them. The first panic is resumed after that. No task is lent.
#[inline]
pub(super) fn fire(waiting: WaiterList) {
    // SAFETY: without a cell.
    unsafe { complete(waiting, None) };
}

/// Wakes all waiters of a complete cell, then runs the code among them. The first panic is resumed after that.
///
/// # Safety
///
/// If there is a cell: the list is that of the cell, which is complete; the caller has a handle.
#[inline]
pub(super) unsafe fn complete(mut waiting: WaiterList, cell: Option<NonNull<Header>>) {
    if waiting.is_empty() {
        return;
    }
    // While the thread unwinds, a second panic would abort the process.
    if !std::thread::panicking()
        && let Some(waker) = waiting.pop_only_waker()
    {
        return waker.wake();
    }
    // SAFETY: the contract of this function.
    unsafe { complete_each(waiting, cell) };
}

/// Fires all that isn't inline, and then what is, or queues that.
///
/// # Safety
///
/// As for [`complete`].
#[inline(never)]
unsafe fn complete_each(mut waiting: WaiterList, cell: Option<NonNull<Header>>) {
    // SAFETY: the contract of this function.
    let fire = |next: Waiting| unsafe { next.fire(cell.map(NonNull::cast)) };
    // SAFETY: the contract of this function.
    let later = |inline| Job::Run(inline, cell.map(|cell| unsafe { Handle::on(cell) }));
    let (mut panics, mut inline) = (Panics::default(), WaiterList::new());
    while let Some(next) = waiting.pop() {
        if next.is_inline() {
            inline.push(next);
        } else {
            panics.catch(|| fire(next));
        }
    }
    if !inline.is_empty() {
        panics.catch(|| nest(Lane::Runs, inline, |inline| inline.each(fire), later));
    }
    panics.resume();
}

/// Gives up a share of the content of a cell: that of all handles together, or of a completer. The last one drops the content and frees the
/// memory. If drops nest too deep, that is queued.
///
/// # Safety
///
/// The share is the caller's, and isn't used again. A result in the cell is `'static` even if the type of the handle isn't: it may outlive borrows of the
/// caller.
pub(super) unsafe fn destroy(cell: NonNull<Header>) {
    // SAFETY: the contract of this function.
    if !unsafe { Header::leave_content(cell) } {
        return;
    }
    // SAFETY: the content is the caller's alone.
    let now = |cell| unsafe { Header::destroy(cell) };
    // The content is the job's alone until it is called.
    nest(Lane::Drops, cell, now, |cell| Job::Call(Header::destroy, cell));
}

impl Trampoline {
    #[inline]
    const fn new() -> Self {
        Self { depths: [Cell::new(0), Cell::new(0)], late: RefCell::new(None) }
    }

    #[inline]
    fn has_late(&self) -> bool {
        self.late.borrow().is_some()
    }

    #[cold]
    fn push(&self, lane: Lane, job: Job) {
        self.late.borrow_mut().get_or_insert_default()[lane as usize].push_back(job);
    }

    /// Runs what is queued, and what is queued by that.
    #[cold]
    fn drain(&self, lane: Lane, panics: &mut Panics) {
        let next = || self.late.borrow_mut().as_mut()?[lane as usize].pop_front();
        while let Some(job) = next() {
            panics.catch(|| job.work());
        }
    }
}

/// Polls for a thread that blocks until the poll is ready: under a trampoline of its own, so that what the poll completes isn't queued for
/// a frame that is blocked.
pub(super) fn apart<R>(poll: impl FnOnce() -> R) -> R {
    let _set = Set::new(ptr::null());
    poll()
}
