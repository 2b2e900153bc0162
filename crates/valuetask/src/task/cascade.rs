//! What one task sets off in others, without recursion: a chain of any length wakes, runs and is dropped on a flat stack.
//!
//! A thread that begins something which may lead to more of its kind keeps a queue on its own stack, and a thread-local points there.
//! What comes up within is done on the spot up to [`DEEPEST`] levels, in the order in which plain calls would do it. Beyond that it
//! is queued, and whoever began works it off before returning.
//!
//! Panics wait, too: the first one goes on once all the rest is done. Those of code that was put off, and of what the waker of an eager
//! cell sets off, are dropped.

use core::cell::Cell;
use core::ptr::{self, NonNull};
use core::task::Waker;

use super::cell::Header;
use super::levels::{DEEPEST, Key, Level, Outermost, Panics, Queue, Set, get};
use super::waiters::{List, Waiting};
use crate::sync::thread_static;

/// What a thread has begun, and what it has put off until the stack is flat again.
struct Cascade<J> {
    depth: Cell<usize>,
    /// Whether a list of wakers is being woken on this stack: see [`hold`](Self::hold).
    held: Cell<bool>,
    queue: Queue<J>,
}

thread_static! {
    static WAKES: Outermost<Cascade<Wake>> = Cell::new(ptr::null());
}
thread_static! {
    static DROPS: Outermost<Cascade<Last>> = Cell::new(ptr::null());
}

impl<J> Cascade<J> {
    /// Does `what` by `now` if the thread isn't too deep in cascades of this kind, and queues it as what `later` makes of it
    /// otherwise, as it does what may wait while that is held. The outermost works off what was queued.
    #[inline]
    fn nest<A>(
        key: &'static Key<Self>,
        may_wait: bool,
        what: A,
        now: impl FnOnce(A),
        later: impl FnOnce(A) -> J,
        work: fn(J),
    ) {
        // SAFETY: the invariant of `Outermost`.
        let Some(cascade) = (unsafe { get(key).as_ref() }) else { return Self::begin(key, || now(what), work) };
        if cascade.depth.get() >= DEEPEST || may_wait && cascade.held.get() {
            return cascade.queue.push(later(what));
        }
        let _level = Level::enter(&cascade.depth);
        now(what);
    }

    /// Puts off what may wait and comes up within this, which doesn't panic, until it is through: it may run code that blocks until the
    /// rest of this is done. If anything was put off, so is what `rest` gives, behind it.
    #[inline]
    fn hold<A>(
        key: &'static Key<Self>,
        panics: &mut Panics,
        what: &mut A,
        now: impl FnOnce(&mut A, &mut Panics),
        rest: impl FnOnce(&mut A) -> Option<J>,
        work: fn(J),
    ) {
        // SAFETY: the invariant of `Outermost`.
        if let Some(cascade) = unsafe { get(key).as_ref() } {
            return cascade.held(panics, what, now, rest, work);
        }
        let cascade = Self::new();
        let _set = Set::new(key, &raw const cascade);
        cascade.held(panics, what, now, rest, work);
    }

    /// See [`hold`](Self::hold).
    #[inline]
    fn held<A>(
        &self,
        panics: &mut Panics,
        what: &mut A,
        now: impl FnOnce(&mut A, &mut Panics),
        rest: impl FnOnce(&mut A) -> Option<J>,
        work: fn(J),
    ) {
        let (before, was_held) = (self.queue.len(), self.held.replace(true));
        now(what, panics);
        self.held.set(was_held);
        if self.queue.len() > before {
            rest(what).into_iter().for_each(|rest| self.queue.push(rest));
            if !was_held {
                self.let_go(before, panics, work);
            }
        }
    }

    /// Does what was put off behind the first so many, unless that is too far down, where it would only be put off again. What was there
    /// before isn't the caller's: code that runs now may have a lock that it wants.
    #[cold]
    fn let_go(&self, before: usize, panics: &mut Panics, work: fn(J)) {
        let _level = Level::enter(&self.depth);
        if self.depth.get() < DEEPEST {
            self.queue.work_off_behind(before, panics, work);
        }
    }

    fn new() -> Self {
        Self { depth: Cell::new(1), held: Cell::new(false), queue: Queue::new() }
    }

    /// The outermost.
    #[inline]
    fn begin(key: &'static Key<Self>, now: impl FnOnce(), work: fn(J)) {
        let cascade = Self::new();
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
        if let Some(cascade) = cascade {
            // As the outermost: this far down a waker would only be put off again.
            let (depth, was_held) = (cascade.depth.replace(1), cascade.held.replace(false));
            let mut panics = Panics::default();
            cascade.queue.work_off(&mut panics, work);
            cascade.depth.set(depth);
            cascade.held.set(was_held);
            panics.resume();
        }
        let _set = Set::new(key, ptr::null());
        now()
    }
}

/// Does it as if the thread had begun nothing, for whoever blocks until something is done: what was put off is done
/// first, as nobody could do that meanwhile.
pub(super) fn apart<R>(now: impl FnOnce() -> R) -> R {
    Cascade::apart(&WAKES, || Cascade::apart(&DROPS, now, Last::work), Wake::work)
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
            Self::Inline(inline, cell) => {
                let mut panics = Panics::default();
                // SAFETY: the list is that of this cell, which the handle keeps.
                panics.catch(|| unsafe { run(inline, cell.0) });
                // Whoever works this off may be anybody's waker.
                panics.discard();
            }
        }
    }
}

/// Wakes what a driven cell's waker stands for, by `now`, or later by the waker that `later` makes. An eager cell, which may complete
/// by that and have code run, waits until a list of wakers is through. A panic of who waits for it is nothing to whoever has its waker:
/// a timer, or a token with more to wake.
#[inline]
pub(super) fn wake<A>(is_eager: bool, what: A, now: impl FnOnce(A), later: impl FnOnce(A) -> Waker) {
    let wake = || Cascade::nest(&WAKES, is_eager, what, now, |what| Wake::Waker(later(what)), Wake::work);
    if !is_eager {
        return wake();
    }
    let mut panics = Panics::default();
    panics.catch(wake);
    panics.discard();
}

/// Wakes several by `now`, which keeps what panics, and eager cells among them after that.
#[inline]
pub(super) fn hold(panics: &mut Panics, now: impl FnOnce(&mut Panics)) {
    Cascade::hold(&WAKES, panics, &mut (), |(), panics| now(panics), |()| None, Wake::work);
}

/// Wakes everybody who waited for a cell that is complete; runs what isn't done by that after it.
///
/// # Safety
///
/// The list is that of the cell, which is complete, and the caller has a handle on it.
#[inline]
pub(super) unsafe fn complete(mut waiting: List, cell: NonNull<Header>) {
    let (mut panics, is_one) = (Panics::default(), waiting.is_one());
    let wake = |waiting: &mut List, panics: &mut Panics| {
        waiting.leave_inline(|next| {
            if !next.is_parked() {
                // SAFETY: the caller's promise.
                panics.catch(|| unsafe { next.fire(cell) });
            }
        });
    };
    // SAFETY: the caller's promise.
    let later = |inline| Wake::Inline(inline, unsafe { Handle::on(cell) });
    if is_one {
        wake(&mut waiting, &mut panics);
    } else {
        let rest = |waiting: &mut List| (!waiting.is_empty()).then(|| later(waiting.take()));
        Cascade::hold(&WAKES, &mut panics, &mut waiting, wake, rest, Wake::work);
    }
    if !waiting.is_empty() {
        // SAFETY: the caller's promise.
        let now = |inline| unsafe { run(inline, cell) };
        panics.catch(|| Cascade::nest(&WAKES, false, waiting, now, later, Wake::work));
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

    /// The cell, which is there for as long as this is.
    pub(super) fn header(&self) -> NonNull<Header> {
        self.0
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
    Cascade::nest(&DROPS, false, Last(cell), Last::work, |last| last, Last::work);
}
