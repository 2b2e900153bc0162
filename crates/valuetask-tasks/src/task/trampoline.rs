//! Nested completions and drops on a flat stack.
//!
//! Completing a task may complete others, and dropping one may drop others. Of each kind, [`DEEPEST`] calls nest as plain calls do. Deeper
//! ones are queued, and run before the outermost call of their kind returns.
//!
//! Depths and queues are the thread's.
#![forbid(unsafe_code)]

use core::cell::RefCell;
use core::mem::{self, ManuallyDrop};

use super::row::Row;
use super::waiters::Waiters;
use super::waiting::{WaiterList, Waiting, call_boxed};
use crate::panics::Panics;
use crate::sync::thread_static;
use valuetask::LocalPooledFuture;

/// Calls of one kind that nest before anything is queued.
pub(super) const DEEPEST: usize = 16;

/// The kinds of calls that are queued.
#[derive(Clone, Copy)]
pub(crate) enum Lane {
    /// Callbacks of tasks, wakes of a `Shared`, and cancellations of linked tokens.
    Runs,
    Drops,
}

/// The calls of one kind on this thread.
struct Calls {
    /// Those that are nested.
    depth: usize,
    /// Those that were too deep, each a boxed `FnOnce()`: a future that suspends nowhere.
    late: Row<LocalPooledFuture<'static>>,
}

impl Calls {
    const NONE: Self = Self { depth: 0, late: Row::new() };
}

thread_static! {
    /// By their kinds. Without a destructor, as what is late is run before the thread ends: so there are calls until then.
    static CALLS: ManuallyDrop<[RefCell<Calls>; 2]> = ManuallyDrop::new([const { RefCell::new(Calls::NONE) }; 2]);
}

/// Passes the thread's calls of a kind. Where the thread-local is gone, nothing is ever nested, and this is `None`.
#[inline]
fn calls<R>(lane: Lane, work: impl FnOnce(&mut Calls) -> R) -> Option<R> {
    CALLS.try_with(|calls| work(&mut calls[lane as usize].borrow_mut())).ok()
}

/// A call of this kind that is nested, until this is dropped.
struct Level(Lane);

impl Level {
    #[inline]
    fn enter(lane: Lane) -> Self {
        calls(lane, |calls| calls.depth += 1);
        Self(lane)
    }
}

impl Drop for Level {
    #[inline]
    fn drop(&mut self) {
        calls(self.0, |calls| calls.depth -= 1);
    }
}

/// Calls `now`, or queues what `later` returns if the lane is too deep.
#[inline]
pub(crate) fn nest<A, L: FnOnce() + 'static>(lane: Lane, what: A, now: impl FnOnce(A), later: impl FnOnce(A) -> L) {
    let depth = calls(lane, |calls| calls.depth).unwrap_or(0);
    if depth >= DEEPEST {
        let late = later(what);
        let late = LocalPooledFuture::new(async move { late() });
        calls(lane, |calls| calls.late.push(late));
        return;
    }
    let _level = Level::enter(lane);
    if depth > 0 {
        return now(what);
    }
    let mut panics = Panics::default();
    panics.catch(|| now(what));
    if calls(lane, |calls| !calls.late.is_empty()) == Some(true) {
        drain(lane, &mut panics);
    }
    panics.resume();
}

/// Drops what is in a place. If drops nest too deep, it is taken out, and that is queued.
#[inline]
pub(crate) fn drop_soon<A: 'static>(place: &mut Option<A>) {
    let later = |place: &mut Option<A>| {
        let what = place.take();
        move || drop(what)
    };
    nest(Lane::Drops, place, |place| *place = None, later);
}

/// Calls what is queued, and what is queued by that.
#[cold]
fn drain(lane: Lane, panics: &mut Panics) {
    let next = || calls(lane, |calls| mem::replace(&mut calls.late, Row::new())).filter(|late| !late.is_empty());
    while let Some(mut late) = next() {
        late.each(|late| panics.catch(|| call_boxed(late)));
    }
}

/// Polls for a thread that blocks until the poll is ready: as if nothing was nested, so that what the poll completes isn't queued for a
/// frame that is blocked.
pub(super) fn fresh_scope<R>(poll: impl FnOnce() -> R) -> R {
    let _outer = [Lane::Runs, Lane::Drops].map(Outer::of);
    poll()
}

/// The calls outside of a poll, until this is dropped.
struct Outer(Lane, Calls);

impl Outer {
    fn of(lane: Lane) -> Self {
        Self(lane, calls(lane, |calls| mem::replace(calls, Calls::NONE)).unwrap_or(Calls::NONE))
    }
}

impl Drop for Outer {
    fn drop(&mut self) {
        calls(self.0, |calls| mem::swap(calls, &mut self.1));
    }
}

/// Wakes all waiters of a cell, then calls the callbacks among them. The first panic is resumed after that.
#[inline]
pub(super) fn fire(waiting: WaiterList) {
    match waiting {
        Waiters::None => {}
        // While the thread unwinds, a second panic would abort the process.
        Waiters::One(Waiting::Waker(waker)) if !std::thread::panicking() => waker.wake(),
        waiting => fire_each(waiting),
    }
}

#[inline(never)]
fn fire_each(waiting: WaiterList) {
    let (mut panics, mut callbacks) = (Panics::default(), waiting);
    if callbacks.any(|next| matches!(next, Waiting::Waker(_))) {
        callbacks.take().each(|next| match next {
            Waiting::Waker(waker) => panics.catch(|| waker.wake()),
            callback => _ = callbacks.push(callback),
        });
    }
    if !callbacks.is_empty() {
        panics.catch(|| nest(Lane::Runs, callbacks, call_each, |callbacks| move || call_each(callbacks)));
    }
    panics.resume();
}

fn call_each(callbacks: WaiterList) {
    let mut panics = Panics::default();
    callbacks.each(|callback| panics.catch(|| callback.fire()));
    panics.resume();
}
