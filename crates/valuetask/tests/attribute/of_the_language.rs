//! Attributes of the language on async methods: each has the effect that it has on the written function.
//!
//! Those that warn are among the cases of `ui/macro`.
#![forbid(unsafe_code)]
#![deny(warnings, clippy::double_must_use, clippy::must_use_candidate)]

use std::panic::Location;

use crate::util::pause;
use pollster::block_on;
use valuetask::value_task;

struct Store {
    values: Vec<u32>,
}

#[value_task]
trait Lookup: Sync {
    #[must_use]
    async fn total(&self) -> u32;

    #[must_use = "it is only read"]
    async fn first(&self) -> Option<u32> {
        None
    }

    #[cfg(not(test))]
    async fn never(&self) -> Missing;

    async fn sum(
        &self,
        #[cfg(not(test))] missing: Missing,
        #[cfg(test)] present: u32,
        #[cfg(test)] name: String,
    ) -> u32;
}

#[value_task]
impl Lookup for Store {
    #[inline]
    async fn total(&self) -> u32 {
        self.values.iter().sum()
    }

    #[cold]
    #[inline(never)]
    async fn first(&self) -> Option<u32> {
        let first = self.values.first().copied();
        pause().await;
        first
    }

    #[cfg(not(test))]
    async fn never(&self) -> Missing {
        missing()
    }

    async fn sum(
        &self,
        #[cfg(not(test))] missing: Missing,
        #[cfg(test)] present: u32,
        #[cfg(test)] name: String,
    ) -> u32 {
        pause().await;
        self.total().await + present + u32::from(name == "name")
    }
}

impl Store {
    const fn new(values: Vec<u32>) -> Self {
        Self { values }
    }
}

#[value_task]
impl Store {
    #[must_use]
    async fn len(&self) -> usize {
        self.values.len()
    }

    #[cfg_attr(test, must_use)]
    async fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    #[deprecated = "use `len`"]
    async fn count(&self, #[cfg(not(test))] missing: Missing, #[cfg(test)] plus: usize) -> usize {
        self.len().await + plus
    }
}

#[value_task]
#[must_use]
#[cfg(test)]
async fn free(#[cfg(not(test))] missing: Missing, value: u32) -> u32 {
    if value > 7 {
        return value;
    }
    pause().await;
    value
}

#[value_task]
#[cfg(not(test))]
async fn vanished() -> Missing {
    missing()
}

#[test]
fn configured_out_arguments_are_gone_and_the_others_stay() {
    let store = Store::new(vec![1, 2]);
    assert_eq!(block_on(store.sum(3, "name".into())), 7);
    #[expect(deprecated, reason = "the attribute has reached the function")]
    let count = block_on(store.count(1));
    assert_eq!(count, 3);
    assert_eq!(block_on(free(1)), 1);
}

#[test]
fn must_use_on_a_method_says_nothing_twice() {
    let store = Store::new(vec![1, 2]);
    assert_eq!(block_on(store.total()), 3);
    assert_eq!(block_on(store.first()), Some(1));
    assert_eq!(block_on(store.len()), 2);
    assert!(!block_on(store.is_empty()));
}

#[value_task]
#[track_caller]
async fn ready_tracked() -> (&'static Location<'static>, u32) {
    (Location::caller(), line!())
}

#[value_task]
#[track_caller]
async fn machine_tracked() -> (&'static Location<'static>, u32) {
    let place = (Location::caller(), line!());
    pause().await;
    place
}

#[test]
fn track_caller_does_not_reach_into_a_body_as_it_does_not_in_an_async_function() {
    for (place, line) in [block_on(ready_tracked()), block_on(machine_tracked())] {
        assert_eq!((place.file(), place.line()), (file!(), line));
    }
}
