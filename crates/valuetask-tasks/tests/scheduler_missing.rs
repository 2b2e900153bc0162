//! Without a scheduler, spawning panics with a remedy. A binary of its own, without the features that bring a
//! scheduler.
#![cfg(all(feature = "std", not(any(feature = "rt", feature = "tokio"))))]

use std::cell::RefCell;
use std::panic::UnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use valuetask::ValueTask;
use valuetask_tasks::scheduler::{CurrentScheduler, TaskScheduler};
use valuetask_tasks::{Task, TaskCompletionSource, TaskError, scheduler, with_timeout};

#[derive(Debug)]
struct AtOnce;

impl TaskScheduler for AtOnce {
    fn schedule(&self, work: ValueTask<'static>) {
        pollster::block_on(work);
    }

    fn schedule_blocking(&self, work: Box<dyn FnOnce() + Send>) {
        work();
    }

    fn delay(&self, _: Duration) -> ValueTask<'static> {
        ValueTask::ready(())
    }
}

/// Returns the file and line of this call's panic.
fn place_of_panic(call: impl FnOnce() + UnwindSafe) -> (String, u32) {
    thread_local!(static PLACE: RefCell<Option<(String, u32)>> = const { RefCell::new(None) });
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(|place| (place.file().to_owned(), place.line()));
        PLACE.with(|last| *last.borrow_mut() = place);
    }));
    let outcome = std::panic::catch_unwind(call);
    drop(std::panic::take_hook());
    outcome.expect_err("there is no scheduler");
    PLACE.take().expect("it panicked")
}

#[test]
fn spawning_panics_with_the_remedy_until_a_scheduler_is_installed() {
    let spawned = std::panic::catch_unwind(|| Task::spawn(async { 1 }));
    let payload = spawned.expect_err("there is no scheduler");
    let message = payload.downcast_ref::<String>().map(String::as_str);
    let message = message.or(payload.downcast_ref::<&str>().copied()).unwrap_or_default();
    assert!(message.contains("feature `rt`") && message.contains("install"), "{message}");
    assert!(Task::delay(Duration::ZERO).is_completed(), "a delay of zero needs no timer");

    let calls: [fn(); 8] = [
        || drop(Task::spawn(async { 1 })),
        || drop(Task::try_spawn(async { Ok::<u8, TaskError>(1) })),
        || drop(Task::spawn_blocking(|| 1)),
        || drop(Task::try_spawn_blocking(|| Ok::<u8, TaskError>(1))),
        || drop(Task::delay(Duration::from_secs(1))),
        || drop(TaskCompletionSource::<u8>::new().task().with_timeout(Duration::from_secs(1))),
        || drop(with_timeout(ValueTask::<u8>::from_future(std::future::pending()), Duration::from_secs(1))),
        || drop(Task::completed().continue_with_on(CurrentScheduler, |_| ())),
    ];
    let places = calls.map(place_of_panic);
    let first = places[0].1;
    let expected = [0, 1, 2, 3, 4, 5, 6, 7].map(|line| (file!().to_owned(), first + line));
    assert_eq!(places, expected, "the place is that of the call");
    assert!((line!() - 21..line!()).contains(&first));

    scheduler::install(Arc::new(AtOnce)).expect("the first");
    assert_eq!(Task::spawn(async { 2 }).result(), Some(Ok(&2)));
    assert_eq!(Task::spawn_blocking(|| 3).result(), Some(Ok(&3)));
    assert!(Task::delay(Duration::from_secs(1)).is_completed());
    let refused = scheduler::install(AtOnce).expect_err("the second");
    assert_eq!(refused.to_string(), "a scheduler is installed already");
}
