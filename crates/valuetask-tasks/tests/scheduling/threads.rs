//! On which threads work runs, and that none keeps other work from running.

use std::future::{IntoFuture, poll_fn};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::Duration;

use valuetask::ValueTask;
use valuetask_tasks::scheduler::{CurrentScheduler, TaskScheduler};
use valuetask_tasks::{Task, TaskCompletionSource, TaskError};

use crate::thread_name;
use crate::util::{Bomb, Wakes, poll, poll_with};

const SOON: Duration = Duration::from_millis(2);
const LATE: Duration = Duration::from_secs(3600);

#[test]
fn b_task_014_spawned_work_runs_on_named_threads_and_so_does_blocking_work_on_rt() {
    assert_eq!(Task::spawn(async { thread_name() }).blocking_wait().map(String::as_str), Ok("valuetask"));
    assert_eq!(Task::spawn_blocking(thread_name).blocking_wait().map(String::as_str), Ok("valuetask"));
}

#[test]
fn foreign_work_that_panics_leaves_the_workers_alone_on_rt() {
    for _ in 0..8 {
        CurrentScheduler.schedule(ValueTask::from_future(async { Bomb::raise() }));
        CurrentScheduler.schedule_blocking(Box::new(|| Bomb::raise()));
    }
    assert_eq!(Task::spawn(async { 1 }).blocking_wait(), Ok(&1));
    assert_eq!(Task::spawn_blocking(|| 1).blocking_wait(), Ok(&1));
}

#[test]
fn more_blocking_work_than_cores_doesnt_hold_up_spawned_work_on_rt() {
    let count = 4 * thread::available_parallelism().map_or(1, usize::from);
    let all_at_once = Arc::new(Barrier::new(count + 1));
    let blocked: Vec<_> = (0..count)
        .map(|_| {
            let barrier = Arc::clone(&all_at_once);
            Task::spawn_blocking(move || barrier.wait().is_leader())
        })
        .collect();
    // None of them can end before this thread arrives.
    for n in 0..100 {
        assert_eq!(Task::spawn(async move { n }).blocking_wait(), Ok(&n));
    }
    assert!(blocked.iter().all(|task| !task.is_completed()));
    all_at_once.wait();
    assert!(blocked.iter().all(|task| task.blocking_wait().is_ok()));
}

#[test]
fn b_task_030_a_yield_is_never_ready_at_once_and_lets_others_run_on_rt() {
    let mut yielded = pin!(Task::yield_now());
    let woken = poll(&mut yielded);
    assert!(woken.is_pending());
    assert!(poll(&mut yielded).is_ready());

    // Two tasks that yield to one another until each has seen the other, on any workers.
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
    assert_eq!((first.blocking_wait(), second.blocking_wait()), (Ok(&()), Ok(&())));
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

/// A continuation of `first` blocks until spawned work is complete that awaits `first`, too, and has registered later.
fn continuation_that_blocks(task: &Task<u32>, first: &Task<u32>, complete: impl FnOnce()) -> Task<u32> {
    let (send, receive) = mpsc::channel::<Task<u32>>();
    let continuation = first.continue_with(move |_| *receive.recv().expect("sent").blocking_wait().expect("complete"));
    let ((waits, is_waiting), mut task) = (mpsc::channel(), task.clone().into_future());
    let other = Task::try_spawn(poll_fn(move |cx| {
        let polled = Pin::new(&mut task).poll(cx).map_ok(|result| result + 1);
        // Only the first poll matters.
        let _ = waits.send(polled.is_pending());
        polled
    }));
    assert_eq!(is_waiting.recv(), Ok(true));
    send.send(other).expect("the code has the other end");
    complete();
    continuation
}

#[test]
fn code_that_blocks_holds_up_no_other_waiter_of_the_same_task_on_rt() {
    for is_timed in [false, true] {
        let source = TaskCompletionSource::new();
        let task = source.task().clone();
        let first = if is_timed {
            task.with_timeout(Duration::from_secs(3600))
        } else {
            Task::when_all([task.clone()])
                .try_continue_with(|task| task.result().unwrap().map(|results| results[0]).map_err(TaskError::clone))
        };
        let complete = || source.set_result(7).expect("it's the first");
        assert_eq!(continuation_that_blocks(&task, &first, complete).blocking_wait(), Ok(&8));
    }
}

/// Returns the name of the thread that runs after this much time. Retries with more if that has passed before this
/// thread was ready.
fn thread_after(begin: impl Fn(Duration) -> Task<String>) -> String {
    let lengths = (0..).map(|doubled| SOON * (1_u32 << doubled));
    let names = lengths.map(|length| begin(length).blocking_wait().expect("no error").clone());
    names.into_iter().find(|name| *name != thread_name()).expect("time is always up after some")
}

#[test]
fn code_after_a_time_limit_runs_on_a_worker_and_may_wait_there_for_a_delay_on_rt() {
    let source = TaskCompletionSource::<u32>::new();
    let name = thread_after(|length| {
        source.task().with_timeout(length).continue_with(|late| {
            assert!(late.is_faulted() && Task::delay(SOON).blocking_wait().is_ok());
            thread_name()
        })
    });
    assert_eq!(name, "valuetask");
    assert_eq!(Task::delay(SOON).blocking_wait(), Ok(&()));
}

/// Records the thread on which it is woken.
struct Says(mpsc::Sender<String>);

impl Wake for Says {
    fn wake(self: Arc<Self>) {
        self.0.send(thread_name()).expect("the receiver is alive");
    }
}

fn says() -> (Waker, mpsc::Receiver<String>) {
    let (say, said) = mpsc::channel();
    (Waker::from(Arc::new(Says(say))), said)
}

/// A delay that this waker waits for. Retries with a longer one if the time is up at the poll.
fn awaited_by(waker: &Waker) -> ValueTask<'static> {
    let awaited = |doubled| {
        let mut delay = CurrentScheduler.delay(SOON * (1_u32 << doubled));
        poll_with(&mut delay, waker).is_pending().then_some(delay)
    };
    (0..).find_map(awaited).expect("one is long enough")
}

#[test]
fn a_delay_wakes_its_last_awaiter_on_a_worker_and_a_panic_of_one_stops_no_other_on_rt() {
    let (last, said) = says();
    let ((first, before), another) = (Wakes::new(), awaited_by(&Bomb::waker()));
    let mut delay = awaited_by(&before);
    // A delay that is over by now isn't polled again.
    if poll_with(&mut delay, &last).is_pending() {
        assert_eq!(said.recv().as_deref(), Ok("valuetask"));
        assert_eq!(first.count(), 0);
        assert!(poll(&mut delay).is_ready());
    }
    assert_eq!(Task::delay(2 * SOON).blocking_wait(), Ok(&()));
    assert_eq!(Task::spawn(another).blocking_wait(), Ok(&()));
}

#[test]
fn a_delay_wakes_its_last_awaiter_inside_and_outside_of_spawned_work_on_rt() {
    let (give, given) = mpsc::channel();
    drop(Task::spawn(async move {
        let delay = poll_fn(|cx| Poll::Ready(awaited_by(cx.waker()))).await;
        give.send(delay).expect("the receiver is alive");
    }));
    let mut delay = given.recv().expect("it is sent");
    let (waker, said) = says();
    // A delay that was over already isn't woken again.
    if poll_with(&mut delay, &waker).is_pending() {
        assert_eq!(said.recv().as_deref(), Ok("valuetask"));
    }
    assert_eq!(Task::spawn(awaited_by(Waker::noop())).blocking_wait(), Ok(&()));
}

/// Records the thread on which it is dropped.
struct Goes(mpsc::Sender<thread::ThreadId>);

impl Wake for Goes {
    fn wake(self: Arc<Self>) {}
}

impl Drop for Goes {
    fn drop(&mut self) {
        // A late send finds the receiver dropped.
        let _ = self.0.send(thread::current().id());
    }
}

#[test]
fn a_delay_that_is_dropped_drops_the_waker_of_its_awaiter_on_rt() {
    let (say, said) = mpsc::channel();
    let mut delay = CurrentScheduler.delay(LATE);
    assert!(poll_with(&mut delay, &Waker::from(Arc::new(Goes(say)))).is_pending());
    assert!(said.try_recv().is_err());
    drop(delay);
    assert_eq!(said.try_recv(), Ok(thread::current().id()));
}
