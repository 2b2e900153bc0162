//! [`Brief`]: a lock that is held for a few instructions, longer while what it locks grows, or for ever.
//!
//! 1. `try_lock`  free → taken, by one thread. It has the content.
//! 2. `drop`      taken → free, by that thread.
//!
//! A thread that [seals](Brief::seal) it has the content for good: 2 doesn't follow. Others that wait are refused by what they ask then.
//!
//! No user code runs under it. A thread that finds it taken yields, and then sleeps, until it is free.

use core::mem;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use super::{AtomicBool, Backoff, SharedCell};

/// A content, and the byte that locks it.
pub(crate) struct Brief<T> {
    is_taken: AtomicBool,
    /// Invariant: used by the thread that has taken the lock, or the owner of all.
    content: SharedCell<T>,
}

// SAFETY: the content is used by one thread at a time, for which `Send` is enough.
unsafe impl<T: Send> Sync for Brief<T> {}

impl<T> Brief<T> {
    #[inline(always)]
    pub(crate) fn new(content: T) -> Self {
        Self { is_taken: AtomicBool::new(false), content: SharedCell::new(content) }
    }

    /// Transition 1, unless it is taken.
    #[inline]
    fn try_lock(&self) -> Option<Taken<'_, T>> {
        // ORDERING: Acquire takes the content from the Release in `Taken::drop`. Relaxed where it is taken, as nothing is used then.
        let taken = self.is_taken.compare_exchange(false, true, Acquire, Relaxed);
        taken.is_ok().then(|| Taken(self))
    }

    /// Locks, unless `is_refused` returns `true` first.
    #[inline]
    fn lock(&self, is_refused: impl Fn() -> bool) -> Option<Taken<'_, T>> {
        let mut backoff = Backoff::default();
        loop {
            if is_refused() {
                return None;
            }
            if let Some(taken) = self.try_lock() {
                return Some(taken);
            }
            backoff.wait();
        }
    }

    /// The content, for the owner of all.
    #[inline]
    pub(crate) fn get_mut(&mut self) -> &mut T {
        // SAFETY: the invariant of `content`.
        self.content.with(|content| unsafe { &mut *content })
    }

    /// Forgets the content. Loom checks that no thread may still use it.
    #[inline(always)]
    pub(crate) fn forget(self) {
        self.content.with(|_| ());
        mem::forget(self);
    }

    /// Locks, passes the content, and unlocks. Returns `None` if `is_refused` returns `true` first.
    #[inline]
    pub(crate) fn with<R>(&self, is_refused: impl Fn() -> bool, work: impl FnOnce(&mut T) -> R) -> Option<R> {
        Some(work(self.lock(is_refused)?.content()))
    }

    /// Passes the content as [`with`](Self::with), or returns `None` if the lock is taken.
    #[inline]
    pub(crate) fn try_with<R>(&self, work: impl FnOnce(&mut T) -> R) -> Option<R> {
        Some(work(self.try_lock()?.content()))
    }

    /// Locks for ever, and takes the content. Returns `None` if `is_refused` returns `true` first.
    #[inline]
    pub(crate) fn seal(&self, is_refused: impl Fn() -> bool) -> Option<T>
    where
        T: Default,
    {
        let mut taken = self.lock(is_refused)?;
        let content = mem::take(taken.content());
        mem::forget(taken);
        Some(content)
    }
}

/// The lock, taken. Dropped, it is free.
struct Taken<'a, T>(&'a Brief<T>);

impl<T> Taken<'_, T> {
    #[inline]
    fn content(&mut self) -> &mut T {
        // SAFETY: the invariant of `content`: this has the lock.
        self.0.content.with(|content| unsafe { &mut *content })
    }
}

impl<T> Drop for Taken<'_, T> {
    /// Transition 2.
    #[inline]
    fn drop(&mut self) {
        // ORDERING: Release hands the content to the Acquire in `try_lock`.
        self.0.is_taken.store(false, Release);
    }
}

#[cfg(all(test, valuetask_loom))]
mod models;
