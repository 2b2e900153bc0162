//! Counts, for each attributed method, how many calls complete synchronously.
//!
//! With the feature `stats`, `#[value_task]`, `#[async_trait]` and `#[async_method]` count the calls of every method
//! that they expand, in all crates of the build. A call checks that its method is listed; the first one lists it. A call that
//! completes synchronously then adds to one counter, by a relaxed atomic operation. A pending call adds to others, once
//! for each poll and each stage. The machine of a method is two words larger. Without the feature, expansions don't change. Methods under `boxed`
//! aren't counted, nor are those that another attribute has turned into something else than a future.
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
//! `#[value_task]` is at its best where nineteen calls of twenty are [ready](Method::share_ready), and worth it from nine of
//! ten on. A method under `#[async_trait]` never completes at the call, so that this share says what a change would gain. If
//! a method is far below, look at what it waits for before its return type. The example `stats` applies this to a
//! running service. [Which type do I return?](crate::guide::choosing) has the steps.
#![forbid(unsafe_code)]

#[cfg(feature = "metrics")]
mod recorder;
mod table;

use core::sync::atomic::Ordering::Relaxed;
use std::vec::Vec;

use crate::private::{self, Counters};

#[cfg(feature = "metrics")]
pub use recorder::record;

/// Reads the counts of all methods that have been called.
///
/// The counts are read one after another, while calls run: those of one method may differ by the calls of that moment.
///
/// # Allocation
///
/// A list of the methods.
#[must_use]
pub fn snapshot() -> Snapshot {
    let methods = private::called_methods();
    // ORDERING: Relaxed: numbers, each by itself, as they are counted.
    let read = |counters: &&'static Counters| {
        // Before the others: so no call has ended that isn't counted as pending.
        let ended = counters.ended.load(Relaxed);
        let pending = counters.pending.load(Relaxed);
        Method {
            module: counters.module,
            name: counters.name,
            at_call: counters.at_call.load(Relaxed),
            at_first_poll: counters.at_first_poll.load(Relaxed),
            pending,
            suspended: counters.suspended.load(Relaxed),
            polls: counters.polls.load(Relaxed),
            in_flight: pending.saturating_sub(ended),
        }
    };
    Snapshot { methods: methods.iter().map(read).collect() }
}

/// The counts of all methods at one time, or between two.
///
/// `Display` prints a table with a line for each method, the most called first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// In the order of the first calls, so that the methods of an earlier snapshot come first.
    methods: Vec<Method>,
}

impl Snapshot {
    /// Returns the methods that were called, in the order of their first calls.
    #[must_use]
    pub fn methods(&self) -> &[Method] {
        &self.methods
    }

    /// Returns the counts since `earlier` was taken.
    ///
    /// [`in_flight`](Method::in_flight) is the current number.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        let then = earlier.methods.iter().map(Some).chain(core::iter::repeat(None));
        Self { methods: self.methods.iter().zip(then).map(|(now, then)| now.since(then)).collect() }
    }
}

/// The counts of one method, summed over its type parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Method {
    module: &'static str,
    name: &'static str,
    at_call: usize,
    at_first_poll: usize,
    pending: usize,
    suspended: usize,
    polls: usize,
    in_flight: usize,
}

impl Method {
    /// Returns the path of the method's module: `app::cache`.
    #[must_use]
    pub const fn module(&self) -> &'static str {
        self.module
    }

    /// Returns the path of the method in its module.
    ///
    /// `<Cache<S> as Names>::name`, or `Names::name` for a default body.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the number of calls.
    ///
    /// A call of a lazy method counts once its task is polled or dropped.
    #[must_use]
    pub const fn calls(&self) -> usize {
        self.at_call.wrapping_add(self.pending)
    }

    /// Returns the number of calls that completed synchronously.
    #[must_use]
    pub const fn completed_at_call(&self) -> usize {
        self.at_call
    }

    /// Returns the number of calls that were ready at the call, or at their first poll.
    ///
    /// It is the same number under any of the attributes: a call that is ready at its first poll under `#[async_trait]` may
    /// complete at the call under `#[value_task]`.
    #[must_use]
    pub const fn ready_at_first_poll(&self) -> usize {
        self.at_call.wrapping_add(self.at_first_poll)
    }

    /// Returns the number of calls that were pending at their first poll, too.
    #[must_use]
    pub const fn suspended(&self) -> usize {
        self.suspended
    }

    /// Returns how often the machines of pending calls were polled.
    #[must_use]
    pub const fn polls(&self) -> usize {
        self.polls
    }

    /// Returns the number of pending calls: neither completed nor dropped.
    #[must_use]
    pub const fn in_flight(&self) -> usize {
        self.in_flight
    }

    /// Returns the share of calls that completed synchronously, from 0 to 1.
    ///
    /// Returns `None` without a call.
    #[must_use]
    pub fn share_at_call(&self) -> Option<f64> {
        self.share(self.at_call)
    }

    /// Returns the share of calls that were [ready at their first poll](Self::ready_at_first_poll), from 0 to 1.
    ///
    /// Returns `None` without a call.
    #[must_use]
    pub fn share_ready(&self) -> Option<f64> {
        self.share(self.ready_at_first_poll())
    }

    fn share(&self, calls: usize) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "a share of more calls than an f64 counts is as good")]
        (self.calls() > 0).then(|| calls as f64 / self.calls() as f64)
    }

    fn since(&self, then: Option<&Self>) -> Self {
        let Some(then) = then else { return *self };
        Self {
            at_call: self.at_call.wrapping_sub(then.at_call),
            at_first_poll: self.at_first_poll.wrapping_sub(then.at_first_poll),
            pending: self.pending.wrapping_sub(then.pending),
            suspended: self.suspended.wrapping_sub(then.suspended),
            polls: self.polls.wrapping_sub(then.polls),
            ..*self
        }
    }
}
