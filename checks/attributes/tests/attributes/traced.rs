//! tracing's `#[instrument]`: a subscriber records the spans that it records under the real `async_trait`.
//!
//! A pooled method has these lines exactly. A hot one enters the span once more, for the part that runs at the call.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};

use attributes::{Log, drive, record};
use tracing::{Span, info_span};

#[path = "traced"]
mod boxed {
    use ::async_trait::async_trait;

    #[path = "service.rs"]
    pub(super) mod service;
}

#[path = "traced"]
mod pooled {
    use valuetask::async_trait;

    #[path = "service.rs"]
    #[allow(clippy::duplicate_mod, reason = "the same code under another attribute")]
    pub(super) mod service;
}

#[path = "traced"]
mod hot {
    use valuetask::value_task as async_trait;

    #[path = "service.rs"]
    #[allow(clippy::duplicate_mod, reason = "the same code under another attribute")]
    pub(super) mod service;
}

/// Returns the records of one call in one way, made within `$caller` and polled outside of it.
macro_rules! by {
    ($way:ident, $caller:expr, |$service:ident| $call:expr) => {{
        use $way::service::{Service, Store};
        record(|log: &Log| {
            #[allow(unused_mut, reason = "not every call takes it exclusively")]
            let mut $service = Box::new(Store::default());
            let made = $caller.in_scope(|| {
                log.line("call");
                $call
            });
            let output = drive(made, || log.line("poll"));
            log.line(format!("{output:?}"));
        })
    }};
}

/// A test for each call, in all ways.
macro_rules! the_same {
    ($($test:ident: |$service:ident| $call:expr;)*) => {$(
        #[test]
        fn $test() {
            let boxed = by!(boxed, info_span!("caller"), |$service| $call);
            assert!(boxed.iter().any(|line| line.starts_with("new")), "nothing recorded: {boxed:#?}");
            assert_eq!(by!(pooled, info_span!("caller"), |$service| $call), boxed);

            let boxed = by!(boxed, Span::none(), |$service| $call);
            let hot = by!(hot, Span::none(), |$service| $call);
            let first_poll = hot.iter().position(|line| line == "poll");
            assert!(hot[..first_poll.unwrap()].iter().any(|line| line.starts_with("enter")), "not at the call: {hot:#?}");
            assert_eq!(at_any_time(hot), at_any_time(boxed));
        }
    )*};
}

/// Removes the lines about polls, and about spans that are entered for them.
fn at_any_time(lines: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for line in lines {
        let entered = line.strip_prefix("enter ");
        if entered.is_some() && entered == kept.last().and_then(|last| last.strip_prefix("exit ")) {
            kept.pop();
        } else if line != "call" && line != "poll" {
            kept.push(line);
        }
    }
    kept
}

the_same! {
    a_span_and_its_arguments: |service| service.get(1, "name");
    a_method_that_awaits_nothing: |service| service.hit(1);
    skipped_fields_own_fields_and_late_ones: |service| service.hidden(1, "secret");
    all_skipped: |service| service.nothing_recorded(1, "secret");
    level_name_and_target: |service| service.renamed(1);
    an_early_error: |service| service.fails(true);
    a_late_error: |service| service.fails(false);
    an_error_in_debug_at_a_level: |service| service.fails_in_debug(true);
    no_error: |service| service.fails_in_debug(false);
    a_returned_value: |service| service.returned(1.5);
    a_value_returned_early: |service| service.returned(-1.5);
    a_returned_value_of_either_kind: |service| service.either(true);
    a_returned_error_of_either_kind: |service| service.either(false);
    a_parent: |service| service.under(info_span!("root"));
    a_span_that_follows: |service| service.after(Box::leak(Box::new(info_span!("cause"))));
    arguments_taken_apart: |service| service.taken_apart((1, 2), Box::leak(Box::new((3, "d".into()))), "c".into(), "e".into());
    generics: |service| service.of_any([1_u8, 2], "one");
    an_owned_receiver: |service| service.by_value(7);
    a_default_body_and_the_method_it_calls: |service| service.provided(7);
}

#[test]
fn the_part_that_runs_at_the_call_is_in_the_span() {
    let lines = by!(hot, info_span!("caller"), |service| service.get(1, "name"));
    assert_eq!(
        lines,
        [
            "new INFO caller in no span",
            "enter caller",
            "call",
            "new INFO get self=Store { id: 0, renames: 0 } key=1 name=\"name\" in caller",
            "enter get",
            "event INFO message=before in get",
            "exit get",
            "exit caller",
            "poll",
            "enter get",
            "exit get",
            "poll",
            "enter get",
            "event INFO message=after length=4 in get",
            "exit get",
            "poll",
            "enter get",
            "exit get",
            "enter get",
            "exit get",
            "close get",
            "close caller",
            "1",
        ]
    );
}

#[test]
fn of_a_pooled_method_the_span_is_made_by_the_first_poll() {
    let lines = by!(pooled, info_span!("caller"), |service| service.hit(1));
    let expected = ["new INFO caller in no span", "enter caller", "call", "exit caller", "close caller", "poll"];
    assert_eq!(lines[..6], expected);
    assert_eq!(lines[6], "new INFO hit self=Store { id: 0, renames: 0 } key=1 in no span");
}

#[test]
fn a_hit_under_a_span_is_complete_at_the_call() {
    use hot::service::{Service, Store};
    let store = Store::default();
    assert_eq!(store.hit(7).try_result().ok(), Some(7));
}

/// Returns the records of a task that is dropped after one poll.
macro_rules! given_up {
    ($way:ident) => {{
        use $way::service::{Service, Store};
        record(|log: &Log| {
            let store = Store::default();
            let mut task = pin!(Some(store.provided(7)));
            let polled = task.as_mut().as_pin_mut().map(|task| task.poll(&mut Context::from_waker(Waker::noop())));
            assert!(polled.is_some_and(|polled| polled.is_pending()));
            log.line("drop");
            task.set(None);
            log.line("dropped");
        })
    }};
}

#[test]
fn a_dropped_task_closes_its_spans_in_the_same_order() {
    let boxed = given_up!(boxed);
    assert!(boxed.ends_with(&["close get", "exit provided", "close provided", "dropped"].map(String::from)));
    assert_eq!(given_up!(pooled), boxed);
    assert_eq!(at_any_time(given_up!(hot)), at_any_time(boxed));
}
