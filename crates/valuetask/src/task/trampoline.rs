//! Nested completions, drops and polls on a flat stack.
//!
//! Completing a task may complete others, dropping one may drop others, and polling one may poll others. Of each kind, [`DEEPEST`] calls
//! nest as plain calls do. Deeper completions and drops are queued, and run before the outermost call of their kind returns. A deeper poll
//! is refused: its cell is pushed on a stack, from which the outermost poll polls it.
//!
//! The outermost call of any kind keeps all of this in its own frame, and a thread-local points there.

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use core::borrow::Borrow;
use core::cell::{Cell, RefCell};
use core::mem;
use core::ptr::{self, NonNull};
use core::task::Poll;

use super::cell::Header;
use super::future_cell;
use super::poll_stack::PollStack;
use super::registration::Locked;
use super::waiters::{WaiterList, Waiting};
use super::weak::WeakRef;
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

    /// The cell, which is kept for as long as this is.
    pub(super) fn cell(&self) -> NonNull<Header> {
        self.0
    }

    pub(super) fn header(&self) -> &Header {
        // SAFETY: the invariant of `Handle`.
        unsafe { self.0.as_ref() }
    }
}

impl Clone for Handle {
    fn clone(&self) -> Self {
        self.header().retain();
        Self(self.0)
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
    Wake(WeakRef),
    /// Callbacks that aren't lent their task.
    Call(WaiterList),
    /// The code that waited for a complete cell.
    ///
    /// Invariant: the list is that of the cell.
    Run(WaiterList, Handle),
    /// Invariant: the last handle of the cell is gone, which isn't destroyed yet.
    Drop(NonNull<Header>),
}

impl Job {
    fn work(self) {
        match self {
            Self::Wake(waker) => waker.wake(),
            Self::Call(callbacks) => callbacks.each(Waiting::fire),
            // SAFETY: the invariant of `Job::Run`; the handle keeps the cell.
            Self::Run(code, cell) => code.each(|next| unsafe { next.fire_with(cell.cell()) }),
            // SAFETY: the invariant of `Job::Drop`.
            Self::Drop(cell) => unsafe { Header::destroy(cell) },
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
#[derive(Default)]
struct Late {
    queues: [VecDeque<Job>; 2],
    /// Cells whose poll was too deep. While one is here its awaiters may sleep though it is due.
    refused: PollStack<Handle>,
}

/// The calls that are nested on this thread, and those that were too deep.
struct Trampoline {
    depths: [Cell<usize>; 2],
    polls: Cell<usize>,
    /// Nested calls that block.
    blocks: Cell<usize>,
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

/// The trampoline of the outermost call, if there is one.
#[inline]
fn with_current<R>(work: impl FnOnce(Option<&Trampoline>) -> R) -> R {
    let outermost = OUTERMOST.try_with(Cell::get).unwrap_or(ptr::null());
    // SAFETY: the invariant of `OUTERMOST`: this call is made from the frame in which it lies, or from one further up.
    work(unsafe { outermost.as_ref() })
}

/// Calls `work` with the thread's trampoline.
#[inline]
fn enter<R>(work: impl FnOnce(&Trampoline) -> R) -> R {
    with_current(|current| match current {
        Some(trampoline) => work(trampoline),
        None => {
            let trampoline = Trampoline::new();
            let _set = Set::new(&raw const trampoline);
            work(&trampoline)
        }
    })
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

/// Wakes a cell. If that is too deep, it is queued with the reference that `later` returns.
#[inline]
pub(super) fn wake<A: Borrow<WeakRef>>(what: A, later: impl FnOnce(A) -> WeakRef) {
    nest(Lane::Runs, what, |what| what.borrow().wake(), |what| Job::Wake(later(what)));
}

/// Wakes all waiters of a complete cell, then runs the code among them. The first panic is resumed after that.
///
/// # Safety
///
/// The list is that of the cell, which is complete; the caller has a handle.
#[inline]
pub(super) unsafe fn complete(mut waiting: WaiterList, cell: NonNull<Header>) {
    // While the thread unwinds, a second panic would abort the process.
    if !std::thread::panicking()
        && let Some(waker) = waiting.pop_only_waker()
    {
        return waker.wake();
    }
    // SAFETY: the contract of this function.
    let fire = |next: Waiting| unsafe { next.fire_with(cell) };
    // SAFETY: the contract of this function.
    complete_each(waiting, fire, |code| Job::Run(code, unsafe { Handle::on(cell) }));
}

/// Wakes all waiters of a complete cell, then calls the callbacks among them. The first panic is resumed after that.
///
/// None of them is lent the task.
#[inline]
pub(super) fn fire(mut waiting: WaiterList) {
    if waiting.is_empty() {
        return;
    }
    if !std::thread::panicking()
        && let Some(waker) = waiting.pop_only_waker()
    {
        return waker.wake();
    }
    complete_each(waiting, Waiting::fire, Job::Call);
}

/// Fires all that isn't inline, and then what is, or has `later` queue that.
#[inline(never)]
fn complete_each(mut waiting: WaiterList, fire: impl Fn(Waiting), later: impl FnOnce(WaiterList) -> Job) {
    let (mut panics, mut inline) = (Panics::default(), WaiterList::new());
    while let Some(next) = waiting.pop() {
        if next.is_inline() {
            inline.push(next);
        } else {
            panics.catch(|| fire(next));
        }
    }
    if !inline.is_empty() {
        panics.catch(|| nest(Lane::Runs, inline, |inline| inline.each(&fire), later));
    }
    panics.resume();
}

/// Drops the content of a cell and frees its memory. If drops nest too deep, that is queued.
///
/// # Safety
///
/// The last handle is gone, and a result in the cell is `'static` even if the type of the handle isn't: it may outlive borrows of the
/// caller.
pub(super) unsafe fn destroy(cell: NonNull<Header>) {
    // SAFETY: the contract of this function.
    nest(Lane::Drops, cell, |cell| unsafe { Header::destroy(cell) }, Job::Drop);
}

/// Polls by `work`, which is told whether it is too deep to poll any future.
///
/// The outermost poll then polls the cells that were [refused](refuse) within it. If it is pending, it calls `work` once more, as it may
/// have waited for those.
#[inline]
pub(super) fn poll(mut work: impl FnMut(bool) -> Poll<()>) -> Poll<()> {
    with_current(|current| match current {
        Some(trampoline) if trampoline.polls.get() > 0 => {
            let is_too_deep = trampoline.polls.get() >= DEEPEST;
            let _level = Level::enter(&trampoline.polls);
            work(is_too_deep)
        }
        _ => poll_outermost(&mut work),
    })
}

#[inline(never)]
fn poll_outermost(work: &mut dyn FnMut(bool) -> Poll<()>) -> Poll<()> {
    enter(|trampoline| {
        let _level = Level::enter(&trampoline.polls);
        let give_back = GiveBack(trampoline);
        let mut polled = work(false);
        if trampoline.has_refused() {
            trampoline.poll_refused();
            if polled.is_pending() {
                polled = work(false);
                trampoline.poll_refused();
            }
        }
        mem::forget(give_back);
        polled
    })
}

/// Pushes a cell whose poll was too deep. Its awaiter is registered.
///
/// Called within a [`poll`].
#[cold]
pub(super) fn refuse(cell: Handle) {
    with_current(|current| match current {
        Some(trampoline) => trampoline.late.borrow_mut().get_or_insert_default().refused.push(cell),
        None => unreachable!("a poll is too deep only within others"),
    });
}

impl Trampoline {
    #[inline]
    const fn new() -> Self {
        let depths = [Cell::new(0), Cell::new(0)];
        Self { depths, polls: Cell::new(0), blocks: Cell::new(0), late: RefCell::new(None) }
    }

    #[inline]
    fn has_late(&self) -> bool {
        self.late.borrow().is_some()
    }

    #[inline]
    fn has_refused(&self) -> bool {
        self.late.borrow().as_ref().is_some_and(|late| !late.refused.is_empty())
    }

    #[cold]
    fn push(&self, lane: Lane, job: Job) {
        self.late.borrow_mut().get_or_insert_default().queues[lane as usize].push_back(job);
    }

    /// Runs what is queued, and what is queued by that.
    #[cold]
    fn drain(&self, lane: Lane, panics: &mut Panics) {
        let next = || self.late.borrow_mut().as_mut()?.queues[lane as usize].pop_front();
        while let Some(job) = next() {
            panics.catch(|| job.work());
        }
    }

    /// Runs what is queued as the outermost call would, for a thread that is about to block.
    fn flush(&self, lane: Lane, panics: &mut Panics) {
        let depths = &self.depths[lane as usize];
        let depth = depths.replace(1);
        self.drain(lane, panics);
        depths.set(depth);
    }

    fn pop(&self) -> Option<Handle> {
        self.late.borrow_mut().as_mut()?.refused.pop()
    }

    /// Polls the topmost cell as long as it is due, then those below it. After too many polls, all that are left are given back.
    #[cold]
    fn poll_refused(&self) {
        let mut panics = Panics::default();
        let poll_top = || self.late.borrow_mut().as_mut()?.refused.poll_top();
        while let Some(cell) = poll_top() {
            let mut was_due = true;
            panics.catch(|| was_due = future_cell::run(&cell));
            if !was_due {
                drop(self.pop());
            }
        }
        panics.catch(|| self.give_back());
        panics.resume();
    }

    /// Ends the stack. The awaiters of cells that are due are woken, so others poll these.
    fn give_back(&self) {
        let mut panics = Panics::default();
        while let Some(refused) = self.pop() {
            panics.catch(|| refused.header().lock().into_iter().for_each(Locked::wake_if_due));
        }
        panics.resume();
    }
}

/// Gives back what is left on the stack, where a poll has panicked.
struct GiveBack<'a>(&'a Trampoline);

impl Drop for GiveBack<'_> {
    #[cold]
    fn drop(&mut self) {
        self.0.give_back();
    }
}

/// Polls for a thread that blocks until the poll is ready.
///
/// Queued jobs run first, and refused cells are polled, as other threads may wait for them. The poll starts a trampoline of its own.
pub(super) fn apart<R>(poll: impl FnOnce() -> R) -> R {
    with_current(|current| {
        let Some(outer) = current else { return poll() };
        if outer.blocks.get() < DEEPEST {
            let _level = Level::enter(&outer.blocks);
            let mut panics = Panics::default();
            outer.flush(Lane::Runs, &mut panics);
            outer.flush(Lane::Drops, &mut panics);
            let polls = outer.polls.replace(1);
            panics.catch(|| outer.poll_refused());
            outer.polls.set(polls);
            panics.resume();
        }
        let _set = Set::new(ptr::null());
        poll()
    })
}
