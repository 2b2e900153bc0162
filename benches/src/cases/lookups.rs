//! A lookup of a number that is answered at once, one that suspends, and a mix, by every way there is.

use super::numbers;
use crate::way::{ASYNC_TRAIT, Case, DYNIFY, Goal, IN_VALUE_TASK, PLAIN, Run, STACKFUTURE, VALUE_TASK, Way};

/// All ways, over a table that misses one id in so many.
macro_rules! ways {
    ($missing:expr, value_task: $goals:expr) => {
        vec![
            way(PLAIN, || numbers::plain($missing), &[]),
            way(ASYNC_TRAIT, || numbers::async_trait($missing), &[]),
            way(STACKFUTURE, || numbers::stackfuture($missing), &[]),
            way(DYNIFY, || numbers::dynify($missing), &[]),
            way(VALUE_TASK, || numbers::value_task($missing), $goals),
            way(IN_VALUE_TASK, || numbers::in_value_task($missing), &[]),
        ]
    };
}

fn way(name: &'static str, prepare: fn() -> Run, goals: &'static [Goal]) -> Way {
    Way { name, prepare, goals }
}

/// One suspension in a call, by the goal of the allocator in use.
const SUSPENDED: f64 = if cfg!(any(feature = "mimalloc", feature = "jemalloc")) { 0.8 } else { 0.5 };

pub(super) fn cases() -> Vec<Case> {
    const READY: &[Goal] = &[Goal::ratio(PLAIN, 1.6), Goal::ratio(ASYNC_TRAIT, 0.2)];
    const MIX: &[Goal] = &[Goal::ratio(ASYNC_TRAIT, 0.2)];
    const ONCE: &[Goal] = &[Goal::ratio(ASYNC_TRAIT, SUSPENDED)];
    vec![
        Case { name: "ready", calls: 2_000_000, bytes: None, ways: ways!(None, value_task: READY) },
        Case { name: "suspended", calls: 500_000, bytes: None, ways: ways!(Some(1), value_task: ONCE) },
        Case { name: "95 % ready", calls: 1_000_000, bytes: None, ways: ways!(Some(20), value_task: MIX) },
    ]
}
