//! Work that ends with its handle.

#[path = "../../valuetask/tests/util/mod.rs"]
mod util;

use std::future::{pending, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::sync::oneshot;
use tokio::task::yield_now;
use valuetask_tasks::{AbortOnDropHandle, Cached, Task, TaskStatus, TimedOut, try_when_all_at_most};

use util::{Drops, poll};

/// Runs on this thread: spawned work runs while this awaits, and only then. Time passes only if nothing else is left to do.
fn on_one_thread(work: impl Future<Output = ()>) {
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.expect("it starts").block_on(work);
}

/// Returns endless work, whose drop is counted.
fn endless(drops: &Drops) -> impl Future<Output = u32> + Send + 'static {
    let value = drops.value();
    async move {
        let _value = value;
        pending().await
    }
}

async fn spawned_work_runs() {
    for _ in 0..10 {
        yield_now().await;
    }
}

#[test]
fn the_result_is_returned_by_value_also_if_it_is_not_clone() {
    struct Connection(u32);

    on_one_thread(async {
        let work = Task::spawn_owned(async {
            yield_now().await;
            Connection(7)
        });
        assert_eq!(work.await.map(|connection| connection.0), Ok(7));
        let failed = Task::<Connection>::try_spawn_owned(async { Err("no answer") }).await;
        assert_eq!(failed.err().map(|error| error.to_string()).as_deref(), Some("no answer"));
        let panicked = Task::<()>::spawn_owned(async { panic!("no answer") }).await.unwrap_err();
        assert_eq!(panicked.panic_message(), Some("no answer"));
    });
}

#[test]
fn dropping_the_handle_drops_the_future_that_sleeps() {
    on_one_thread(async {
        let drops = Drops::default();
        let work = Task::spawn_owned(endless(&drops));
        spawned_work_runs().await;
        assert_eq!((drops.count(), work.status()), (0, TaskStatus::Running));
        drop(work);
        spawned_work_runs().await;
        assert_eq!(drops.count(), 1);
    });
}

#[test]
fn a_future_that_was_aborted_before_its_first_poll_is_never_polled() {
    on_one_thread(async {
        drop(Task::<()>::spawn_owned(async { unreachable!("it was aborted") }));
        let work = Task::<()>::spawn_owned(async { unreachable!("it was aborted") });
        work.abort();
        work.abort();
        assert!(work.await.unwrap_err().is_canceled());
    });
}

#[test]
fn an_await_after_an_abort_waits_until_the_future_is_dropped() {
    on_one_thread(async {
        let drops = Drops::default();
        let mut work = Task::spawn_owned(endless(&drops));
        spawned_work_runs().await;
        work.abort();
        assert!(!work.is_completed());
        assert!((&mut work).await.unwrap_err().is_canceled());
        assert_eq!(drops.count(), 1);
    });
}

#[test]
fn work_that_has_ended_is_not_canceled_by_an_abort() {
    on_one_thread(async {
        let work = Task::spawn_owned(ready(7));
        spawned_work_runs().await;
        work.abort();
        assert_eq!((work.is_completed(), work.status()), (true, TaskStatus::Succeeded));
        assert_eq!(work.await, Ok(7));
    });
}

#[test]
fn work_that_drops_its_own_handle_ends_after_the_poll() {
    on_one_thread(async {
        let (sends, receives) = oneshot::channel::<AbortOnDropHandle<u32>>();
        let drops = Drops::default();
        let value = drops.value();
        let work = Task::spawn_owned(async move {
            let _value = value;
            drop(receives.await);
            pending().await
        });
        assert!(sends.send(work).is_ok());
        spawned_work_runs().await;
        assert_eq!(drops.count(), 1);
    });
}

#[test]
fn detached_work_runs_on_without_a_handle() {
    on_one_thread(async {
        let (sends, receives) = oneshot::channel();
        let work = Task::spawn_owned(async move {
            yield_now().await;
            sends.send(7).expect("it is received below");
        });
        drop(work.detach());
        assert_eq!(receives.await, Ok(7));
    });
}

#[test]
fn a_limit_ends_the_work_when_the_time_is_up() {
    on_one_thread(async {
        let drops = Drops::default();
        let late = Task::spawn_owned(endless(&drops)).with_timeout(Duration::from_secs(1));
        assert!(late.await.unwrap_err().downcast_ref::<TimedOut>().is_some());
        spawned_work_runs().await;
        assert_eq!(drops.count(), 1);

        let at_once = Task::spawn_owned(endless(&drops)).with_timeout(Duration::ZERO);
        assert!(at_once.try_result().is_ok_and(|outcome| outcome.is_err()));
        spawned_work_runs().await;
        assert_eq!(drops.count(), 2);
    });
}

#[test]
fn a_result_within_the_limit_counts() {
    on_one_thread(async {
        let second = Duration::from_secs(1);
        assert_eq!(Task::spawn_owned(ready(7)).with_timeout(second).await, Ok(7));
        let failed = Task::<()>::try_spawn_owned(ready(Err("no answer"))).with_timeout(second).await;
        assert_eq!(failed.unwrap_err().to_string(), "no answer");
        let ended = Task::spawn_owned(ready(7));
        spawned_work_runs().await;
        assert_eq!(ended.with_timeout(Duration::ZERO).try_result().ok(), Some(Ok(7)));
    });
}

#[test]
fn the_timeout_of_tokio_ends_the_work_too() {
    on_one_thread(async {
        let drops = Drops::default();
        assert!(tokio::time::timeout(Duration::from_secs(1), Task::spawn_owned(endless(&drops))).await.is_err());
        spawned_work_runs().await;
        assert_eq!(drops.count(), 1);
    });
}

#[test]
fn a_join_of_so_many_at_most_ends_them_by_an_error_or_a_drop() {
    on_one_thread(async {
        let drops = Drops::default();
        let works = (0..100).map(|n| {
            let work = endless(&drops);
            Task::try_spawn_owned(async move { if n == 5 { Err("the fifth") } else { Ok(work.await) } })
        });
        assert_eq!(try_when_all_at_most(10, works).await.unwrap_err().to_string(), "the fifth");
        spawned_work_runs().await;
        assert_eq!(drops.count(), 10);

        let works = (0..100).map(|_| Task::spawn_owned(endless(&drops)));
        let mut all = Box::pin(try_when_all_at_most(10, works));
        assert!(poll(&mut all).is_pending());
        drop(all);
        spawned_work_runs().await;
        assert_eq!(drops.count(), 20);
    });
}

#[test]
fn a_load_that_is_spawned_ends_without_a_caller_and_is_dropped_by_a_reset() {
    on_one_thread(async {
        let drops = Drops::default();
        let mut cached = Cached::new();
        assert!(poll(&mut cached.try_get(|| Task::spawn_owned(async { 7 }))).is_pending());
        spawned_work_runs().await;
        assert_eq!(poll(&mut cached.get(|| async { unreachable!("it is loading") })), Poll::Ready(&7));

        cached.reset();
        assert!(poll(&mut cached.try_get(|| Task::spawn_owned(endless(&drops)))).is_pending());
        spawned_work_runs().await;
        assert_eq!((cached.reset(), drops.count()), (None, 0));
        spawned_work_runs().await;
        assert_eq!(drops.count(), 1);
    });
}

#[test]
fn the_end_of_the_runtime_is_the_error_of_the_work() {
    let runtime = Builder::new_current_thread().build().expect("it starts");
    let work = {
        let _entered = runtime.enter();
        Task::spawn_owned(pending::<u32>())
    };
    drop(runtime);
    let error = pollster::block_on(work).unwrap_err();
    assert!(error.downcast_ref::<valuetask::Abandoned>().is_some());
}

#[test]
fn a_handle_that_has_returned_its_result_panics_if_it_is_polled_again() {
    on_one_thread(async {
        let mut work = Task::spawn_owned(ready(7));
        assert_eq!((&mut work).await, Ok(7));
        assert!(!work.is_completed());
        assert_eq!(format!("{work:?}"), "AbortOnDropHandle(None)");
        assert!(catch_unwind(AssertUnwindSafe(|| poll(&mut work))).is_err());
    });
}
