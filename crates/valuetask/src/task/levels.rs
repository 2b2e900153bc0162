//! What keeps the stack flat: how deep a thread is in something, what it has put off until it isn't any more, and the panics that wait.
#![forbid(unsafe_code)]

use alloc::collections::VecDeque;
use core::cell::{Cell, RefCell};
use core::panic::AssertUnwindSafe;
use core::ptr;
use std::panic::{catch_unwind, resume_unwind};

use crate::panics::{self, Payload};

/// Levels that are nested before anything is queued.
pub(super) const DEEPEST: usize = 16;

/// Where what the thread began outermost is; null if it has begun nothing.
///
/// Invariant: what it points to lives on the stack of this thread, further down, and is only used by reference.
pub(super) type Outermost<T> = Cell<*const T>;

/// What is put off. Most threads never put anything off, so there is nothing to make or to destroy until it's needed.
pub(super) struct Queue<J> {
    jobs: RefCell<Option<VecDeque<J>>>,
    /// How many are working it off, each within a job of the one before.
    levels: Cell<usize>,
}

impl<J> Queue<J> {
    pub(super) const fn new() -> Self {
        Self { jobs: RefCell::new(None), levels: Cell::new(0) }
    }

    #[cold]
    pub(super) fn push(&self, job: J) {
        self.jobs.borrow_mut().get_or_insert_default().push_back(job);
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.jobs.borrow().as_ref().map_or(0, VecDeque::len)
    }

    /// Does what was put off, and what comes of that. A job that blocks does so, too, up to [`DEEPEST`] of them within one another.
    #[inline]
    pub(super) fn work_off(&self, panics: &mut Panics, work: impl Fn(J)) {
        if self.levels.get() >= DEEPEST {
            return;
        }
        let _level = Level::enter(&self.levels);
        self.work_off_behind(0, panics, work);
    }

    /// As [`work_off`](Self::work_off), of what is behind the first so many; for who bounds otherwise how far down that goes.
    #[inline]
    pub(super) fn work_off_behind(&self, first: usize, panics: &mut Panics, work: impl Fn(J)) {
        let next = || self.jobs.borrow_mut().as_mut()?.remove(first);
        while let Some(job) = next() {
            panics.catch(|| work(job));
        }
    }
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
    pub(super) fn discard(self) {
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
pub(super) type Key<T> = std::thread::LocalKey<Outermost<T>>;
#[cfg(valuetask_loom)]
pub(super) type Key<T> = loom::thread::LocalKey<Outermost<T>>;

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
