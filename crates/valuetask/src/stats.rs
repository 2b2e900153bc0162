//! What becomes of calls while a program runs: for each attributed method, how many were answered at the call.
//!
//! With the feature `stats`, `#[value_task]`, `#[async_trait]` and `#[async_method]` count the calls of every method
//! that they expand, in all crates of the build. A hit costs one relaxed atomic add more, and a look at whether the
//! method is listed; a pending call a few; the machine of a method is two words larger, and its first call enters it
//! into a list. Without the feature expansions are what they were. Methods under `boxed` aren't counted, nor are
//! those that another attribute has made into something else than a future.
//!
//! ```
//! use valuetask::{stats, value_task};
//!
//! #[value_task]
//! async fn answer(at_once: bool) -> u32 {
//!     if !at_once {
//!         std::future::ready(()).await;
//!     }
//!     7
//! }
//!
//! let before = stats::snapshot();
//! for call in 0..100 {
//!     pollster::block_on(answer(call % 20 != 0));
//! }
//! let counted = stats::snapshot().since(&before);
//! let answer = counted.methods().iter().find(|method| method.name() == "answer");
//! let answer = answer.expect("it was called");
//! assert_eq!((answer.calls(), answer.completed_at_call()), (100, 95));
//! ```
//!
//! # The rule of thumb
//!
//! `#[value_task]` is at its best where nineteen calls of twenty are answered at the call, and worth it from nine of ten
//! on. A method far below that waits for something that is worth more attention than its return type is. The example
//! `stats` applies it to a running service.
//!
//! A method under `#[async_trait]` is never answered at the call. There, look at the calls that were
//! [suspended](Method::suspended): the others were ready at their first poll, and may be answered at the call under
//! `#[value_task]`.
#![forbid(unsafe_code)]

#[cfg(feature = "metrics")]
mod recorder;
mod table;

use core::sync::atomic::Ordering::Relaxed;
use std::sync::{Mutex, PoisonError};
use std::vec::Vec;

use crate::private::Counters;

#[cfg(feature = "metrics")]
pub use recorder::record;

/// The methods that were called, in the order of their first calls.
static METHODS: Mutex<Vec<&'static Counters>> = Mutex::new(Vec::new());

/// Enters a method, when it is called for the first time.
pub(crate) fn list(method: &'static Counters) {
    METHODS.lock().unwrap_or_else(PoisonError::into_inner).push(method);
}

/// Takes the figures of all methods that have been called.
///
/// They are read one after another, while calls go on: figures of one method may be apart by the calls of that moment.
///
/// # Allocation
///
/// A list of the methods.
#[must_use]
pub fn snapshot() -> Snapshot {
    let methods = METHODS.lock().unwrap_or_else(PoisonError::into_inner);
    // ORDERING: numbers, each by itself, as they are counted.
    let read = |counters: &&'static Counters| {
        // First, as a call is pending before it ends.
        let ended = counters.ended.load(Relaxed);
        let pending = counters.pending.load(Relaxed);
        Method {
            module: counters.module,
            name: counters.name,
            at_call: counters.at_call.load(Relaxed),
            pending,
            suspended: counters.suspended.load(Relaxed),
            polls: counters.polls.load(Relaxed),
            in_flight: pending.saturating_sub(ended),
        }
    };
    Snapshot { methods: methods.iter().map(read).collect() }
}

/// The figures of all methods at one time, or those between two.
///
/// Displayed, it is a table with a line a method, the most called first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// In the order in which methods were first called, so that an earlier snapshot has the first of these.
    methods: Vec<Method>,
}

impl Snapshot {
    /// The methods that were called, in the order of their first calls.
    #[must_use]
    pub fn methods(&self) -> &[Method] {
        &self.methods
    }

    /// What was counted after `earlier` was taken.
    ///
    /// [`in_flight`](Method::in_flight) stays what it is now.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        let then = earlier.methods.iter().map(Some).chain(core::iter::repeat(None));
        Self { methods: self.methods.iter().zip(then).map(|(now, then)| now.since(then)).collect() }
    }
}

/// What was counted of one method, whatever types it is generic over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Method {
    module: &'static str,
    name: &'static str,
    at_call: usize,
    pending: usize,
    suspended: usize,
    polls: usize,
    in_flight: usize,
}

impl Method {
    /// The module that it stands in: `app::cache`.
    #[must_use]
    pub const fn module(&self) -> &'static str {
        self.module
    }

    /// What a path calls it in that module: `<Cache<S> as Names>::name`, or `Names::name` for a default body.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The number of calls. One of a lazy method, as under `#[async_trait]`, counts when it is first polled, or dropped.
    #[must_use]
    pub const fn calls(&self) -> usize {
        self.at_call.wrapping_add(self.pending)
    }

    /// The number of calls that returned with their value.
    #[must_use]
    pub const fn completed_at_call(&self) -> usize {
        self.at_call
    }

    /// The number of calls that weren't ready at the first poll either.
    #[must_use]
    pub const fn suspended(&self) -> usize {
        self.suspended
    }

    /// The number of times that machines of pending calls were polled.
    #[must_use]
    pub const fn polls(&self) -> usize {
        self.polls
    }

    /// The number of calls that are pending: neither finished nor dropped.
    #[must_use]
    pub const fn in_flight(&self) -> usize {
        self.in_flight
    }

    /// The share of calls that returned with their value, from 0 to 1; `None` without a call.
    #[must_use]
    pub fn share_at_call(&self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "a share of more calls than an f64 counts is as good")]
        (self.calls() > 0).then(|| self.at_call as f64 / self.calls() as f64)
    }

    fn since(&self, then: Option<&Self>) -> Self {
        let Some(then) = then else { return *self };
        Self {
            at_call: self.at_call.wrapping_sub(then.at_call),
            pending: self.pending.wrapping_sub(then.pending),
            suspended: self.suspended.wrapping_sub(then.suspended),
            polls: self.polls.wrapping_sub(then.polls),
            ..*self
        }
    }
}
