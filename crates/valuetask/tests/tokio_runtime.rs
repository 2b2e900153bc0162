//! Tasks that are spawned in a tokio runtime, and onto one.

use std::future::{Future, pending, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::mpsc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::RwLock;
use valuetask::cancel::{CancellationToken, CancellationTokenExt};
use valuetask::scheduler::{TaskScheduler, TokioScheduler};
use valuetask::{Abandoned, Task, TaskCompletionSource, TaskStatus, TimedOut, ValueTask};

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
        assert_eq!(Task::spawn_blocking(thread_name).await.as_deref(), Ok("of-tokio"));
        assert_eq!(Task::delay(Duration::from_millis(1)).await, Ok(()));
        let task = Task::<()>::spawn(async { panic!("caught") });
        assert_eq!(task.await.expect_err("panicked").panic_message(), Some("caught"));
    });
}

#[test]
fn a_runtime_is_a_scheduler_from_outside() {
    let runtime = runtime();
    let scheduler = TokioScheduler::new(runtime.handle().clone());
    assert_eq!(Task::spawn_on(&scheduler, async { Handle::try_current().is_ok() }).wait(), Ok(&true));
    assert_eq!(Task::spawn_on(&scheduler, scheduler.delay(Duration::from_millis(1))).wait(), Ok(&()));
    {
        let _entered = runtime.enter();
        assert_eq!(Task::spawn_blocking(thread_name).wait().map(String::as_str), Ok("of-tokio"));
    }
    let token = CancellationToken::new();
    token.cancel_after_on(&scheduler, Duration::from_millis(1));
    runtime.block_on(token.cancelled());
}

#[test]
fn a_started_read_of_a_free_lock_is_pending_where_tokios_budget_is_spent_and_ready_with_the_task() {
    runtime().block_on(async {
        let lock = RwLock::new(7);
        let started = poll_fn(|cx| {
            assert!(ValueTask::start(lock.read()).is_completed());
            // The lock is free, so a read that is pending has found no budget.
            while pin!(lock.read()).poll(cx).is_ready() {}
            Poll::Ready(ValueTask::start(lock.read()))
        });
        let read = started.await;
        assert!(!read.is_completed());
        assert_eq!(*read.await, 7);
    });
}

#[test]
fn a_time_limit_is_set_where_tokios_budget_is_spent() {
    let more_than_the_budget = 200;
    runtime().block_on(async {
        let source = TaskCompletionSource::<u32>::new();
        let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
        let mut bounded = Vec::new();
        for number in 0..more_than_the_budget {
            sender.send(number).expect("it is received");
        }
        for number in 0..more_than_the_budget {
            assert_eq!(receiver.recv().await, Some(number));
            bounded.push(source.task().with_timeout(Duration::from_secs(3600)));
        }
        assert_eq!(Task::delay(Duration::from_millis(1)).await, Ok(()));
        assert!(bounded.iter().all(|task| !task.is_completed()));
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
fn work_that_a_runtime_leaves_is_abandoned() {
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
fn a_worker_that_waits_for_work_of_its_runtime_goes_on_when_the_runtime_ends() {
    let runtime = runtime();
    let (begin, begun) = mpsc::channel();
    let waits = Task::spawn_on(&TokioScheduler::new(runtime.handle().clone()), async move {
        let never = Task::<()>::spawn(pending());
        begin.send(never.clone()).expect("the test listens");
        never.wait().is_err()
    });
    let never = begun.recv().expect("it is sent");
    drop(runtime);
    assert_eq!(never.wait().expect_err("dropped").downcast_ref(), Some(&Abandoned));
    assert_eq!(waits.wait(), Ok(&true));
}

#[test]
fn a_delay_whose_runtime_has_ended_stays_pending_and_a_new_one_panics() {
    for builder in [Builder::new_multi_thread, Builder::new_current_thread] {
        let runtime = builder().enable_time().build().expect("a runtime");
        let scheduler = TokioScheduler::new(runtime.handle().clone());
        let [mut polled, mut unpolled] = [(); 2].map(|()| scheduler.delay(Duration::from_secs(3600)));
        let mut cx = Context::from_waker(Waker::noop());
        assert!(pin!(&mut polled).poll(&mut cx).is_pending());
        drop(runtime);
        for delay in [&mut polled, &mut unpolled] {
            assert!(pin!(delay).poll(&mut cx).is_pending());
        }
        let late = catch_unwind(AssertUnwindSafe(|| scheduler.delay(Duration::from_millis(1))));
        assert!(late.is_err(), "tokio says that the runtime has ended");
    }
}

#[test]
fn a_task_bounded_by_a_runtime_goes_on_without_a_limit_after_its_shutdown() {
    let builders = [Builder::new_multi_thread, Builder::new_current_thread];
    for runtime in builders.map(|builder| builder().enable_time().build().expect("a runtime")) {
        let source = TaskCompletionSource::new();
        let long = Duration::from_secs(3600);
        let inside = {
            let _entered = runtime.enter();
            source.task().with_timeout(long)
        };
        // Polled by the runtime, and pending.
        runtime.block_on(async { assert_eq!(Task::delay(Duration::from_millis(1)).await, Ok(())) });
        let scheduler = TokioScheduler::new(runtime.handle().clone());
        let entered = runtime.enter();
        let unpolled = source.task().with_timeout(long);
        drop(entered);
        let token = CancellationToken::new();
        token.cancel_after_on(&scheduler, long);
        let delay = Task::spawn_on(&scheduler, scheduler.delay(long));
        drop(runtime);
        let tasks = [inside, unpolled];
        assert_eq!(tasks.each_ref().map(Task::status), [TaskStatus::Running; 2]);
        source.set_result(7).expect("the first");
        assert!(tasks.iter().all(|task| task.result() == Some(Ok(&7))));
        assert_eq!(delay.wait().expect_err("dropped").downcast_ref(), Some(&Abandoned));
        assert!(!token.is_cancelled());
    }
}

#[test]
fn a_time_limit_holds_for_a_worker_that_blocks() {
    let runtime = runtime();
    let late = runtime.block_on(runtime.spawn(async {
        let source = TaskCompletionSource::<u32>::new();
        // The runtime doesn't know that this worker blocks: the task that it has spawned last isn't polled meanwhile.
        source
            .task()
            .with_timeout(Duration::from_millis(1))
            .wait()
            .is_err_and(|error| error.downcast_ref::<TimedOut>().is_some())
    }));
    assert!(late.expect("no panic"));
}

#[test]
fn a_time_limit_is_no_task_of_the_runtime() {
    let runtime = runtime();
    let _entered = runtime.enter();
    let source = TaskCompletionSource::<u32>::new();
    let bounded = source.task().with_timeout(Duration::from_secs(3600));
    while runtime.metrics().num_alive_tasks() > 0 {
        std::thread::yield_now();
    }
    assert!(!bounded.is_completed());
}

#[test]
fn a_runtime_that_keeps_no_time_says_so() {
    let runtime = Builder::new_current_thread().build().expect("a runtime");
    let _entered = runtime.enter();
    let pending = TaskCompletionSource::<u32>::new();
    let delays: [&dyn Fn(Duration) -> Option<()>; 2] =
        [&|long| Task::delay(long).result().map(drop), &|long| pending.task().with_timeout(long).result().map(drop)];
    for delay in delays {
        assert!(catch_unwind(AssertUnwindSafe(|| delay(Duration::from_secs(1)))).is_err());
    }
}
