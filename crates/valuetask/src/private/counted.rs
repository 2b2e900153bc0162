//! Counts the calls of a method: the wrapper of its future in expansions with the feature `stats`.
//!
//! | stage | meaning | counted so far |
//! |---|---|---|
//! | `Called` | the initial stage | nothing |
//! | `Pending` | the call has returned without a value | `pending` |
//! | `Suspended` | a poll was pending, too | `pending`, `suspended` |
//! | `Ended` | the value was returned | `at_call`, or `pending` and `ended`; `at_first_poll`, unless it was suspended |

use core::future::Future;
use core::pin::Pin;
use core::sync::atomic::AtomicUsize;
use core::sync::atomic::Ordering::Relaxed;
use core::task::{Context, Poll};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::vec::Vec;

use crate::hot::is_hot;

/// The methods that were called, in the order of their first calls.
static METHODS: Mutex<Vec<&'static Counters>> = Mutex::new(Vec::new());

/// Returns the methods that were called, in the order of their first calls.
pub(crate) fn called_methods() -> MutexGuard<'static, Vec<&'static Counters>> {
    METHODS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The counters of one method, for all its type parameters.
#[derive(Debug)]
pub struct Counters {
    pub(crate) module: &'static str,
    pub(crate) name: &'static str,
    /// Calls that completed synchronously.
    pub(crate) at_call: AtomicUsize,
    /// Calls that didn't.
    pub(crate) pending: AtomicUsize,
    /// Pending calls that have completed, or were dropped.
    pub(crate) ended: AtomicUsize,
    /// Pending calls that were ready at their first poll.
    pub(crate) at_first_poll: AtomicUsize,
    /// Pending calls that were pending at a poll, too.
    pub(crate) suspended: AtomicUsize,
    pub(crate) polls: AtomicUsize,
    listed: Once,
}

impl Counters {
    /// Creates the counters of a method that wasn't called yet.
    #[must_use]
    pub const fn new(module: &'static str, name: &'static str) -> Self {
        Self {
            module,
            name,
            at_call: AtomicUsize::new(0),
            pending: AtomicUsize::new(0),
            ended: AtomicUsize::new(0),
            at_first_poll: AtomicUsize::new(0),
            suspended: AtomicUsize::new(0),
            polls: AtomicUsize::new(0),
            listed: Once::new(),
        }
    }

    /// Wraps `future` as a call of this method.
    #[inline]
    pub fn count<F>(&'static self, future: F) -> Counted<F> {
        self.listed.call_once(|| called_methods().push(self));
        Counted { method: self, stage: Stage::Called, future }
    }
}

/// Adds one to a counter.
#[inline]
fn add(counter: &AtomicUsize) {
    // ORDERING: Relaxed: a number by itself, on which no other memory depends.
    counter.fetch_add(1, Relaxed);
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Called,
    Pending,
    Suspended,
    Ended,
}

/// A future of a body whose polls are counted.
///
/// It isn't polled again once it has returned its value.
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct Counted<F> {
    method: &'static Counters,
    stage: Stage,
    future: F,
}

impl<F: Future> Future for Counted<F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        // SAFETY: `future` is pinned as its struct is: it is never moved out, and the destructor doesn't access it.
        let Self { method, stage, future } = unsafe { self.get_unchecked_mut() };
        // SAFETY: `future` is pinned as its struct is.
        let future = unsafe { Pin::new_unchecked(future) };
        let hot = is_hot(cx);
        if !hot {
            if *stage == Stage::Called {
                add(&method.pending);
                *stage = Stage::Pending;
            }
            add(&method.polls);
        }
        let polled = future.poll(cx);
        match (&polled, hot) {
            (Poll::Ready(_), true) => {
                add(&method.at_call);
                *stage = Stage::Ended;
            }
            (Poll::Ready(_), false) => {
                if *stage == Stage::Pending {
                    add(&method.at_first_poll);
                }
                add(&method.ended);
                *stage = Stage::Ended;
            }
            (Poll::Pending, true) => {
                add(&method.pending);
                *stage = Stage::Pending;
            }
            (Poll::Pending, false) => {
                if *stage == Stage::Pending {
                    add(&method.suspended);
                    *stage = Stage::Suspended;
                }
            }
        }
        polled
    }
}

impl<F> Drop for Counted<F> {
    #[inline]
    fn drop(&mut self) {
        if self.stage == Stage::Called {
            add(&self.method.pending);
        }
        if self.stage != Stage::Ended {
            add(&self.method.ended);
        }
    }
}
