//! A lookup that is answered at once, by the shape of its result; one that suspends; and a mix.

use std::num::ParseIntError;
use std::sync::Arc;

use super::flavours::{Value, flavours};
use crate::way::{ASYNC_TRAIT, Case, DYNIFY, Goal, IN_VALUE_TASK, LAZY, PLAIN, Run, STACKFUTURE, VALUE_TASK, Way};

/// Values of one shape: made of a number, and the number again.
macro_rules! shapes {
    ($($module:ident: $Value:ty, |$id:ident| $make:expr, |$value:ident| $number:expr;)*) => {$(
        #[allow(dead_code, unused_imports, reason = "a case takes the ways that it needs")]
        pub(super) mod $module {
            use super::*;

            super::flavours!($Value);
        }

        impl Value for $Value {
            fn made($id: u64) -> Self {
                $make
            }

            fn number(self) -> u64 {
                let $value = self;
                $number
            }
        }
    )*};
}

shapes! {
    numbers: u64, |id| id & 1023, |value| value;
    tagged: Result<u64, u8>, |id| Ok(id & 1023), |value| value.unwrap_or_default();
    shared: Result<Arc<u64>, ParseIntError>, |id| Ok(Arc::new(id & 1023)), |value| *value.expect("it is found");
    names: Option<Arc<str>>, |id| Some(format!("{}", id & 1023).into()), |value| value.map_or(0, |name| name.len() as u64);
    texts: Result<String, ParseIntError>, |id| Ok(format!("{}", id & 1023)), |value| value.map_or(0, |text| text.len() as u64);
    arrays: [u64; 16], |id| [id & 1023; 16], |value| value[7];
    pages: Result<[u64; 32], u8>, |id| Ok([id & 1023; 32]), |value| value.map_or(0, |page| page[7]);
}

/// The ways of one case, each over a table that misses one id in so many.
macro_rules! ways {
    ($values:ident, $missing:expr, value_task: $goals:expr) => {
        vec![
            way(PLAIN, || $values::plain($missing), &[]),
            way(ASYNC_TRAIT, || $values::async_trait($missing), &[]),
            way(STACKFUTURE, || $values::stackfuture($missing), &[]),
            way(DYNIFY, || $values::dynify($missing), &[]),
            way(VALUE_TASK, || $values::value_task($missing), $goals),
            way(IN_VALUE_TASK, || $values::in_value_task($missing), &[]),
        ]
    };
}

fn way(name: &'static str, prepare: fn() -> Run, goals: &'static [Goal]) -> Way {
    Way { name, prepare, goals }
}

const fn goal(at_most: f64, than: &'static str) -> Goal {
    Goal { than, at_most }
}

/// A hit of one shape: beside the plain call and the box, by the attribute as it comes and by the lazy alias.
macro_rules! hit {
    ($values:ident) => {
        vec![
            way(PLAIN, || $values::plain(None), &[]),
            way(ASYNC_TRAIT, || $values::async_trait(None), &[]),
            way(VALUE_TASK, || $values::value_task(None), &[]),
            way(LAZY, || $values::lazy(None), const { &[goal(0.85, ASYNC_TRAIT)] }),
        ]
    };
}

/// One suspension in a call, by the goal of the allocator in use.
const SUSPENDED: f64 = if cfg!(any(feature = "mimalloc", feature = "jemalloc")) { 0.8 } else { 0.5 };

pub(super) fn cases() -> Vec<Case> {
    const READY: &[Goal] = &[goal(1.6, PLAIN), goal(0.2, ASYNC_TRAIT)];
    const MIX: &[Goal] = &[goal(0.2, ASYNC_TRAIT)];
    const ONCE: &[Goal] = &[goal(SUSPENDED, ASYNC_TRAIT)];
    let shape = |name, ways| Case { name, calls: 1_000_000, ways };
    vec![
        Case { name: "ready u64", calls: 2_000_000, ways: ways!(numbers, None, value_task: READY) },
        shape("ready Result<u64, u8>", hit!(tagged)),
        shape("ready Result<Arc<u64>, ParseIntError>", hit!(shared)),
        shape("ready Option<Arc<str>>", hit!(names)),
        shape("ready Result<String, ParseIntError>", hit!(texts)),
        shape("ready [u64; 16]", hit!(arrays)),
        shape("ready Result<[u64; 32], u8>", hit!(pages)),
        Case { name: "suspended", calls: 500_000, ways: ways!(numbers, Some(1), value_task: ONCE) },
        Case { name: "95 % ready", calls: 1_000_000, ways: ways!(numbers, Some(20), value_task: MIX) },
    ]
}
