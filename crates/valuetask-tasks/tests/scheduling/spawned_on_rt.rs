//! The end of a spawned future or closure: its output, its error, its panic.

use std::future::poll_fn;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, mpsc};
use std::task::Poll;
use std::thread;

use valuetask_tasks::{Task, TaskCompletionSource, TaskError, TaskStatus};

use crate::thread_name;
use crate::util::Drops;

#[test]
fn b_task_013_a_spawned_future_yields_its_output() {
    assert_eq!(Task::spawn(async { 42 }).blocking_wait(), Ok(&42));
    assert_eq!(pollster::block_on(Task::spawn(async { String::from("42") })), Ok(String::from("42")));
    assert_eq!(Task::spawn_blocking(|| 42).blocking_wait(), Ok(&42));
}

#[test]
fn b_task_007_a_cancellation_that_a_future_returns_cancels_its_task() {
    let task = Task::<u32>::try_spawn(async { Err(TaskError::canceled()) });
    assert!(task.blocking_wait().expect_err("canceled").is_canceled());
    assert_eq!(task.status(), TaskStatus::Canceled);
}

#[test]
fn b_task_008_010_011_a_cancellation_cancels_the_task_of_any_producer() {
    // Also after its conversion into another error.
    let boxed = || Err::<u32, _>(Box::<dyn std::error::Error + Send + Sync>::from(TaskError::canceled()));
    let tasks = [
        Task::try_spawn_blocking(|| Err(TaskError::canceled())),
        Task::try_spawn_blocking(boxed),
        Task::try_spawn(async move { boxed() }),
    ];
    for task in tasks {
        assert!(task.blocking_wait().is_err());
        assert_eq!(task.status(), TaskStatus::Canceled);
    }
}

#[test]
fn an_error_faults_the_task_and_can_be_found_in_it() {
    let task = Task::<u32>::try_spawn(async { Err(io::Error::from(io::ErrorKind::NotFound)) });
    let error = task.blocking_wait().expect_err("faulted");
    assert_eq!(error.downcast_ref::<io::Error>().map(io::Error::kind), Some(io::ErrorKind::NotFound));
    assert_eq!(task.status(), TaskStatus::Faulted);
    assert_eq!(Task::try_spawn_blocking(|| Ok::<_, io::Error>(1)).blocking_wait(), Ok(&1));
}

#[test]
fn a_panic_faults_the_task_with_its_message_and_the_thread_goes_on() {
    for _ in 0..100 {
        let task = Task::<()>::spawn(async { panic!("spawned {}", 1) });
        let error = task.blocking_wait().expect_err("panicked").clone();
        assert!(error.is_panicked() && task.is_faulted());
        assert_eq!(error.panic_message(), Some("spawned 1"));
        let task = Task::<()>::spawn_blocking(|| panic!("run"));
        assert_eq!(task.blocking_wait().expect_err("panicked").panic_message(), Some("run"));
    }
    assert_eq!(Task::spawn(async { thread_name() }).blocking_wait().map(String::as_str), Ok("valuetask"));
}

#[test]
fn a_future_whose_task_is_dropped_runs_as_long_as_it_can_be_woken() {
    let (source, (say, said)) = (TaskCompletionSource::new(), mpsc::channel());
    let awaited = source.task().clone();
    drop(Task::spawn(async move { say.send(awaited.await) }));
    source.set_result(7).expect("the first");
    assert_eq!(said.recv(), Ok(Ok(7)));
}

#[test]
fn the_content_of_a_future_is_dropped_before_its_task_is_complete() {
    let drops = Drops::default();
    let held = drops.value();
    let task = Task::spawn(async move {
        let _held = held;
        Task::yield_now().await;
    });
    assert_eq!(task.blocking_wait(), Ok(&()));
    assert_eq!(drops.count(), 1);
}

#[test]
fn a_panic_while_the_future_is_dropped_faults_the_task() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("in the destructor");
        }
    }
    let bomb = Bomb;
    let mut done = false;
    let task = Task::spawn(poll_fn(move |_| {
        let _held = &bomb;
        assert!(!std::mem::replace(&mut done, true));
        Poll::Ready(1)
    }));
    assert_eq!(task.blocking_wait().expect_err("panicked").panic_message(), Some("in the destructor"));
}

#[test]
fn the_first_panic_is_the_error_if_the_destructors_of_the_future_and_of_its_result_panic() {
    struct Bomb(&'static str);
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("{}", self.0);
        }
    }
    let bomb = Bomb("of the future");
    let task = Task::spawn(poll_fn(move |_| {
        let _held = &bomb;
        Poll::Ready(Bomb("of the result"))
    }));
    let Err(error) = task.blocking_wait() else { panic!("it has failed") };
    assert_eq!(error.panic_message(), Some("of the future"));
}

#[test]
fn dropping_the_task_doesnt_stop_the_work() {
    let (said, heard) = mpsc::channel();
    let also_said = said.clone();
    drop(Task::spawn(async move {
        Task::yield_now().await;
        said.send("spawned").expect("the receiver is alive");
    }));
    assert_eq!(heard.recv(), Ok("spawned"));
    drop(Task::spawn_blocking(move || also_said.send("run").expect("the receiver is alive")));
    assert_eq!(heard.recv(), Ok("run"));
}

#[test]
fn many_tasks_are_spawned_from_everywhere_and_all_of_them_end() {
    let count = if cfg!(miri) { 20 } else { 2_000 };
    let ended = Arc::new(AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let tasks = Vec::from_iter((0..count).map(|n| {
                    let ended = Arc::clone(&ended);
                    Task::spawn(async move {
                        let inner = Task::spawn(async move {
                            Task::yield_now().await;
                            n
                        });
                        let also = Arc::clone(&ended);
                        drop(Task::spawn(async move { also.fetch_add(1, SeqCst) }));
                        let n = inner.await;
                        ended.fetch_add(1, SeqCst);
                        n
                    })
                }));
                for (n, task) in tasks.iter().enumerate() {
                    assert_eq!(task.blocking_wait(), Ok(&Ok(n)));
                }
            });
        }
    });
    while ended.load(SeqCst) < 8 * count {
        thread::yield_now();
    }
}

#[test]
fn b_task_023_a_task_of_a_task_is_awaited_twice() {
    let flat = |end: fn(&TaskCompletionSource<u32>)| {
        let (outer, inner) = (TaskCompletionSource::<Task<u32>>::new(), TaskCompletionSource::<u32>::new());
        let awaited = outer.task().clone();
        let flat = Task::try_spawn(async move { awaited.await?.await });
        outer.set_result(inner.task().clone()).expect("it's the first");
        end(&inner);
        flat.blocking_wait().copied().map_err(|error| error.to_string())
    };
    assert_eq!(flat(|inner| inner.set_result(42).expect("it's the first")), Ok(42));
    assert_eq!(flat(|inner| inner.set_error("inner").expect("it's the first")), Err("inner".to_owned()));
    assert_eq!(flat(|inner| inner.set_canceled().expect("it's the first")), Err("canceled".to_owned()));
    let outer = TaskCompletionSource::<Task<u32>>::new();
    let awaited = outer.task().clone();
    let flat = Task::try_spawn(async move { awaited.await?.await });
    outer.set_error("outer").expect("it's the first");
    assert_eq!(flat.blocking_wait().map_err(ToString::to_string), Err("outer".to_owned()));
}
