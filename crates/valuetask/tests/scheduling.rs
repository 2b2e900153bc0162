//! What the default scheduler does with spawned futures, closures and delays.
//!
//! Rows: B-TASK-007, B-TASK-008, B-TASK-010, B-TASK-011, B-TASK-013, B-TASK-014, B-TASK-027, B-TASK-030, B-TASK-039, B-COMB-027, B-COMB-028.

mod util;

use std::future::{Future, pending, poll_fn};
use std::io;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier, Mutex, OnceLock, mpsc};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use util::{Bomb, Drops};
use valuetask::scheduler::{Ambient, DefaultScheduler, TaskScheduler};
use valuetask::{Abandoned, Task, TaskCompletionSource, TaskError, TaskStatus, TimedOut, ValueTask};

fn thread_name() -> String {
    thread::current().name().unwrap_or_default().to_owned()
}

#[test]
fn b_task_013_a_spawned_future_yields_its_output() {
    assert_eq!(Task::spawn(async { 42 }).wait(), Ok(&42));
    assert_eq!(pollster::block_on(Task::spawn(async { String::from("42") })), Ok(String::from("42")));
    assert_eq!(Task::run(|| 42).wait(), Ok(&42));
}

#[test]
fn b_task_014_spawned_work_runs_on_named_workers_and_blocking_work_on_threads_of_its_own() {
    let spawned = Task::spawn(async { thread_name() });
    assert!(spawned.wait().expect("no panic").starts_with("valuetask-worker-"));
    let run = Task::run(thread_name);
    assert!(run.wait().expect("no panic").starts_with("valuetask-blocking-"));
}

#[test]
fn b_task_007_a_cancellation_that_a_future_returns_cancels_its_task() {
    let task = Task::<u32>::try_spawn(async { Err(TaskError::canceled()) });
    assert!(task.wait().expect_err("canceled").is_canceled());
    assert_eq!(task.status(), TaskStatus::Canceled);
}

#[test]
fn b_task_008_010_011_a_cancellation_cancels_the_task_whoever_returns_it() {
    // Also as another error that it was made into on its way.
    let boxed = || Err::<u32, _>(Box::<dyn std::error::Error + Send + Sync>::from(TaskError::canceled()));
    let tasks =
        [Task::try_run(|| Err(TaskError::canceled())), Task::try_run(boxed), Task::try_spawn(async move { boxed() })];
    for task in tasks {
        assert!(task.wait().is_err());
        assert_eq!(task.status(), TaskStatus::Canceled);
    }
}

#[test]
fn an_error_faults_the_task_and_can_be_found_in_it() {
    let task = Task::<u32>::try_spawn(async { Err(io::Error::from(io::ErrorKind::NotFound)) });
    let error = task.wait().expect_err("faulted");
    assert_eq!(error.downcast_ref::<io::Error>().map(io::Error::kind), Some(io::ErrorKind::NotFound));
    assert_eq!(task.status(), TaskStatus::Faulted);
    assert_eq!(Task::try_run(|| Ok::<_, io::Error>(1)).wait(), Ok(&1));
}

#[test]
fn a_panic_faults_the_task_with_its_message_and_the_thread_goes_on() {
    for _ in 0..100 {
        let task = Task::<()>::spawn(async { panic!("spawned {}", 1) });
        let error = task.wait().expect_err("panicked").clone();
        assert!(error.is_panicked() && task.is_faulted());
        assert_eq!(error.panic_message(), Some("spawned 1"));
        let task = Task::<()>::run(|| panic!("run"));
        assert_eq!(task.wait().expect_err("panicked").panic_message(), Some("run"));
    }
    let name = Task::spawn(async { thread_name() });
    let number = name.wait().expect("no panic").trim_start_matches("valuetask-worker-").parse::<usize>();
    assert!(number.expect("a number") < thread::available_parallelism().expect("known").get());
}

#[test]
fn foreign_work_that_panics_leaves_the_workers_alone() {
    for _ in 0..8 {
        DefaultScheduler.schedule(ValueTask::from_future(async { Bomb::raise() }));
        DefaultScheduler.schedule_blocking(Box::new(|| Bomb::raise()));
    }
    assert_eq!(Task::spawn(async { 1 }).wait(), Ok(&1));
    assert_eq!(Task::run(|| 1).wait(), Ok(&1));
}

#[test]
fn a_future_that_nothing_can_wake_any_more_is_dropped_and_its_task_abandoned() {
    let drops = Drops::default();
    let held = drops.value();
    let task = Task::<()>::spawn(async move {
        let _held = held;
        pending().await
    });
    assert_eq!(task.wait().expect_err("dropped").downcast_ref(), Some(&Abandoned));
    assert_eq!(drops.count(), 1);

    // The same once its last waker goes, by whoever has that.
    let (give, given) = mpsc::channel();
    let held = drops.value();
    let task = Task::<()>::spawn(poll_fn(move |cx| {
        let _held = &held;
        give.send(cx.waker().clone()).expect("somebody listens");
        Poll::Pending
    }));
    let waker = given.recv().expect("it is polled");
    assert_eq!((task.status(), drops.count()), (TaskStatus::Running, 1));
    drop(waker);
    assert_eq!(task.wait().expect_err("dropped").downcast_ref(), Some(&Abandoned));
    assert_eq!(drops.count(), 2);
}

#[test]
fn a_future_whose_task_nobody_keeps_goes_on_as_long_as_it_can_be_woken() {
    let (source, (say, said)) = (TaskCompletionSource::new(), mpsc::channel());
    let awaited = source.task().clone();
    drop(Task::spawn(async move { say.send(awaited.await) }));
    source.set_result(7).expect("the first");
    assert_eq!(said.recv(), Ok(Ok(7)));
}

#[test]
fn a_panic_while_a_future_is_dropped_that_never_ended_faults_the_task() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("in the destructor");
        }
    }
    let bomb = Bomb;
    let task = Task::<()>::spawn(async move {
        let _held = bomb;
        pending().await
    });
    assert_eq!(task.wait().expect_err("panicked").panic_message(), Some("in the destructor"));
    assert_eq!(Task::spawn(async { 1 }).wait(), Ok(&1));
}

#[test]
fn what_a_future_holds_is_dropped_before_its_task_is_complete() {
    let drops = Drops::default();
    let held = drops.value();
    let task = Task::spawn(async move {
        let _held = held;
        Task::yield_now().await;
    });
    assert_eq!(task.wait(), Ok(&()));
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
    assert_eq!(task.wait().expect_err("panicked").panic_message(), Some("in the destructor"));
}

/// A scheduler that keeps its work.
#[derive(Default)]
struct Keeps {
    work: Mutex<Vec<ValueTask<'static>>>,
    blocking: Mutex<Vec<Box<dyn FnOnce() + Send>>>,
}

impl TaskScheduler for Keeps {
    fn schedule(&self, work: ValueTask<'static>) {
        self.work.lock().expect("no panic").push(work);
    }

    fn schedule_blocking(&self, work: Box<dyn FnOnce() + Send>) {
        self.blocking.lock().expect("no panic").push(work);
    }

    fn delay(&self, _: Duration) -> ValueTask<'static> {
        ValueTask::from_future(pending())
    }
}

#[test]
fn a_task_waits_to_run_runs_and_is_complete() {
    let scheduler = Keeps::default();
    let mut polls = 0;
    let task = Task::spawn_on(
        &scheduler,
        poll_fn(move |_| {
            polls += 1;
            if polls == 2 { Poll::Ready("done") } else { Poll::Pending }
        }),
    );
    assert_eq!(task.status(), TaskStatus::WaitingToRun);
    let mut work = pin!(scheduler.work.lock().expect("no panic").remove(0));
    let mut cx = Context::from_waker(Waker::noop());
    assert!(work.as_mut().poll(&mut cx).is_pending());
    assert_eq!(task.status(), TaskStatus::Running);
    assert!(work.as_mut().poll(&mut cx).is_ready());
    assert_eq!(task.status(), TaskStatus::RanToCompletion);
    assert_eq!(task.result(), Some(Ok(&"done")));

    let (said, seen) = mpsc::channel();
    let run = Task::run_on(&scheduler, move || said.send(1).is_ok());
    assert_eq!((run.status(), seen.try_recv().ok()), (TaskStatus::WaitingToRun, None));
    let work = scheduler.blocking.lock().expect("no panic").remove(0);
    work();
    assert_eq!((run.result(), seen.try_recv().ok()), (Some(Ok(&true)), Some(1)));
}

/// Scheduled work, done or dropped, neither panics if its own end wakes somebody who does, nor is it told of what waits for a source.
#[test]
fn a_panic_of_who_waits_for_scheduled_work_is_nothing_to_the_scheduler() {
    struct Panics;

    impl std::task::Wake for Panics {
        fn wake(self: Arc<Self>) {
            panic!("a waker");
        }
    }

    for is_dropped in [false, true] {
        let scheduler = Arc::new(Keeps::default());
        let source = TaskCompletionSource::<()>::scheduled_on(Arc::clone(&scheduler));
        let tasks = [
            Task::spawn_on(&scheduler, async {}),
            Task::run_on(&scheduler, || ()),
            Task::completed().continue_with_on(Arc::clone(&scheduler), |_| ()),
            source.task().clone(),
        ];
        let mut gets = tasks.each_ref().map(Task::get);
        let waker = Waker::from(Arc::new(Panics));
        let mut cx = Context::from_waker(&waker);
        assert!(gets.each_mut().into_iter().all(|get| pin!(get).poll(&mut cx).is_pending()));
        source.set_result(()).expect("it's the first");
        let work = std::mem::take(&mut *scheduler.work.lock().expect("no panic"));
        assert_eq!(work.len(), 3);
        for work in work {
            assert!(is_dropped || pin!(work).poll(&mut Context::from_waker(Waker::noop())).is_ready());
        }
        let work = scheduler.blocking.lock().expect("no panic").remove(0);
        if is_dropped {
            drop(work)
        } else {
            work()
        }
        drop(gets);
        let [of_work @ .., of_source] = tasks;
        assert!(of_work.iter().all(|task| task.is_completed() && task.is_faulted() == is_dropped));
        assert!(of_source.is_completed_successfully());
    }
}

#[test]
fn a_scheduled_continuation_is_running_once_it_was_begun() {
    let (scheduler, itself) = (Arc::new(Keeps::default()), Arc::new(OnceLock::<Task<TaskStatus>>::new()));
    let inside = Arc::clone(&itself);
    let continued = Task::completed()
        .continue_with_on(Arc::clone(&scheduler), move |_| inside.get().expect("it was put there").status());
    assert_eq!(continued.status(), TaskStatus::WaitingToRun);
    itself.set(continued.clone()).expect("it's the first");
    let work = scheduler.work.lock().expect("no panic").remove(0);
    assert!(pin!(work).poll(&mut Context::from_waker(Waker::noop())).is_ready());
    assert_eq!(continued.result(), Some(Ok(&TaskStatus::Running)));
}

#[test]
fn work_that_a_scheduler_drops_faults_its_task() {
    let scheduler = Keeps::default();
    let tasks = [
        Task::spawn_on(&scheduler, async {}),
        Task::run_on(&scheduler, || ()),
        Task::delay_on(&scheduler, Duration::from_secs(1)),
    ];
    drop(scheduler);
    for task in tasks {
        assert_eq!(task.wait().expect_err("dropped").downcast_ref(), Some(&Abandoned));
    }
}

#[test]
fn an_endless_delay_asks_nothing_of_its_scheduler() {
    let scheduler = Keeps::default();
    let never = Task::delay_on(&scheduler, Duration::MAX);
    drop(scheduler);
    assert!(!never.is_completed(), "nothing of it was dropped");
}

#[test]
fn a_scheduler_may_be_shared_boxed_or_unsized() {
    let schedulers: [Arc<dyn TaskScheduler>; 2] = [Arc::new(DefaultScheduler), Arc::new(Box::new(&Ambient))];
    for scheduler in schedulers {
        assert_eq!(Task::spawn_on(&*scheduler, async { 1 }).wait(), Ok(&1));
        assert_eq!(Task::try_run_on(&scheduler, || Ok::<_, io::Error>(2)).wait(), Ok(&2));
        assert_eq!(Task::delay_on(&scheduler, Duration::from_micros(1)).wait(), Ok(&()));
    }
}

#[test]
fn dropping_the_task_doesnt_stop_the_work() {
    let (said, heard) = mpsc::channel();
    let also_said = said.clone();
    drop(Task::spawn(async move {
        Task::yield_now().await;
        said.send("spawned").expect("somebody listens");
    }));
    assert_eq!(heard.recv(), Ok("spawned"));
    drop(Task::run(move || also_said.send("run").expect("somebody listens")));
    assert_eq!(heard.recv(), Ok("run"));
}

#[test]
fn more_blocking_work_than_cores_doesnt_hold_up_spawned_work() {
    let count = 4 * thread::available_parallelism().map_or(1, usize::from);
    let all_at_once = Arc::new(Barrier::new(count + 1));
    let blocked: Vec<_> = (0..count)
        .map(|_| {
            let barrier = Arc::clone(&all_at_once);
            Task::run(move || barrier.wait().is_leader())
        })
        .collect();
    // None of them can end before this thread comes.
    for n in 0..100 {
        assert_eq!(Task::spawn(async move { n }).wait(), Ok(&n));
    }
    assert!(blocked.iter().all(|task| !task.is_completed()));
    all_at_once.wait();
    assert!(blocked.iter().all(|task| task.wait().is_ok()));
}

#[test]
fn spawned_work_that_keeps_a_worker_busy_doesnt_hold_up_what_it_has_spawned_before() {
    if thread::available_parallelism().map_or(1, usize::from) < 2 {
        return;
    }
    let (said, heard) = mpsc::channel();
    let task = Task::spawn(async move {
        let others: Vec<_> = (0..3).map(|n| (n, said.clone())).collect();
        for (n, said) in others {
            drop(Task::spawn(async move { said.send(n).expect("somebody listens") }));
        }
        // The last one is what this worker would do next; the first two are for others.
        heard.recv().expect("sent") + heard.recv().expect("sent")
    });
    assert_eq!(task.wait(), Ok(&1));
}

#[test]
fn b_task_030_a_yield_is_never_answered_at_once_and_lets_others_go_on() {
    let mut yielded = pin!(Task::yield_now());
    let woken = util::poll(&mut yielded);
    assert!(woken.is_pending());
    assert!(util::poll(&mut yielded).is_ready());

    // Two that yield to one another until each has seen the other, on whatever workers there are.
    let turns = Arc::new(AtomicUsize::new(0));
    let yields = |me: usize| {
        let turns = Arc::clone(&turns);
        Task::spawn(async move {
            for _ in 0..100 {
                while turns.load(SeqCst) % 2 != me {
                    Task::yield_now().await;
                }
                turns.fetch_add(1, SeqCst);
            }
        })
    };
    let (first, second) = (yields(0), yields(1));
    assert_eq!((first.wait(), second.wait()), (Ok(&()), Ok(&())));
    assert_eq!(turns.load(SeqCst), 200);
}

#[test]
fn b_task_039_a_yield_before_an_await_suspends_once() {
    let complete = Task::from_result(1);
    let mut after_a_yield = pin!(async {
        Task::yield_now().await;
        (&complete).await
    });
    let mut cx = Context::from_waker(Waker::noop());
    assert!(after_a_yield.as_mut().poll(&mut cx).is_pending());
    assert_eq!(after_a_yield.as_mut().poll(&mut cx), Poll::Ready(Ok(1)));
}

#[test]
fn b_task_027_no_delay_is_complete_and_an_endless_one_never_is() {
    assert!(Task::delay(Duration::ZERO).is_completed_successfully());
    let never = Task::delay(Duration::MAX);
    assert!(!never.is_completed());
    assert_eq!(never.wait_timeout(Duration::from_millis(1)), None);
    let almost_never = Task::delay(Duration::MAX - Duration::from_nanos(1));
    assert_eq!(almost_never.wait_timeout(Duration::from_millis(1)), None);
    assert_eq!(Task::delay(Duration::from_millis(1)).wait(), Ok(&()));
}

#[test]
fn what_waits_for_an_endless_delay_among_others_goes_on_by_itself_as_with_any_delay() {
    for length in [Duration::from_secs(3600), Duration::MAX] {
        let source = TaskCompletionSource::new();
        let any = Task::when_any([Task::delay(length), source.task().clone()]);
        source.set_result(()).expect("it's the first");
        assert!(matches!(any.result(), Some(Ok((1, _)))), "{length:?}");
    }
}

#[test]
fn delays_end_in_the_order_of_their_lengths_whether_awaited_or_not() {
    let (long, short) = (Task::delay(Duration::from_secs(3600)), Task::delay(Duration::from_millis(2)));
    assert_eq!(short.wait(), Ok(&()));
    assert!(!long.is_completed());
    let timed = Task::delay(Duration::from_micros(10));
    while !timed.is_completed() {
        thread::yield_now();
    }
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
                    assert_eq!(task.wait(), Ok(&Ok(n)));
                }
            });
        }
    });
    while ended.load(SeqCst) < 8 * count {
        thread::yield_now();
    }
}

#[test]
fn b_comb_027_a_value_task_gets_so_much_time() {
    let in_time = ValueTask::from_future(async { 1 }).with_timeout(Duration::from_secs(3600));
    assert_eq!(pollster::block_on(in_time), Ok(1));
    let drops = Drops::default();
    let held = drops.value();
    let late = ValueTask::from_future(async move {
        let _held = held;
        pending::<()>().await;
    });
    let mut late = late.with_timeout(Duration::from_millis(1));
    assert_eq!(pollster::block_on(&mut late), Err(TimedOut));
    assert_eq!(drops.count(), 1);
    assert_eq!(pollster::block_on(ValueTask::ready(1).with_timeout(Duration::ZERO)), Ok(1));
    let no_time = ValueTask::<u8>::from_future(async { unreachable!() }).with_timeout(Duration::ZERO);
    assert_eq!(no_time.try_result().ok(), Some(Err(TimedOut)));
    assert_eq!(pollster::block_on(ValueTask::from_future(async { 1 }).with_timeout(Duration::MAX)), Ok(1));
}

#[test]
fn b_comb_028_a_lazy_task_runs_its_factory_once_for_all_who_await_it() {
    let made = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&made);
    let lazy = Task::from_future(async move {
        Task::yield_now().await;
        counted.fetch_add(1, SeqCst) + 1
    });
    assert_eq!(made.load(SeqCst), 0);
    let awaits = Vec::from_iter((0..10).map(|_| {
        let lazy = lazy.clone();
        Task::try_spawn(async move { (&lazy).await })
    }));
    assert!(awaits.iter().all(|task| task.wait() == Ok(&1)));
    assert_eq!(made.load(SeqCst), 1);
}
