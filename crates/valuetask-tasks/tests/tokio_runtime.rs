//! Tasks that are spawned in a tokio runtime, and onto one.

use std::future::{Future, pending, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::RwLock;
use valuetask::{Abandoned, ValueTask};
use valuetask_tasks::cancel::{CancellationToken, CancellationTokenExt};
use valuetask_tasks::scheduler::{TaskScheduler, TokioScheduler};
use valuetask_tasks::{Shared, Task, TaskCompletionSource, TaskError, TaskStatus, TimedOut, with_timeout};

const HOUR: Duration = Duration::from_secs(3600);

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_time().thread_name("of-tokio").build().expect("a runtime")
}

/// A delay of an hour.
fn hour_of(runtime: &Runtime) -> Task {
    let _entered = runtime.enter();
    Task::delay(HOUR)
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
    assert_eq!(Task::spawn_on(&scheduler, async { Handle::try_current().is_ok() }).blocking_wait(), Ok(&true));
    assert_eq!(Task::spawn_on(&scheduler, scheduler.delay(Duration::from_millis(1))).blocking_wait(), Ok(&()));
    {
        let _entered = runtime.enter();
        assert_eq!(Task::spawn_blocking(thread_name).blocking_wait().map(String::as_str), Ok("of-tokio"));
    }
    let token = CancellationToken::new();
    let _timer = token.cancel_after_on(&scheduler, Duration::from_millis(1));
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

/// Further than 64 bits of nanoseconds.
#[test]
fn timers_elapse_though_paused_time_is_advanced_by_600_years() {
    const YEAR: Duration = Duration::from_secs(366 * 24 * 3600);
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime");
    runtime.block_on(async {
        assert_eq!(Task::delay(YEAR).await, Ok(()));
        tokio::time::advance(600 * YEAR).await;
        assert_eq!(Task::delay(YEAR).await, Ok(()));
    });
}

/// The limits of a runtime have one timer of tokio.
#[test]
fn limits_run_out_in_turn_whatever_was_dropped_between() {
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime");
    runtime.block_on(async {
        let source = TaskCompletionSource::<u32>::new();
        let limit = |number: u64| {
            let millis = 1 + number * 37 % 100;
            (millis, source.task().with_timeout(Duration::from_millis(millis)))
        };
        let mut limits: Vec<_> = (0..100).map(limit).collect();
        limits.retain(|(millis, _)| millis % 3 != 0);
        for passed in 1..=100 {
            tokio::time::advance(Duration::from_millis(1)).await;
            for _ in 0..3 {
                tokio::task::yield_now().await;
            }
            let ended = limits.iter().filter(|(_, limit)| limit.is_completed()).map(|(millis, _)| *millis);
            assert!(ended.eq(limits.iter().map(|(millis, _)| *millis).filter(|millis| *millis <= passed)), "{passed}");
        }
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
        assert_eq!(task.blocking_wait().expect_err("dropped").downcast_ref(), Some(&Abandoned));
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
        never.blocking_wait().is_err()
    });
    let never = begun.recv().expect("it is sent");
    drop(runtime);
    assert_eq!(never.blocking_wait().expect_err("dropped").downcast_ref(), Some(&Abandoned));
    assert_eq!(waits.blocking_wait(), Ok(&true));
}

#[test]
fn a_delay_whose_runtime_has_ended_is_ready_and_a_new_one_panics() {
    for builder in [Builder::new_multi_thread, Builder::new_current_thread] {
        let runtime = builder().enable_time().build().expect("a runtime");
        let scheduler = TokioScheduler::new(runtime.handle().clone());
        let [mut polled, mut unpolled] = [(); 2].map(|()| scheduler.delay(HOUR));
        let mut cx = Context::from_waker(Waker::noop());
        assert!(pin!(&mut polled).poll(&mut cx).is_pending());
        drop(runtime);
        for delay in [&mut polled, &mut unpolled] {
            assert!(pin!(delay).poll(&mut cx).is_ready());
        }
        let late = catch_unwind(AssertUnwindSafe(|| scheduler.delay(Duration::from_millis(1))));
        assert!(late.is_err(), "tokio says that the runtime has ended");
    }
}

fn is_late<T: Clone>(task: &Task<T>) -> bool {
    task.blocking_wait().is_err_and(|error| error.downcast_ref::<TimedOut>().is_some())
}

fn is_abandoned<T>(task: &Task<T>) -> bool {
    task.blocking_wait().is_err_and(|error| error.downcast_ref::<Abandoned>().is_some())
}

type Wait = Box<dyn FnOnce() -> bool + Send>;

/// Limits and delays of an hour, and whether each has ended as it should: `true` as soon as it has ended.
fn waits(never: &Task<u32>) -> Vec<(&'static str, Wait)> {
    let scheduler = TokioScheduler::try_current().expect("a runtime");
    let unready = || ValueTask::<u32>::from_future(pending());
    let limited = never.with_timeout(HOUR);
    let nested = never.with_timeout(2 * HOUR).with_timeout(HOUR).with_timeout(3 * HOUR);
    let shared = Shared::from(never.with_timeout(HOUR));
    let value = Shared::from(with_timeout(unready(), HOUR));
    let nested_value = Shared::from(with_timeout(with_timeout(unready(), 2 * HOUR), HOUR));
    let (delay, raw) = (Task::delay(HOUR), Shared::from(scheduler.delay(HOUR)));
    let [token, named] = [(); 2].map(|()| CancellationToken::new());
    let delay_with = Task::delay_with(&CancellationToken::new(), HOUR);
    let (timer, named_timer) = (token.cancel_after(HOUR), named.cancel_after_on(&scheduler, HOUR));
    let is_canceled =
        |task: Task<u32>, timer| move || (task.blocking_wait().is_err_and(TaskError::is_canceled), timer).0;
    let [canceled, canceled_by_name] = [&token, &named].map(|token| never.with_cancellation(token));
    vec![
        ("with_timeout", Box::new(move || is_late(&limited))),
        ("with_timeout, nested", Box::new(move || is_late(&nested))),
        ("with_timeout, shared", Box::new(move || shared.blocking_wait().is_err())),
        ("with_timeout of a value task", Box::new(move || value.blocking_wait() == Ok(&Err(TimedOut)))),
        (
            "with_timeout of a value task, nested",
            Box::new(move || nested_value.blocking_wait().is_ok_and(|value| !matches!(value, Ok(Ok(_))))),
        ),
        ("delay", Box::new(move || is_abandoned(&delay))),
        ("delay_with", Box::new(move || is_abandoned(&delay_with))),
        ("a delay of the scheduler", Box::new(move || raw.blocking_wait() == Ok(&()))),
        ("cancel_after", Box::new(is_canceled(canceled, timer))),
        ("cancel_after_on", Box::new(is_canceled(canceled_by_name, named_timer))),
    ]
}

#[test]
fn work_that_waits_under_a_limit_keeps_no_runtime_from_ending() {
    for number in 0.. {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_time().build().expect("a runtime");
        let entered = runtime.enter();
        let (_source, never) = TaskCompletionSource::channel();
        let Some((name, wait)) = waits(&never).into_iter().nth(number) else { break };
        let work = Task::spawn(async move { wait() });
        drop(entered);
        // The only worker waits, so another thread has taken over.
        Task::spawn_on(&TokioScheduler::new(runtime.handle().clone()), async {}).blocking_wait().expect("no panic");
        drop(runtime);
        assert_eq!(work.result(), Some(Ok(&true)), "{name}");
    }
}

#[test]
fn a_thread_for_blocking_work_that_waits_under_a_limit_keeps_no_runtime_from_ending() {
    for builder in [Builder::new_multi_thread, Builder::new_current_thread] {
        let runtime = builder().enable_time().build().expect("a runtime");
        let entered = runtime.enter();
        let (begin, begun) = mpsc::channel();
        let (_source, never) = TaskCompletionSource::channel();
        let work = waits(&never).into_iter().map(|(name, wait)| {
            let begin = begin.clone();
            let work = Task::spawn_blocking(move || {
                begin.send(()).expect("the test listens");
                wait()
            });
            (name, work)
        });
        let work = Vec::from_iter(work);
        drop(entered);
        work.iter().for_each(|_| begun.recv().expect("it begins"));
        drop(runtime);
        for (name, work) in work {
            assert_eq!(work.result(), Some(Ok(&true)), "{name}");
        }
    }
}

#[test]
fn a_thread_for_blocking_work_that_waits_once_its_runtime_is_ending_ends() {
    for builder in [Builder::new_multi_thread, Builder::new_current_thread] {
        let runtime = builder().enable_time().build().expect("a runtime");
        let entered = runtime.enter();
        let (_source, never) = TaskCompletionSource::channel();
        let dropped = Task::<()>::spawn(pending());
        let work = waits(&never).into_iter().map(|(name, wait)| {
            let dropped = dropped.clone();
            (name, Task::spawn_blocking(move || is_abandoned(&dropped) && wait()))
        });
        let work = Vec::from_iter(work);
        // Closures that no thread has begun are dropped with the runtime.
        let begun = Task::spawn_blocking(|| {});
        drop(entered);
        begun.blocking_wait().expect("no panic");
        drop(runtime);
        for (name, work) in work {
            assert_eq!(work.result(), Some(Ok(&true)), "{name}");
        }
    }
}

#[test]
fn work_that_waits_for_a_time_once_its_runtime_is_ending_keeps_it_from_ending_no_longer() {
    let (stop, stops) = mpsc::channel();
    let stop = move || _ = stop.send(());
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_time().on_thread_stop(stop).build();
    let runtime = runtime.expect("a runtime");
    let (begin, begun) = mpsc::channel();
    let waits = Task::spawn_on(&TokioScheduler::new(runtime.handle().clone()), async move {
        let limited = Task::<()>::spawn(pending()).with_timeout(HOUR);
        begin.send(()).expect("the test listens");
        // Of the thread for blocking work, which is idle until the drop has begun.
        stops.recv().expect("it is sent");
        let _ = limited.blocking_wait_timeout(Duration::from_millis(1));
    });
    drop(runtime.spawn_blocking(|| {}));
    begun.recv().expect("it is sent");
    drop(runtime);
    assert_eq!(waits.result(), Some(Ok(&())));
}

#[test]
fn a_limit_whose_runtime_has_ended_has_run_out_unless_its_task_is_complete() {
    for builder in [Builder::new_multi_thread, Builder::new_current_thread] {
        let runtime = builder().enable_time().build().expect("a runtime");
        let entered = runtime.enter();
        let ((source, complete), (_source, never)) = (TaskCompletionSource::channel(), TaskCompletionSource::channel());
        let (in_time, waits) = (complete.with_timeout(HOUR), waits(&never));
        drop(entered);
        // Polled by the runtime, and pending.
        runtime.block_on(async { assert_eq!(Task::delay(Duration::from_millis(1)).await, Ok(())) });
        source.set_result(7).expect("the first");
        drop(runtime);
        assert_eq!(in_time.result(), Some(Ok(&7)));
        for (name, wait) in waits {
            assert!(wait(), "{name}");
        }
    }
}

#[test]
fn a_delay_ends_with_a_runtime_that_a_thread_local_drops() {
    thread_local!(static OF_THREAD: Runtime = Builder::new_current_thread().enable_time().build().expect("a runtime"));
    let delay = std::thread::spawn(|| OF_THREAD.with(hour_of)).join().expect("a delay of an hour");
    assert!(delay.blocking_wait().is_err());
}

/// More timers than tokio's driver fires at once.
#[test]
fn a_delay_ends_with_its_runtime_also_if_others_are_begun_meanwhile() {
    struct Begins(Handle);
    impl Wake for Begins {
        fn wake(self: Arc<Self>) {
            let _entered = self.0.enter();
            drop(catch_unwind(|| Task::delay(Duration::from_secs(1))));
        }
    }
    let runtime = Builder::new_current_thread().enable_time().build().expect("a runtime");
    let delay = hour_of(&runtime);
    let waker = Waker::from(Arc::new(Begins(runtime.handle().clone())));
    let mut sleeps: Vec<_> = {
        let _entered = runtime.enter();
        (0..40).map(|_| Box::pin(tokio::time::sleep(HOUR / 2))).collect()
    };
    sleeps.iter_mut().for_each(|sleep| assert!(sleep.as_mut().poll(&mut Context::from_waker(&waker)).is_pending()));
    drop(runtime);
    assert!(delay.blocking_wait().is_err());
}

#[test]
fn a_delay_that_is_begun_while_its_runtime_ends_does_not_succeed() {
    let runtime = runtime();
    let handle = runtime.handle().clone();
    let begun = hour_of(&runtime).continue_with(move |_| {
        let _entered = handle.enter();
        Task::delay(HOUR).is_completed_successfully()
    });
    drop(runtime);
    assert!(begun.blocking_wait().is_err(), "it panics, as one that is begun later");
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
            .blocking_wait()
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
