//! What is alive of the results, wakers, closures and errors that a model or a stress test makes.
//!
//! Each of them is a [`Counted`], or holds one. In the end none may be left.

#![allow(dead_code, reason = "each user has its own part")]

use std::error::Error;
use std::fmt;

#[cfg(not(valuetask_loom))]
pub(crate) use count::{add, count};

#[cfg(valuetask_loom)]
pub(crate) use valuetask::__runtime::live::{add, count};

/// The count of what is alive, of all threads.
#[cfg(not(valuetask_loom))]
mod count {
    use std::sync::atomic::{AtomicIsize, Ordering::SeqCst};

    static ALIVE: AtomicIsize = AtomicIsize::new(0);

    pub(crate) fn add(more: isize) {
        ALIVE.fetch_add(more, SeqCst);
    }

    pub(crate) fn count() -> isize {
        ALIVE.load(SeqCst)
    }
}

/// Does the work, after which as much has to be alive as before.
pub(crate) fn checked<R>(work: impl FnOnce() -> R) -> R {
    let before = count();
    let output = work();
    assert_eq!(count(), before, "alive after the work, and before");
    output
}

/// Explores a model, each run of which is [`checked`], with so many preemptions.
#[cfg(valuetask_loom)]
pub(crate) fn explore(preemptions: Option<usize>, work: impl Fn() + Send + Sync + 'static) {
    crate::sync::model::explore(preemptions, move || {
        // The point is made before there are threads, as its first use synchronizes with later ones.
        crate::sync::between();
        checked(&work);
    });
}

/// Explores a model as [`explore`], without other bounds than those of the environment.
#[cfg(valuetask_loom)]
pub(crate) fn model(work: impl Fn() + Send + Sync + 'static) {
    explore(None, work);
}

/// A value that is counted until it is dropped. A clone is another one.
#[derive(PartialEq, Eq)]
pub(crate) struct Counted<V = ()>(V);

impl<V> Counted<V> {
    pub(crate) fn new(value: V) -> Self {
        add(1);
        Self(value)
    }

    pub(crate) fn get(&self) -> &V {
        &self.0
    }
}

impl<V> Drop for Counted<V> {
    fn drop(&mut self) {
        add(-1);
    }
}

impl<V: Clone> Clone for Counted<V> {
    fn clone(&self) -> Self {
        Self::new(self.0.clone())
    }
}

impl<V: Default> Default for Counted<V> {
    fn default() -> Self {
        Self::new(V::default())
    }
}

impl<V: fmt::Debug> fmt::Debug for Counted<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<V: fmt::Debug> fmt::Display for Counted<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<V: fmt::Debug> Error for Counted<V> {}
