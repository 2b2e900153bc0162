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

/// A bound on this way's time, as a multiple of another's in the same round.
#[derive(Clone, Copy)]
pub(crate) struct Goal {
    pub(crate) than: &'static str,
    pub(crate) at_most: f64,
}

/// Work that every way does alike.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    /// Calls in one round.
    pub(crate) calls: u64,
    pub(crate) ways: Vec<Way>,
}

/// The ways' names.
pub(crate) const PLAIN: &str = "plain dyn";
pub(crate) const ASYNC_TRAIT: &str = "async-trait";
pub(crate) const STACKFUTURE: &str = "stackfuture";
pub(crate) const DYNIFY: &str = "dynify";
pub(crate) const VALUE_TASK: &str = "value_task";
pub(crate) const LAZY: &str = "valuetask::async_trait";
pub(crate) const IN_VALUE_TASK: &str = "value_task in value_task";
