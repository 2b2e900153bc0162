//! No panic of user code reaches the scheduler that polls a task's work. A process of its own, as it installs a
//! scheduler and a hook.

use std::cell::Cell;
use std::future::Future;
use std::mem;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use valuetask::ValueTask;
use valuetask_tasks::cancel::{CancellationToken, CancellationTokenExt};
use valuetask_tasks::scheduler::{TaskScheduler, TokioScheduler};
use valuetask_tasks::{Task, TaskCompletionSource, scheduler};

static WORK: Mutex<Vec<ValueTask<'static>>> = Mutex::new(Vec::new());
static TIMERS: Mutex<Vec<TaskCompletionSource>> = Mutex::new(Vec::new());

/// Keeps work and timers until the test runs them.
#[derive(Debug)]
struct ByHand;

impl TaskScheduler for ByHand {
    fn schedule(&self, work: ValueTask<'static>) {
        WORK.lock().expect("no panic").push(work);
    }

    fn schedule_blocking(&self, _: Box<dyn FnOnce() + Send>) {
        unreachable!("nothing blocks here")
    }

    fn delay(&self, _: Duration) -> ValueTask<'static> {
        let (source, elapsed) = TaskCompletionSource::channel();
        TIMERS.lock().expect("no panic").push(source);
        ValueTask::from_future(async move {
            elapsed.settled().await;
        })
    }
}

/// Completes all delays.
fn elapse() {
    for timer in TIMERS.lock().expect("no panic").drain(..) {
        timer.set_result(()).expect("it's the first");
    }
}

/// Polls the scheduled work without catching panics, and returns the number of its parts.
fn run() -> usize {
    let work = mem::take(&mut *WORK.lock().expect("no panic"));
    work.into_iter().map(pollster::block_on).count()
}

struct Panics;

impl Wake for Panics {
    fn wake(self: Arc<Self>) {
        panic!("a waker");
    }
}

/// Polls a pending task with a waker that panics, and runs the work that completes it.
fn complete(task: &Task<u32>, schedule: impl FnOnce()) {
    let waker = Waker::from(Arc::new(Panics));
    let mut awaiter = pin!(task.get());
    assert!(awaiter.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    schedule();
    assert!(!task.is_completed());
    assert_eq!(run(), 1);
    assert!(task.is_completed());
}

#[test]
fn no_panic_of_a_user_reaches_the_scheduler() {
    scheduler::install(ByHand).expect("the first");

    let source = TaskCompletionSource::new();
    complete(&source.task().with_timeout(Duration::from_secs(1)), elapse);

    let token = CancellationToken::new();
    let _guard = token.callback_guard(|| panic!("a callback"));
    let _timer = token.cancel_after(Duration::from_secs(1));
    elapse();
    assert_eq!(run(), 1);
    assert!(token.is_cancelled());

    struct PanicsOnDrop;
    impl Drop for PanicsOnDrop {
        fn drop(&mut self) {
            panic!("a result");
        }
    }
    let task = Task::from_result(PanicsOnDrop);
    let continuation = task.continue_with_on(ByHand, |task| task.is_completed());
    drop(task);
    assert_eq!(run(), 1);
    assert_eq!(continuation.result(), Some(Ok(&true)));
}

#[test]
fn a_runtime_that_ends_before_its_timers_calls_no_hook_of_panics() {
    thread_local!(static HAS_PANICKED: Cell<bool> = const { Cell::new(false) });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let delay = TokioScheduler::new(runtime.handle().clone()).delay(Duration::from_secs(3600));
    let mut delay = pin!(delay);
    assert!(delay.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    std::panic::set_hook(Box::new(|_| HAS_PANICKED.set(true)));
    drop(runtime);
    drop(std::panic::take_hook());
    assert!(!HAS_PANICKED.get());
    assert!(delay.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
}
