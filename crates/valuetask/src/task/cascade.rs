//! What one task sets off in others, without recursion: a chain of any length wakes, runs and is dropped on a flat stack.
//!
//! A thread that begins something which may lead to more of its kind keeps a queue on its own stack, and a thread-local points there.
//! What comes up within is done on the spot up to [`DEEPEST`] levels, in the order in which plain calls would do it. Beyond that it
//! is queued, and whoever began works it off before returning.
//!
//! Panics wait, too: the first one goes on once all the rest is done.

use alloc::collections::VecDeque;
use core::cell::{Cell, RefCell};
use core::panic::AssertUnwindSafe;
use core::ptr::{self, NonNull};
use core::task::Waker;
use std::panic::{catch_unwind, resume_unwind};

use super::cell::Header;
use super::waiters::{List, Waiting};
use crate::panics::{self, Payload};
use crate::sync::thread_static;

/// Levels that are nested before anything is queued.
pub(super) const DEEPEST: usize = 16;

/// What a thread has begun, and what it has put off until the stack is flat again.
struct Cascade<J> {
    depth: Cell<usize>,
    queue: Queue<J>,
}

/// What is put off. Most threads never put anything off, so there is nothing to make or to destroy until it's needed.
pub(super) struct Queue<J>(RefCell<Option<VecDeque<J>>>);

impl<J> Queue<J> {
    pub(super) const fn new() -> Self {
        Self(RefCell::new(None))
    }

    #[cold]
    pub(super) fn push(&self, job: J) {
        self.0.borrow_mut().get_or_insert_default().push_back(job);
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.0.borrow().as_ref().is_none_or(|jobs| jobs.is_empty())
    }

    /// Does what was put off, and what comes of that.
    #[inline]
    pub(super) fn work_off(&self, panics: &mut Panics, work: impl Fn(J)) {
        let next = || self.0.borrow_mut().as_mut()?.pop_front();
        while let Some(job) = next() {
            panics.catch(|| work(job));
        }
    }
}

/// Where what the thread began outermost is; null if it has begun nothing.
///
/// Invariant: what it points to lives on the stack of this thread, further down, and is only used by reference.
pub(super) type Outermost<T> = Cell<*const T>;

thread_static! {
    static WAKES: Outermost<Cascade<Wake>> = Cell::new(ptr::null());
}
thread_static! {
    static DROPS: Outermost<Cascade<Last>> = Cell::new(ptr::null());
}

/// A panic that is to go on later.
#[derive(Default)]
pub(super) struct Panics(Option<Payload>);

impl Panics {
    /// Does it; a panic is kept, unless there is one already.
    pub(super) fn catch(&mut self, work: impl FnOnce()) {
        if let Err(payload) = catch_unwind(AssertUnwindSafe(work)) {
            match self.0 {
                None => self.0 = Some(payload),
                Some(_) => panics::discard(payload),
            }
        }
    }

    /// Drops the panic that was kept.
    fn discard(self) {
        self.0.into_iter().for_each(panics::discard);
    }

    /// Goes on with the panic that was kept, unless another is on its way already: a second one would end the process.
    pub(super) fn resume(self) {
        match self.0 {
            None => {}
            Some(payload) if std::thread::panicking() => panics::discard(payload),
            Some(payload) => resume_unwind(payload),
        }
    }
}

#[cfg(not(valuetask_loom))]
type Key<T> = std::thread::LocalKey<Outermost<T>>;
#[cfg(valuetask_loom)]
type Key<T> = loom::thread::LocalKey<Outermost<T>>;

/// The thread's outermost cascade, or null; null, too, while the thread's last destructors run.
#[inline]
pub(super) fn get<T>(key: &'static Key<T>) -> *const T {
    key.try_with(Cell::get).unwrap_or(ptr::null())
}

/// Sets it until the guard goes.
pub(super) struct Set<T: 'static>(&'static Key<T>, *const T);

impl<T> Set<T> {
    #[inline]
    pub(super) fn new(key: &'static Key<T>, to: *const T) -> Self {
        // Where it can't be set any more, nothing is nested.
        Self(key, key.try_with(|outermost| outermost.replace(to)).unwrap_or(ptr::null()))
    }
}

impl<T> Drop for Set<T> {
    #[inline]
    fn drop(&mut self) {
        let _ = self.0.try_with(|outermost| outermost.set(self.1));
    }
}

impl<J> Cascade<J> {
    /// Does `what` by `now` if the thread isn't too deep in cascades of this kind, and queues it as what `later` makes of it
    /// otherwise. The outermost works off what was queued.
    #[inline]
    fn nest<A>(key: &'static Key<Self>, what: A, now: impl FnOnce(A), later: impl FnOnce(A) -> J, work: fn(J)) {
        // SAFETY: the invariant of `Outermost`.
        let Some(cascade) = (unsafe { get(key).as_ref() }) else { return Self::begin(key, || now(what), work) };
        let depth = cascade.depth.get();
        if depth >= DEEPEST {
            return cascade.queue.push(later(what));
        }
        let _level = Level::enter(&cascade.depth);
        now(what);
    }

    /// The outermost.
    #[inline]
    fn begin(key: &'static Key<Self>, now: impl FnOnce(), work: fn(J)) {
        let cascade = Self { depth: Cell::new(1), queue: Queue::new() };
        let set = Set::new(key, &raw const cascade);
        let mut panics = Panics::default();
        panics.catch(now);
        cascade.queue.work_off(&mut panics, work);
        drop(set);
        panics.resume();
    }

    /// See [`apart`].
    fn apart<R>(key: &'static Key<Self>, now: impl FnOnce() -> R, work: fn(J)) -> R {
        // SAFETY: the invariant of `Outermost`.
        let cascade = unsafe { get(key).as_ref() };
        // First: a job that blocks, too, does no more than what it has put off itself.
        let _set = Set::new(key, ptr::null());
        if let Some(cascade) = cascade {
            let mut panics = Panics::default();
            cascade.queue.work_off(&mut panics, work);
            panics.resume();
        }
        now()
    }
}

/// Does it as if the thread had begun nothing, for whoever blocks until something is done: what was put off is done
/// first, as nobody could do that meanwhile.
pub(super) fn apart<R>(now: impl FnOnce() -> R) -> R {
    Cascade::apart(&WAKES, || Cascade::apart(&DROPS, now, Last::work), Wake::work)
}

/// One level deeper, until it goes.
pub(super) struct Level<'a>(&'a Cell<usize>);

impl<'a> Level<'a> {
    #[inline]
    pub(super) fn enter(depth: &'a Cell<usize>) -> Self {
        depth.set(depth.get() + 1);
        Self(depth)
    }
}

impl Drop for Level<'_> {
    #[inline]
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

/// Something to be woken or run.
enum Wake {
    Waker(Waker),
    /// Code, and the complete cell that it waited for.
    Inline(List, Handle),
}

impl Wake {
    fn work(self) {
        match self {
            Self::Waker(waker) => waker.wake(),
            // SAFETY: the list is that of this cell, which the handle keeps.
            Self::Inline(inline, cell) => unsafe { run(inline, cell.0) },
        }
    }
}

/// Wakes what a driven cell's waker stands for, by `now`, or later by the waker that `later` makes.
#[inline]
pub(super) fn wake<A>(what: A, now: impl FnOnce(A), later: impl FnOnce(A) -> Waker) {
    Cascade::nest(&WAKES, what, now, |what| Wake::Waker(later(what)), Wake::work);
}

/// Wakes everybody who waited for a cell that is complete; runs what isn't done by that after it.
///
/// # Safety
///
/// The list is that of the cell, which is complete, and the caller has a handle on it.
#[inline]
pub(super) unsafe fn complete(mut waiting: List, cell: NonNull<Header>) {
    let mut panics = Panics::default();
    waiting.leave_inline(|next| {
        if !next.is_parked() {
            // SAFETY: the caller's promise.
            panics.catch(|| unsafe { next.fire(cell) });
        }
    });
    if !waiting.is_empty() {
        // SAFETY: the caller's promise.
        let now = |inline| unsafe { run(inline, cell) };
        // SAFETY: the same.
        let later = |inline| Wake::Inline(inline, unsafe { Handle::on(cell) });
        panics.catch(|| Cascade::nest(&WAKES, waiting, now, later, Wake::work));
    }
    panics.resume();
}

/// As [`complete`], where one waited alone.
///
/// # Safety
///
/// As for [`complete`].
#[inline]
pub(super) unsafe fn complete_one(waiting: Waiting, cell: NonNull<Header>) {
    // A panic that comes on top of another would end the process.
    if waiting.is_inline() || std::thread::panicking() {
        // SAFETY: the caller's promise.
        unsafe { complete(List::of(waiting), cell) };
    } else {
        // SAFETY: the same.
        unsafe { waiting.fire(cell) };
    }
}

/// Runs code in its order.
///
/// # Safety
///
/// As for [`complete`].
unsafe fn run(mut inline: List, cell: NonNull<Header>) {
    let mut panics = Panics::default();
    while let Some(next) = inline.pop() {
        // SAFETY: the caller's promise.
        panics.catch(|| unsafe { next.fire(cell) });
    }
    panics.resume();
}

/// What waits for a complete cell, to be woken and run where this is dropped.
pub(super) struct Deferred(List, Handle);

// SAFETY: a list may be sent; the cell may, by the promise made to `new`.
unsafe impl Send for Deferred {}

impl Deferred {
    /// # Safety
    ///
    /// The list is that of the cell, which is complete, and of a type that may be sent and shared; the caller has a handle.
    pub(super) unsafe fn new(waiting: List, cell: NonNull<Header>) -> Self {
        // SAFETY: the caller's promise.
        Self(waiting, unsafe { Handle::on(cell) })
    }
}

/// A panic of what waits is nothing to the scheduler.
impl Drop for Deferred {
    fn drop(&mut self) {
        let mut panics = Panics::default();
        // SAFETY: the promise made to `new`; the handle keeps the cell.
        panics.catch(|| unsafe { complete(self.0.take(), self.1.0) });
        panics.discard();
    }
}

/// A handle on a cell of any type.
pub(super) struct Handle(NonNull<Header>);

impl Handle {
    /// One handle more.
    ///
    /// # Safety
    ///
    /// The caller has a handle on the cell.
    pub(super) unsafe fn on(cell: NonNull<Header>) -> Self {
        // SAFETY: the caller's promise.
        unsafe { cell.as_ref() }.retain();
        Self(cell)
    }

    /// One handle more, unless the last is gone.
    ///
    /// # Safety
    ///
    /// The memory of the cell is kept by the caller.
    pub(super) unsafe fn upgrade(cell: NonNull<Header>) -> Option<Self> {
        // SAFETY: the caller's promise.
        unsafe { cell.as_ref() }.try_retain().then_some(Self(cell))
    }

    /// Drives the cell, if that is due.
    pub(super) fn run(&self) {
        // SAFETY: the handle keeps the cell.
        let driven = unsafe { self.0.as_ref() }.vtable.driven;
        if let Some(driven) = driven {
            // SAFETY: the same, and these are the cell's own functions.
            unsafe { (driven.run)(self.0) };
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: the handle is this one's, and isn't used again.
        if unsafe { Header::leave(self.0) } {
            // SAFETY: it was the last; a cell is made for a `'static` result.
            unsafe { destroy(self.0) };
        }
    }
}

/// A cell whose last handle is gone, and what is in it not yet.
struct Last(NonNull<Header>);

impl Last {
    fn work(self) {
        // SAFETY: it was made by the last handle, so the cell is its alone.
        let vtable = unsafe { self.0.as_ref() }.vtable;
        let mut panics = Panics::default();
        // SAFETY: the same, and this is done once.
        panics.catch(|| unsafe { (vtable.destroy)(self.0) });
        // SAFETY: the same.
        unsafe { (vtable.release)(self.0) };
        panics.resume();
    }
}

/// Destroys what is in a cell, and gives its memory up: far down, after this has returned.
///
/// # Safety
///
/// The last handle is gone; and a result that is in the cell was made as a `'static` one, whatever a handle says, so that it may be
/// destroyed when what the caller has borrowed is gone.
pub(super) unsafe fn destroy(cell: NonNull<Header>) {
    Cascade::nest(&DROPS, Last(cell), Last::work, |last| last, Last::work);
}
