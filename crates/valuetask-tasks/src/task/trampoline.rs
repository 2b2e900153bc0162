//! Nested completions and drops on a flat stack.
//!
//! Completing a task may complete others, and dropping one may drop others. Of each kind, [`DEEPEST`] calls nest as plain calls do. Deeper
//! ones are queued, and run before the outermost call of their kind returns.
//!
//! Depths and queues are the thread's.

use alloc::collections::VecDeque;
use core::cell::{Cell, RefCell};
use core::mem::{self, ManuallyDrop};
use core::ptr::NonNull;

use super::cell::CellHeader;
use super::waiters::{WaiterList, Waiting};
use crate::panics::Panics;
use crate::sync::thread_static;

/// Calls of one kind that nest before anything is queued.
pub(super) const DEEPEST: usize = 16;

/// A call that was too deep.
pub(super) enum Job {
    /// Invariant: the function may be called with the address, once.
    Call(unsafe fn(NonNull<()>), NonNull<()>),
    /// The callbacks of a complete cell.
    Run(WaiterList),
    #[cfg(feature = "cancel")]
    Work(alloc::boxed::Box<dyn FnOnce()>),
}

impl Job {
    /// Calls the function with the address.
    ///
    /// # Safety
    ///
    /// The function may be called with the address, once, and on this thread.
    pub(super) unsafe fn call(function: unsafe fn(NonNull<()>), what: NonNull<()>) -> Self {
        Self::Call(function, what)
    }

    fn work(self) {
        match self {
            // SAFETY: the invariant of `Job::Call`.
            Self::Call(function, what) => unsafe { function(what) },
            Self::Run(callbacks) => callbacks.each(Waiting::fire),
            #[cfg(feature = "cancel")]
            Self::Work(work) => work(),
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

/// The calls of one kind on this thread.
struct Calls {
    /// Those that are nested.
    depth: Cell<usize>,
    /// Those that were too deep.
    late: RefCell<VecDeque<Job>>,
}

impl Calls {
    const fn new() -> Self {
        Self { depth: Cell::new(0), late: RefCell::new(VecDeque::new()) }
    }
}

thread_static! {
    /// By their kinds. Without a destructor, as what is late is run before the thread ends: so there are calls until then.
    static CALLS: ManuallyDrop<[Calls; 2]> = ManuallyDrop::new([const { Calls::new() }; 2]);
}

/// Passes the thread's calls of a kind. Where the thread-local is gone, nothing is ever nested, and this is `None`.
#[inline]
fn calls<R>(lane: Lane, work: impl FnOnce(&Calls) -> R) -> Option<R> {
    CALLS.try_with(|calls| work(&calls[lane as usize])).ok()
}

/// Another depth of this kind, until it is dropped.
struct Level {
    lane: Lane,
    outer: usize,
}

impl Level {
    #[inline]
    fn enter(lane: Lane, depth: usize) -> Self {
        Self { lane, outer: calls(lane, |calls| calls.depth.replace(depth)).unwrap_or(0) }
    }
}

impl Drop for Level {
    #[inline]
    fn drop(&mut self) {
        calls(self.lane, |calls| calls.depth.set(self.outer));
    }
}

/// Calls `now`, or queues what `later` returns if the lane is too deep.
#[inline]
pub(super) fn nest<A>(lane: Lane, what: A, now: impl FnOnce(A), later: impl FnOnce(A) -> Job) {
    let depth = calls(lane, |calls| calls.depth.get()).unwrap_or(0);
    if depth >= DEEPEST {
        let job = later(what);
        calls(lane, |calls| calls.late.borrow_mut().push_back(job));
        return;
    }
    let _level = Level::enter(lane, depth + 1);
    if depth > 0 {
        return now(what);
    }
    let mut panics = Panics::default();
    panics.catch(|| now(what));
    if calls(lane, |calls| !calls.late.borrow().is_empty()) == Some(true) {
        drain(lane, &mut panics);
    }
    panics.resume();
}

#[cfg(feature = "cancel")]
impl super::Task {
    /// Calls what may complete tasks, or queues it if completions nest too deep.
    pub(crate) fn nest(work: impl FnOnce() + 'static) {
        nest(Lane::Runs, work, |work| work(), |work| Job::Work(alloc::boxed::Box::new(work)));
    }
}

/// Runs what is queued, and what is queued by that. Frees the queue.
#[cold]
fn drain(lane: Lane, panics: &mut Panics) {
    let next = || calls(lane, |calls| calls.late.borrow_mut().pop_front())?;
    while let Some(job) = next() {
        panics.catch(|| job.work());
    }
    calls(lane, |calls| calls.late.take());
}

/// Polls for a thread that blocks until the poll is ready: as if nothing was nested, so that what the poll completes isn't queued for a
/// frame that is blocked.
pub(super) fn fresh_scope<R>(poll: impl FnOnce() -> R) -> R {
    let _outer = [Lane::Runs, Lane::Drops].map(Outer::of);
    poll()
}

/// What is nested and late outside of a poll, until this is dropped.
struct Outer {
    level: Level,
    late: VecDeque<Job>,
}

impl Outer {
    fn of(lane: Lane) -> Self {
        let late = calls(lane, |calls| calls.late.take()).unwrap_or_default();
        Self { level: Level::enter(lane, 0), late }
    }
}

impl Drop for Outer {
    fn drop(&mut self) {
        calls(self.level.lane, |calls| calls.late.replace(mem::take(&mut self.late)));
    }
}

/// Wakes all waiters of a cell, then calls the callbacks among them. The first panic is resumed after that.
#[inline]
pub(super) fn fire(mut waiting: WaiterList) {
    if waiting.is_empty() {
        return;
    }
    // While the thread unwinds, a second panic would abort the process.
    if !std::thread::panicking()
        && let Some(waker) = waiting.pop_only_waker()
    {
        return waker.wake();
    }
    fire_each(waiting);
}

/// Fires all that isn't inline, and then what is, or queues that.
#[inline(never)]
fn fire_each(mut waiting: WaiterList) {
    let (mut panics, mut inline) = (Panics::default(), WaiterList::new());
    while let Some(next) = waiting.pop() {
        if next.is_inline() {
            inline.push(next);
        } else {
            panics.catch(|| next.fire());
        }
    }
    if !inline.is_empty() {
        panics.catch(|| nest(Lane::Runs, inline, |inline| inline.each(Waiting::fire), Job::Run));
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
pub(super) unsafe fn destroy(cell: NonNull<CellHeader>) {
    // SAFETY: the contract of this function.
    if !unsafe { CellHeader::drop_content(cell) } {
        return;
    }
    // SAFETY: the content is the caller's alone.
    let now = |cell| unsafe { CellHeader::destroy(cell) };
    // SAFETY: the content is the job's alone until it is called.
    let late = |cell: NonNull<()>| unsafe { CellHeader::destroy(cell.cast()) };
    nest(Lane::Drops, cell, now, |cell| Job::Call(late, cell.cast()));
}
