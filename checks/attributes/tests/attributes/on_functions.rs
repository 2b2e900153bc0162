//! Attributes on free functions and in impls without a trait, below `#[value_task]` and above it.
//!
//! An attribute below sees the expansion, and the first part runs at the call, within the span. An attribute above has
//! made its own `async fn` before: all of the body is behind its await, and runs when the task is polled.

use std::fmt::Debug;
use std::future::Future;

use attributes::{drive, pause, record};
use tracing::{info, instrument};
use valuetask::value_task;

mod plain {
    use super::*;

    #[instrument(err)]
    pub(super) async fn get(key: u32, name: &str) -> Result<u32, String> {
        info!("before");
        if key == 0 {
            return Err(name.to_owned());
        }
        pause().await;
        info!("after");
        Ok(key)
    }
}

mod below {
    use super::*;

    #[value_task]
    #[instrument(err)]
    pub(super) async fn get(key: u32, name: &str) -> Result<u32, String> {
        info!("before");
        if key == 0 {
            return Err(name.to_owned());
        }
        pause().await;
        info!("after");
        Ok(key)
    }
}

mod above {
    use super::*;

    #[instrument(err)]
    #[value_task]
    pub(super) async fn get(key: u32, name: &str) -> Result<u32, String> {
        info!("before");
        if key == 0 {
            return Err(name.to_owned());
        }
        pause().await;
        info!("after");
        Ok(key)
    }
}

struct Store;

#[value_task]
impl Store {
    /// Found by its key.
    #[instrument(skip(self), err)]
    async fn get(&self, key: u32, name: &str) -> Result<u32, String> {
        below::get(key, name).await
    }

    /// A body without awaits.
    #[instrument(name = "get")]
    #[value_task(lazy)]
    async fn made(key: u32) -> u32 {
        info!("made");
        key
    }
}

fn lines<F: Future<Output: Debug>>(make: impl FnOnce() -> F) -> Vec<String> {
    record(|log| {
        log.line("call");
        let made = make();
        log.line("made");
        let output = drive(made, || ());
        log.line(format!("{output:?}"));
    })
}

/// Returns the records between the call and its end, and those before the task was returned.
fn split(lines: Vec<String>) -> (Vec<String>, Vec<String>) {
    let mut at_call = lines;
    let later = at_call.split_off(at_call.iter().position(|line| line == "made").expect("it was made"));
    (at_call[1..].to_vec(), later[1..].to_vec())
}

#[test]
fn below_the_first_part_runs_at_the_call_in_its_span() {
    let (at_call, later) = split(lines(|| below::get(1, "name")));
    assert_eq!(
        at_call,
        ["new INFO get key=1 name=\"name\" in no span", "enter get", "event INFO message=before in get", "exit get"]
    );
    assert!(later.contains(&"event INFO message=after in get".to_owned()), "{later:#?}");
}

#[test]
fn below_an_early_error_is_recorded_at_the_call() {
    let (at_call, later) = split(lines(|| below::get(0, "name")));
    assert!(at_call.contains(&"event ERROR error=name in get".to_owned()), "{at_call:#?}");
    assert_eq!(later, ["Err(\"name\")"]);
}

#[test]
fn above_the_spans_are_those_of_a_plain_async_function() {
    for key in [0, 1] {
        let (at_call, later) = split(lines(|| above::get(key, "name")));
        let (_, plain) = split(lines(|| plain::get(key, "name")));
        assert!(at_call.len() <= 1, "the body has not begun: {at_call:#?}");
        assert_eq!([at_call, later].concat(), plain);
    }
}

#[test]
fn a_method_of_a_plain_impl_has_its_own_span_around_that_of_its_callee() {
    let (at_call, later) = split(lines(|| Store.get(1, "name")));
    assert_eq!(at_call[2], "new INFO get key=1 name=\"name\" in get");
    assert!(later.ends_with(&["exit get", "close get", "Ok(1)"].map(String::from)), "{later:#?}");
    let (at_call, later) = split(lines(|| Store::made(1)));
    assert_eq!(at_call, Vec::<String>::new(), "lazy");
    assert_eq!(later[2], "event INFO message=made in get");
}
