//! Work and delays that end with a token.

use std::future::{IntoFuture, pending};
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use valuetask_tasks::cancel::{CancellationToken, CancellationTokenExt};
use valuetask_tasks::scheduler::CurrentScheduler;
use valuetask_tasks::{Task, TaskCompletionSource, TaskError, TaskStatus};

use crate::tokens::Unwilling;
use crate::util::{Drops, Wakes, poll_with};
use crate::{Calls, canceled};

#[test]
fn b_task_009_010_a_closure_that_returns_a_cancellation_is_canceled_by_whichever_token_on_rt() {
    for same in [true, false] {
        let (token, other) = (CancellationToken::new(), canceled());
        let checked = if same { token.clone() } else { other.clone() };
        let canceler = token.clone();
        let task = Task::<()>::try_spawn_blocking(move || {
            canceler.cancel();
            checked.check()
        });
        let error = task.blocking_wait().expect_err("canceled");
        assert_eq!(error.cancellation_token(), Some(if same { &token } else { &other }));
        assert_eq!(task.status(), TaskStatus::Canceled);
    }
}

#[test]
fn a_spawned_future_is_dropped_when_its_token_is_canceled_on_rt() {
    let (token, drops) = (CancellationToken::new(), Drops::default());
    let (held, source) = (drops.value(), TaskCompletionSource::new());
    let begun = source.task().clone();
    let task = Task::<()>::spawn_with(&token, async move {
        let _held = held;
        source.set_result(()).expect("the first");
        pending().await
    });
    assert_eq!(begun.blocking_wait(), Ok(&()));
    token.cancel();
    assert_eq!(task.blocking_wait().expect_err("canceled").cancellation_token(), Some(&token));
    assert_eq!((task.status(), drops.count()), (TaskStatus::Canceled, 1));
    assert_eq!(Task::spawn_with(&CancellationToken::new(), async { 1 }).blocking_wait(), Ok(&1));
}

#[test]
fn work_that_may_fail_is_canceled_by_its_own_check_and_faulted_by_its_error_on_rt() {
    let (token, gate) = (CancellationToken::new(), TaskCompletionSource::<u32>::new());
    let work = || {
        let (open, token) = (gate.task().clone(), token.clone());
        move || -> Result<u32, TaskError> {
            let seven = *open.blocking_wait().map_err(TaskError::clone)?;
            token.check()?;
            Ok(seven)
        }
    };
    let task = Task::try_spawn_blocking(work());
    while task.status() != TaskStatus::Running {
        thread::yield_now();
    }
    token.cancel();
    gate.set_result(7).expect("the first");
    assert_eq!(task.blocking_wait().expect_err("canceled").cancellation_token(), Some(&token));
    assert_eq!(task.status(), TaskStatus::Canceled);

    let live = CancellationToken::new();
    let fails = || Err::<u32, _>(io::Error::from(io::ErrorKind::NotFound));
    let tasks = [
        Task::try_spawn_blocking(fails),
        Task::spawn_with(&live, async move { fails().map_err(TaskError::new) })
            .try_continue_with(|task| task.result().unwrap()?.clone()),
        Task::spawn_on(&CurrentScheduler, async move { fails().map_err(TaskError::new) })
            .try_continue_with(|task| task.result().unwrap()?.clone()),
    ];
    for task in tasks {
        assert!(task.blocking_wait().expect_err("it fails").downcast_ref::<io::Error>().is_some());
    }
    assert_eq!(
        Task::spawn_with(&live, async { Ok::<_, TaskError>(7) })
            .try_continue_with(|task| task.result().unwrap()?.clone())
            .blocking_wait(),
        Ok(&7)
    );
    let never = Task::spawn_with(&live, pending::<Result<u32, TaskError>>())
        .try_continue_with(|task| task.result().unwrap()?.clone());
    live.cancel();
    assert_eq!(never.blocking_wait().expect_err("canceled").cancellation_token(), Some(&live));
}

#[test]
fn on_a_named_scheduler_a_future_ends_with_its_token_and_waiting_with_its_time_on_rt() {
    let (token, drops) = (CancellationToken::new(), Drops::default());
    let (inside, held) = (token.clone(), drops.value());
    let task = Task::spawn_on(&CurrentScheduler, async move {
        let future = async move {
            let _held = held;
            pending::<u32>().await
        };
        inside.run_until_cancelled(future).await.ok_or_else(|| TaskError::canceled_with(&inside))
    });
    let task = task.try_continue_with(|task| task.result().unwrap()?.clone());
    token.cancel();
    assert_eq!(task.blocking_wait().expect_err("canceled").cancellation_token(), Some(&token));
    assert_eq!(drops.count(), 1);

    let (limit, source) = (CancellationToken::new(), TaskCompletionSource::<u32>::new());
    let _timer = limit.cancel_after_on(&CurrentScheduler, Duration::from_millis(1));
    let late = source.task().with_cancellation(&limit);
    assert_eq!(late.blocking_wait().expect_err("late").cancellation_token(), Some(&limit));
}

#[test]
fn work_with_a_canceled_token_never_begins_on_rt() {
    let (token, ran) = (canceled(), Arc::new(AtomicUsize::new(0)));
    let run = || {
        let ran = Arc::clone(&ran);
        move || ran.fetch_add(1, SeqCst)
    };
    let blocking = |token: &CancellationToken| {
        let (token, work) = (token.clone(), run());
        Task::try_spawn_blocking(move || token.check().map(|()| work()))
    };
    let spawned = run();
    let tasks = [Task::spawn_with(&token, async move { spawned() }), blocking(&token)];
    assert!(tasks.iter().all(|task| task.blocking_wait().is_err_and(TaskError::is_canceled)));
    assert!(Task::delay_with(&token, Duration::ZERO).is_canceled());
    assert_eq!(ran.load(SeqCst), 0);
    assert_eq!(blocking(&CancellationToken::new()).blocking_wait(), Ok(&0));
}

#[test]
fn b_task_029_a_canceled_delay_ends_with_its_token_and_not_in_the_call_that_cancels_on_rt() {
    let token = CancellationToken::new();
    let delay = Task::delay_with(&token, Duration::from_secs(3600));
    let (say, said) = mpsc::channel();
    let awaited = delay.clone();
    let awaits = Task::spawn(async move {
        say.send(()).expect("the receiver is alive");
        let ended = awaited.get().await.err().and_then(TaskError::cancellation_token).cloned();
        (ended, thread::current().id())
    });
    said.recv().expect("it begins");
    token.cancel();
    let (ended, thread) = awaits.blocking_wait().expect("no panic");
    assert_eq!(ended.as_ref(), Some(&token));
    assert_ne!(*thread, thread::current().id());
    assert!(delay.is_canceled());
    for endless in [Duration::MAX, Duration::from_secs(u64::MAX / 3)] {
        let token = CancellationToken::new();
        let delay = Task::delay_with(&token, endless);
        assert!(!delay.is_completed());
        token.cancel();
        assert_eq!(delay.blocking_wait().expect_err("canceled").cancellation_token(), Some(&token));
    }
    let in_time = Task::delay_with(&CancellationToken::new(), Duration::from_millis(1));
    assert_eq!(in_time.blocking_wait(), Ok(&()));
}

#[test]
fn code_that_a_token_may_cancel_runs_after_all_awaiters_were_woken() {
    let (source, token) = (TaskCompletionSource::<u32>::new(), CancellationToken::new());
    let ((wakes, waker), mut awaits) = (Wakes::new(), source.task().clone().into_future());
    let continuation = source
        .task()
        .with_cancellation(&token)
        .try_continue_with(move |task| task.result().unwrap().map(move |_| wakes.count()).map_err(TaskError::clone));
    assert!(poll_with(&mut awaits, &waker).is_pending());
    source.set_result(7).expect("it's the first");
    assert_eq!(continuation.result(), Some(Ok(&1)));
}

#[test]
fn a_scheduler_that_panics_keeps_no_waiter_from_a_cancellation_on_rt() {
    let (token, source, calls) = (CancellationToken::new(), TaskCompletionSource::<u32>::new(), Calls::default());
    let first = source.task().with_cancellation(&token);
    let continued = first.continue_with_on(Unwilling { panics: true }, |_| ());
    let second = source.task().with_cancellation(&token);
    let _guard = token.callback_guard(calls.callback(1));
    let spawned = Task::<()>::spawn_with(&token, pending());
    token.cancel();
    assert!(first.is_canceled() && second.is_canceled() && continued.is_faulted());
    assert_eq!((spawned.blocking_wait().expect_err("canceled").is_canceled(), calls.taken()), (true, vec![1]));
}

#[test]
fn a_long_chain_with_a_token_is_completed_canceled_and_dropped_on_a_flat_stack() {
    const LINKS: usize = if cfg!(miri) { 60 } else { 100_000 };
    let work = || {
        for end in 0..3 {
            let (source, token) = (TaskCompletionSource::<u32>::new(), CancellationToken::new());
            let last = (0..LINKS).fold(source.task().clone(), |task, _| task.with_cancellation(&token));
            match end {
                0 => {
                    source.set_result(7).expect("it's the first");
                    assert_eq!(last.result(), Some(Ok(&7)));
                }
                1 => {
                    token.cancel();
                    assert!(last.is_canceled());
                }
                _ => drop(last),
            }
        }
    };
    let thread = thread::Builder::new().stack_size(256 * 1024).spawn(work).expect("threads can be spawned");
    thread.join().expect("the stack suffices");
}
