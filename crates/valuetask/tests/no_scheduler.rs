//! Without a scheduler, spawning says what to do. A binary of its own, run without the features that bring one.
#![cfg(all(feature = "task", not(any(feature = "rt", feature = "tokio"))))]

use std::sync::Arc;
use std::time::Duration;

use valuetask::scheduler::{self, TaskScheduler};
use valuetask::{Task, ValueTask};

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

#[test]
fn spawning_panics_with_the_remedy_until_a_scheduler_is_installed() {
    let spawned = std::panic::catch_unwind(|| Task::spawn(async { 1 }));
    let payload = spawned.expect_err("there is no scheduler");
    let message = payload.downcast_ref::<&str>().copied().unwrap_or_default();
    assert!(message.contains("feature `rt`") && message.contains("install"), "{message}");
    assert!(Task::delay(Duration::ZERO).is_completed(), "no time needs nobody to keep it");

    scheduler::install(Arc::new(AtOnce)).expect("the first");
    assert_eq!(Task::spawn(async { 2 }).result(), Some(Ok(&2)));
    assert_eq!(Task::run(|| 3).result(), Some(Ok(&3)));
    assert!(Task::delay(Duration::from_secs(1)).is_completed());
    let refused = scheduler::install(AtOnce).expect_err("the second");
    assert_eq!(refused.to_string(), "a scheduler is installed already");
}
