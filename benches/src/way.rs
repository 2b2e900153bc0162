//! A case, and the ways to do its work.

/// Runs so many calls and returns the sum of their values, so that every way is seen to do the same.
pub(crate) type Run = Box<dyn FnMut(u64) -> u64>;

/// One way to do a case's work.
pub(crate) struct Way {
    pub(crate) name: &'static str,
    /// Makes what the calls need, outside the measured time.
    pub(crate) prepare: fn() -> Run,
    pub(crate) goals: &'static [Goal],
}

/// A bound on this way's time beside others' in the same round, or on its instructions.
#[derive(Clone, Copy)]
pub(crate) struct Goal {
    pub(crate) measure: Measure,
    pub(crate) at_most: f64,
}

/// What is bounded.
#[derive(Clone, Copy)]
pub(crate) enum Measure {
    /// This way's time as a multiple of another's.
    Ratio(&'static str),
    /// What is left of what async-trait adds to the plain call.
    Share,
    /// This way's instructions as a multiple of another's.
    Instructions(&'static str),
}

impl Goal {
    pub(crate) const fn ratio(than: &'static str, at_most: f64) -> Self {
        Self { measure: Measure::Ratio(than), at_most }
    }

    pub(crate) const fn instructions(than: &'static str, at_most: f64) -> Self {
        Self { measure: Measure::Instructions(than), at_most }
    }

    pub(crate) const fn share(at_most: f64) -> Self {
        Self { measure: Measure::Share, at_most }
    }
}

/// Work that every way does alike.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    /// Calls in one round.
    pub(crate) calls: u64,
    /// The size of the result, in the table by shape; that has four ways.
    pub(crate) bytes: Option<usize>,
    pub(crate) ways: Vec<Way>,
}

/// The ways' names.
pub(crate) const PLAIN: &str = "plain dyn";
pub(crate) const ASYNC_TRAIT: &str = "async-trait";
pub(crate) const STACKFUTURE: &str = "stackfuture";
pub(crate) const DYNIFY: &str = "dynify";
pub(crate) const STATIC: &str = "async fn, static";
pub(crate) const NATIVE: &str = "async fn in trait";
pub(crate) const DYNOSAUR: &str = "dynosaur";
pub(crate) const TRAIT_VARIANT: &str = "trait-variant";
pub(crate) const ERASED: &str = "value_task(dyn)";
pub(crate) const HOT_ERASED: &str = "value_task(dyn), hot";
pub(crate) const VALUE_TASK: &str = "value_task";
pub(crate) const ALIAS: &str = "valuetask::async_trait";
pub(crate) const IN_VALUE_TASK: &str = "value_task in value_task";
pub(crate) const ASYNC_RECURSION: &str = "async-recursion";
pub(crate) const DYN_FUTURE: &str = "dyn-future";
pub(crate) const REBLESSIVE: &str = "reblessive";
pub(crate) const POOLED: &str = "PooledFuture";
pub(crate) const TASK: &str = "Task";
pub(crate) const OUR_SHARED: &str = "Shared";
pub(crate) const SHARED: &str = "futures' Shared";
pub(crate) const ONESHOT: &str = "futures' oneshot";
pub(crate) const TOKIO: &str = "tokio's oneshot";
