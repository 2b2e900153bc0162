//! Spawning inside a tokio runtime, and onto one.

use std::future::pending;
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};
use valuetask::cancel::{CancellationToken, CancellationTokenExt};
use valuetask::scheduler::TokioScheduler;
use valuetask::{Abandoned, Task, TaskCompletionSource, TaskStatus};

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_time().thread_name("of-tokio").build().expect("a runtime")
}

fn thread_name() -> String {
    std::thread::current().name().unwrap_or_default().to_owned()
}

#[test]
fn inside_a_runtime_everything_runs_there() {
    runtime().block_on(async {
        assert_eq!(Task::spawn(async { thread_name() }).await.as_deref(), Ok("of-tokio"));
        assert_eq!(Task::run(thread_name).await.as_deref(), Ok("of-tokio"));
        assert_eq!(Task::delay(Duration::from_millis(1)).await, Ok(()));
        let task = Task::<()>::spawn(async { panic!("caught") });
        assert_eq!(task.await.expect_err("panicked").panic_message(), Some("caught"));
    });
}

#[test]
fn a_runtime_is_a_scheduler_from_outside() {
    let runtime = runtime();
    let scheduler = TokioScheduler::from(runtime.handle().clone());
    assert_eq!(Task::spawn_on(&scheduler, async { Handle::try_current().is_ok() }).wait(), Ok(&true));
    assert_eq!(Task::run_on(&scheduler, thread_name).wait().map(String::as_str), Ok("of-tokio"));
    assert_eq!(Task::delay_on(&scheduler, Duration::from_millis(1)).wait(), Ok(&()));
    let token = CancellationToken::new();
    token.cancel_after_on(&scheduler, Duration::from_millis(1));
    runtime.block_on(token.cancelled());
}

#[test]
fn a_time_limit_is_set_where_tokios_budget_is_spent() {
    let more_than_the_budget = 1_000;
    runtime().block_on(async {
        let source = TaskCompletionSource::<u32>::new();
        let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
        for number in 0..more_than_the_budget {
            sender.send(number).expect("it is received");
        }
        for number in 0..more_than_the_budget {
            assert_eq!(receiver.recv().await, Some(number));
            drop(source.task().with_timeout(Duration::from_secs(60)));
        }
    });
}

#[test]
fn tokio_time_that_is_paused_counts_for_delays() {
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime");
    runtime.block_on(async {
        assert_eq!(Task::delay(Duration::from_secs(1_000_000)).await, Ok(()));
    });
}

#[test]
fn what_a_runtime_leaves_undone_is_abandoned() {
    let runtime = runtime();
    let scheduler = TokioScheduler::new(runtime.handle().clone());
    let pending = Task::<()>::spawn_on(&scheduler, pending());
    drop(runtime);
    let late = Task::spawn_on(&scheduler, async {});
    for task in [pending, late] {
        assert_eq!(task.wait().expect_err("dropped").downcast_ref(), Some(&Abandoned));
        assert_eq!(task.status(), TaskStatus::Faulted);
    }
}

#[test]
fn a_runtime_that_keeps_no_time_says_so() {
    let runtime = Builder::new_current_thread().build().expect("a runtime");
    let scheduler = TokioScheduler::new(runtime.handle().clone());
    let delayed = std::panic::catch_unwind(|| Task::delay_on(&scheduler, Duration::from_secs(1)));
    assert!(delayed.is_err());
}
