//! A lookup that is answered at once, one that suspends, and a mix.

use std::io;
use std::sync::Arc;

use super::flavours::{Value, flavours};
use crate::way::{ASYNC_TRAIT, Case, DYNIFY, Goal, IN_VALUE_TASK, PLAIN, Run, STACKFUTURE, VALUE_TASK, Way};

pub(super) mod numbers {
    //! The lookup of a `u64`.
    super::flavours!(u64);
}

mod results {
    //! The lookup of a shared value that may fail.
    super::flavours!(super::Found);
}

impl Value for u64 {
    fn made(id: u64) -> Self {
        id & 1023
    }

    fn number(self) -> u64 {
        self
    }
}

/// A shared value, or an error; a type of its own because an [`io::Error`] can't be cloned.
type Found = Result<Arc<u64>, Failed>;

/// As large as an [`io::Error`].
#[derive(Clone, Debug)]
pub(crate) struct Failed(#[expect(dead_code, reason = "for its size")] Arc<io::Error>);

impl Value for Found {
    fn made(id: u64) -> Self {
        Ok(Arc::new(id & 1023))
    }

    fn number(self) -> u64 {
        *self.expect("the lookup doesn't fail")
    }
}

/// The ways of one case, each over a table that misses one id in so many.
macro_rules! ways {
    ($values:ident, $missing:expr, value_task: $goals:expr, nested: $nested_goals:expr) => {
        vec![
            way(PLAIN, || $values::plain($missing), &[]),
            way(ASYNC_TRAIT, || $values::async_trait($missing), &[]),
            way(STACKFUTURE, || $values::stackfuture($missing), &[]),
            way(DYNIFY, || $values::dynify($missing), &[]),
            way(VALUE_TASK, || $values::value_task($missing), $goals),
            way(IN_VALUE_TASK, || $values::in_value_task($missing), $nested_goals),
        ]
    };
}

fn way(name: &'static str, prepare: fn() -> Run, goals: &'static [Goal]) -> Way {
    Way { name, prepare, goals }
}

const fn goal(at_most: f64, than: &'static str) -> Goal {
    Goal { than, at_most }
}

/// One suspension in a call, by the goal of the allocator in use.
const SUSPENDED: f64 = if cfg!(any(feature = "mimalloc", feature = "jemalloc")) { 0.9 } else { 0.45 };

pub(super) fn cases() -> Vec<Case> {
    const READY: &[Goal] = &[goal(1.25, PLAIN), goal(1.0 / 5.0, ASYNC_TRAIT)];
    const RESULT: &[Goal] = &[goal(1.1, PLAIN), goal(1.0 / 2.5, ASYNC_TRAIT)];
    const MIX: &[Goal] = &[goal(1.0 / 6.0, ASYNC_TRAIT)];
    const ONCE: &[Goal] = &[goal(SUSPENDED, ASYNC_TRAIT)];
    vec![
        Case { name: "ready u64", calls: 2_000_000, ways: ways!(numbers, None, value_task: READY, nested: &[]) },
        Case { name: "ready Result", calls: 2_000_000, ways: ways!(results, None, value_task: RESULT, nested: RESULT) },
        Case { name: "suspended", calls: 500_000, ways: ways!(numbers, Some(1), value_task: ONCE, nested: &[]) },
        Case { name: "95 % ready", calls: 1_000_000, ways: ways!(numbers, Some(20), value_task: MIX, nested: &[]) },
    ]
}
