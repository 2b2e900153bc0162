//! Canceled work isn't polled and keeps no timer. A process of its own, as its scheduler runs work by hand and counts
//! timers.

use std::future::{Future, IntoFuture, poll_fn};
use std::mem;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use valuetask::ValueTask;
use valuetask_tasks::cancel::{CancellationToken, CancellationTokenExt};
use valuetask_tasks::scheduler::TaskScheduler;
use valuetask_tasks::{Task, TaskCompletionSource, scheduler};

static TIMERS: AtomicUsize = AtomicUsize::new(0);
static WORK: Mutex<Vec<ValueTask<'static>>> = Mutex::new(Vec::new());

/// Never elapses.
struct Timer;

impl Timer {
    fn new() -> Self {
        TIMERS.fetch_add(1, SeqCst);
        Self
    }
}

impl Future for Timer {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        Poll::Pending
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        TIMERS.fetch_sub(1, SeqCst);
    }
}

const RESTLESS: Duration = Duration::from_secs(7);

/// Wakes itself in each poll, in which another thread runs the work that this schedules.
struct Restless;

static POLLS: AtomicUsize = AtomicUsize::new(0);

impl Future for Restless {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        assert!(POLLS.fetch_add(1, SeqCst) < 4, "it is polled without end");
        cx.waker().wake_by_ref();
        thread::spawn(run).join().expect("no panic");
        Poll::Pending
    }
}

/// Keeps work until [`run`] is called.
#[derive(Debug)]
struct ByHand;

impl TaskScheduler for ByHand {
    fn schedule(&self, work: ValueTask<'static>) {
        WORK.lock().unwrap_or_else(PoisonError::into_inner).push(work);
    }

    fn schedule_blocking(&self, _: Box<dyn FnOnce() + Send>) {
        unreachable!("nothing blocks")
    }

    fn delay(&self, duration: Duration) -> ValueTask<'static> {
        if duration == RESTLESS { ValueTask::from_future(Restless) } else { ValueTask::from_future(Timer::new()) }
    }
}

/// Polls all work once, and returns the number of timers.
fn run() -> usize {
    let mut work = mem::take(&mut *WORK.lock().unwrap_or_else(PoisonError::into_inner));
    work.retain_mut(|work| Pin::new(work).poll(&mut Context::from_waker(Waker::noop())).is_pending());
    WORK.lock().unwrap_or_else(PoisonError::into_inner).append(&mut work);
    TIMERS.load(SeqCst)
}

/// Installs the scheduler, for one test at a time.
fn installed() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    // The second test finds it installed.
    let _ = scheduler::install(ByHand);
    alone
}

#[test]
fn a_spawned_future_isnt_polled_once_its_token_is_canceled_also_if_it_would_be_ready() {
    let _alone = installed();
    for polls in [0, 1] {
        let (token, polled) = (CancellationToken::new(), Arc::new(AtomicUsize::new(0)));
        let (source, woken) = TaskCompletionSource::<u32>::channel();
        let (counts, mut woken) = (Arc::clone(&polled), woken.into_future());
        let task = Task::spawn_with(
            &token,
            poll_fn(move |cx| {
                counts.fetch_add(1, SeqCst);
                Pin::new(&mut woken).poll(cx)
            }),
        );
        if polls == 1 {
            run();
        }
        source.set_result(7).expect("it's the first");
        token.cancel();
        run();
        assert_eq!(task.result().expect("complete").expect_err("canceled").cancellation_token(), Some(&token));
        assert_eq!(polled.load(SeqCst), polls);
    }
}

#[test]
fn a_timer_is_dropped_as_soon_as_its_task_is_canceled_or_complete() {
    let _alone = installed();
    let hour = Duration::from_secs(3600);
    for is_polled in [false, true] {
        let poll = || if is_polled { run() } else { TIMERS.load(SeqCst) };

        let token = CancellationToken::new();
        let delay = Task::delay_with(&token, hour);
        assert_eq!(poll(), 1, "a delay");
        token.cancel();
        assert_eq!(run(), 0, "a canceled delay");
        assert!(delay.is_canceled());

        let token = CancellationToken::new();
        let timer = token.cancel_after(hour);
        assert_eq!(poll(), 1, "a token that is canceled later");
        token.cancel();
        assert_eq!(TIMERS.load(SeqCst), 0, "a token that was canceled before");
        drop(timer);

        let (token, other) = (CancellationToken::new(), CancellationToken::new());
        let timers = [token.cancel_after(hour), other.child_token().cancel_after(hour)];
        assert_eq!(poll(), 2, "two tokens");
        drop((token, timers));
        assert_eq!(TIMERS.load(SeqCst), 0, "two whose guards were dropped");

        let token = CancellationToken::new();
        let timer = token.cancel_after_on(&ByHand, hour);
        assert_eq!(poll(), 1, "a token and a scheduler");
        drop(timer);
        assert_eq!(run(), 0, "one whose guard was dropped");
        assert!(!token.is_cancelled());

        let delays = [Task::delay(hour), Task::delay_with(&token, hour)];
        assert_eq!(poll(), 2, "two delays");
        drop(delays);
        assert_eq!(TIMERS.load(SeqCst), 0, "two whose handles were dropped");

        let (source, task) = TaskCompletionSource::channel();
        let [limited, dropped] = [(); 2].map(|()| task.with_timeout(hour));
        assert_eq!(poll(), 2, "two time limits");
        drop(dropped);
        assert_eq!(TIMERS.load(SeqCst), 1, "one whose last handle was dropped");
        source.set_result(7).expect("it's the first");
        assert_eq!((limited.result(), TIMERS.load(SeqCst)), (Some(Ok(&7)), 0));
    }
}

#[test]
fn a_timer_that_wakes_itself_in_each_poll_is_polled_by_one_piece_of_work_at_a_time() {
    let _alone = installed();
    let source = TaskCompletionSource::<u32>::new();
    let limited = source.task().with_timeout(RESTLESS);
    for polls in 1..4 {
        assert_eq!((POLLS.load(SeqCst), limited.is_completed()), (polls, false));
        run();
    }
    source.set_result(7).expect("it's the first");
    assert_eq!(limited.result(), Some(Ok(&7)));
    run();
}
