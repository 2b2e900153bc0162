//! Callers that leave, errors and panics, and what is dropped.

use std::future::{Ready, pending};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use pollster::block_on;
use valuetask_tasks::{Cached, TaskError, TimedOut, with_timeout};

use crate::util::{Bomb, Counted, Drops, pause, poll, poll_with};
use crate::{Gate, Loads};

#[test]
fn another_caller_continues_the_load_of_one_that_is_dropped() {
    let (cached, loads) = (Cached::new(), Loads::default());
    let (mut first, mut second) = (cached.get(|| loads.load()), cached.get(|| loads.load()));
    assert!(poll(&mut first).is_pending() && poll(&mut second).is_pending());
    drop(first);
    loads.gate.open();
    assert_eq!(block_on(second), &1);
    assert_eq!(loads.begun(), 1);
}

#[test]
fn the_next_call_continues_a_load_that_all_callers_have_left() {
    let (cached, loads) = (Cached::new(), Loads::default());
    for _ in 0..3 {
        assert!(poll(&mut cached.get(|| loads.load())).is_pending());
    }
    loads.gate.open();
    assert_eq!(block_on(cached.get(|| loads.load())), &1);
    assert_eq!(loads.begun(), 1);
}

#[test]
fn a_time_limit_ends_the_wait_and_not_the_load() {
    let (cached, loads) = (Cached::new(), Loads::default());
    let mut waits = cached.get(|| loads.load());
    assert!(poll(&mut waits).is_pending());
    assert_eq!(block_on(with_timeout(cached.get(|| loads.load()), Duration::ZERO)), Err(TimedOut));
    assert_eq!(block_on(with_timeout(waits, Duration::ZERO)), Err(TimedOut));
    loads.gate.open();
    assert_eq!(block_on(cached.get(|| loads.load())), &1);
}

#[test]
fn callers_that_share_a_load_get_its_error_and_the_next_one_loads_again() {
    let (cached, gate) = (Cached::<u32>::new(), Gate::default());
    let fails = || {
        let gate = gate.clone();
        async move {
            gate.pass().await;
            Err("no answer")
        }
    };
    let (mut first, mut second) = (cached.try_get(fails), cached.try_get(fails));
    assert!(poll(&mut first).is_pending() && poll(&mut second).is_pending());
    gate.open();
    let (first, second) = (block_on(first).unwrap_err(), block_on(second).unwrap_err());
    assert_eq!((first.to_string(), &first), ("no answer".to_owned(), &second));
    assert_eq!(block_on(cached.try_get(|| async { Ok::<_, TaskError>(7) })), Ok(&7));
}

#[test]
fn an_error_is_not_kept_if_a_waker_panics_in_the_poll_that_finds_it() {
    static CACHED: Cached<u32> = Cached::new();

    let sleeps = Arc::new(Mutex::new(None));
    let kept = Arc::clone(&sleeps);
    let mut first = CACHED.try_get(move || async move {
        // It is registered while the load is polled, so that it is woken by the end of the load.
        let mut second = CACHED.get(pending::<u32>);
        assert!(poll_with(&mut second, &Bomb::waker()).is_pending());
        *kept.lock().expect("no panic") = Some(second);
        Err("no answer")
    });
    assert!(Bomb::is_raised_by(|| poll(&mut first)));
    drop(first);
    assert_eq!(block_on(CACHED.get(|| async { 7 })), &7);
    drop(sleeps);
}

#[test]
fn a_panic_is_the_error_of_the_load_and_the_next_one_loads_again() {
    let cached = Cached::<u32>::new();
    let task = cached.try_get(|| async { if true { panic!("in the future") } else { Err("") } });
    assert_eq!(block_on(task).unwrap_err().panic_message(), Some("in the future"));
    let task = cached.try_get(|| -> Ready<Result<u32, TaskError>> { panic!("in the closure") });
    assert_eq!(block_on(task).unwrap_err().panic_message(), Some("in the closure"));
    assert_eq!(block_on(cached.get(|| async { 7 })), &7);
}

#[test]
fn a_panic_is_resumed_in_each_caller_that_shares_a_load_that_can_not_fail() {
    let (cached, gate) = (Cached::<u32>::new(), Gate::default());
    let panics = || {
        let gate = gate.clone();
        async move {
            gate.pass().await;
            panic!("no answer")
        }
    };
    let (mut first, mut second) = (cached.get(panics), cached.get(panics));
    assert!(poll(&mut first).is_pending() && poll(&mut second).is_pending());
    gate.open();
    let payload = catch_unwind(AssertUnwindSafe(|| poll(&mut first))).expect_err("it panics");
    assert_eq!(payload.downcast_ref::<&str>(), Some(&"no answer"));
    let payload = catch_unwind(AssertUnwindSafe(|| poll(&mut second))).expect_err("it panics");
    assert_eq!(payload.downcast_ref::<String>().map(String::as_str), Some("no answer"));
    assert_eq!(block_on(cached.get(|| async { 7 })), &7);
}

/// Returns a load that never ends, with a value whose drop is counted.
fn endless(drops: &Drops) -> impl Future<Output = Counted> + Send + 'static {
    let value = drops.value();
    async move {
        pending::<()>().await;
        value
    }
}

#[test]
fn a_load_is_dropped_with_its_place_or_by_a_reset() {
    let drops = Drops::default();
    let mut cached = Cached::new();
    assert!(poll(&mut cached.get(|| endless(&drops))).is_pending());
    assert_eq!(drops.count(), 0);
    assert!(cached.reset().is_none());
    assert_eq!(drops.count(), 1);
    assert!(poll(&mut cached.get(|| endless(&drops))).is_pending());
    drop(cached);
    assert_eq!(drops.count(), 2);
}

#[test]
fn threads_that_leave_or_wait_share_one_value_which_is_dropped_once() {
    for round in 0..if cfg!(miri) { 5 } else { 300 } {
        let (cached, drops) = (Cached::new(), Drops::default());
        thread::scope(|scope| {
            for caller in 0..3 {
                let (cached, drops) = (&cached, &drops);
                scope.spawn(move || {
                    let mut task = cached.get(|| {
                        let value = drops.value();
                        async move {
                            pause().await;
                            value
                        }
                    });
                    if (round + caller) % 3 == 0 {
                        let _ = poll(&mut task);
                    } else {
                        block_on(task);
                    }
                });
            }
        });
        assert_eq!(drops.count(), 0);
        drop(cached);
        assert_eq!(drops.count(), 1);
    }
}

#[test]
fn a_value_is_dropped_once_with_its_place() {
    let drops = Drops::default();
    let cached = Cached::new();
    let value = || {
        let drops = drops.clone();
        async move { drops.value() }
    };
    assert!(std::ptr::eq(block_on(cached.get(value)), block_on(cached.get(value))));
    assert_eq!(drops.count(), 0);
    drop(cached);
    assert_eq!(drops.count(), 1);
}

#[test]
fn a_loaded_value_is_dropped_if_another_was_set_meanwhile() {
    let drops = Drops::default();
    let cached = Cached::new();
    let value = drops.value();
    let mut waits = cached.get(|| async move { value });
    assert!(cached.set(Drops::default().value()).is_ok());
    assert!(poll(&mut waits).is_ready());
    drop(waits);
    assert_eq!(drops.count(), 1);
}
