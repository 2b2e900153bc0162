//! Lazy tasks: tasks of futures, which their awaiters poll.
//!
//! an awaiter that is woken and never polls again · the driver dropped · a change of wakers · woken while it runs · waking itself · panics,
//! in poll and in drop · errors of its own · dropped unpolled, suspended, by its last handle

use std::future::{Future, IntoFuture, pending, poll_fn};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use valuetask::{Task, TaskCompletionSource, TaskError, TaskStatus, ValueTask};

use super::{Wakes, poll_with};
use crate::util::{Counted, Drops, Once, pause, poll};

/// A future that is ready once it is opened, with the waker of its last poll.
#[derive(Clone, Default)]
pub(super) struct Gate(Arc<Mutex<(bool, Option<Waker>)>>);

impl Gate {
    pub(super) fn open(&self) {
        self.0.lock().expect("no panic").0 = true;
        self.knock();
    }

    /// Wakes the task that waits at the gate, which stays closed.
    pub(super) fn knock(&self) {
        let waker = self.0.lock().expect("no panic").1.take();
        waker.into_iter().for_each(Waker::wake);
    }

    async fn pass(self) {
        poll_fn(|cx| {
            let mut gate = self.0.lock().expect("no panic");
            if gate.0 {
                return Poll::Ready(());
            }
            gate.1 = Some(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }

    pub(super) fn task(&self) -> Task<u32> {
        let gate = self.clone();
        Task::from_future(async move {
            gate.pass().await;
            7
        })
    }
}

/// The scenario of futures-rs issue 2706: of two awaiters, the woken one is busy with something else and never polls again. The other
/// one has to be woken, too.
#[test]
fn an_awaiter_that_is_woken_and_never_polls_again_holds_up_no_other() {
    let gate = Gate::default();
    let task = gate.task();
    let ((first_wakes, first_waker), (second_wakes, second_waker)) = (Wakes::new(), Wakes::new());
    let (mut first, mut second) = (task.get(), task.get());
    assert!(poll_with(&mut first, &first_waker).is_pending());
    assert!(poll_with(&mut second, &second_waker).is_pending());
    gate.open();
    assert_eq!((first_wakes.count(), second_wakes.count()), (1, 1));
    assert_eq!(poll_with(&mut second, &second_waker), Poll::Ready(Ok(&7)));
    assert_eq!(first_wakes.count(), 1, "it was woken before");
    assert_eq!(poll_with(&mut first, &first_waker), Poll::Ready(Ok(&7)));
}

#[test]
fn another_awaiter_takes_over_from_one_that_is_dropped() {
    for dropped_before in [true, false] {
        let gate = Gate::default();
        let task = gate.task();
        let (wakes, waker) = Wakes::new();
        let (mut driver, mut other) = (task.get(), task.get());
        assert!(poll(&mut driver).is_pending());
        assert!(poll_with(&mut other, &waker).is_pending());
        if dropped_before {
            drop(driver);
            gate.open();
        } else {
            gate.open();
            drop(driver);
        }
        assert_eq!(wakes.count(), 1);
        assert_eq!(poll_with(&mut other, &waker), Poll::Ready(Ok(&7)));
    }
}

#[test]
fn the_waker_of_the_last_poll_is_the_one_that_is_woken() {
    let gate = Gate::default();
    let task = gate.task();
    let ((before, before_waker), (after, after_waker)) = (Wakes::new(), Wakes::new());
    let mut get = task.get();
    assert!(poll_with(&mut get, &before_waker).is_pending());
    assert!(poll_with(&mut get, &after_waker).is_pending());
    gate.open();
    assert_eq!((before.count(), after.count()), (0, 1));
}

#[test]
fn a_task_that_wakes_itself_is_polled_again() {
    let task = Task::from_future(async {
        pause().await;
        pause().await;
        7
    });
    let ((wakes, waker), (others, others_waker)) = (Wakes::new(), Wakes::new());
    let (mut get, mut other) = (task.get(), task.get());
    assert!(poll_with(&mut get, &waker).is_pending());
    assert_eq!(wakes.count(), 1);
    assert!(poll_with(&mut other, &others_waker).is_pending());
    assert_eq!(others.count(), 1, "it drove");
    assert_eq!(poll_with(&mut get, &waker), Poll::Ready(Ok(&7)));
}

#[test]
#[cfg_attr(miri, ignore = "a waker's table of functions may have several addresses there")]
fn a_task_alone_wakes_with_the_awaiters_own_waker() {
    let (wakes, waker) = Wakes::new();
    let own = waker.clone();
    let task = Task::from_future(async move {
        assert!(poll_fn(|cx| Poll::Ready(cx.waker().will_wake(&own))).await);
        Once::default().await;
        7
    });
    let mut future = task.into_future();
    assert!(poll_with(&mut future, &waker).is_pending());
    assert_eq!(wakes.count(), 1);
    assert_eq!(poll_with(&mut future, &waker), Poll::Ready(Ok(7)));
}

/// Polled by several awaiters, then by one with its own waker, then by another one, at any depth in other tasks.
#[test]
fn the_last_awaiter_to_poll_is_woken() {
    for depth in 0..40 {
        let gate = Gate::default();
        let task = gate.task();
        assert!(poll(&mut task.get()).is_pending());
        // No waker of the task is left, so it's its awaiter's alone.
        gate.0.lock().expect("no panic").1 = None;
        let mut alone = task.into_future();
        assert!(poll(&mut alone).is_pending());
        let inner = Task::try_from_future(alone);
        let outer = (0..depth).fold(inner, |inner, _| Task::try_from_future(inner.into_future()));
        let (wakes, waker) = Wakes::new();
        let mut future = outer.into_future();
        assert!(poll_with(&mut future, &waker).is_pending());
        gate.open();
        assert_eq!(wakes.count(), 1, "{depth}");
        // What was queued may have completed what this one awaits after it had looked.
        let polled = poll_with(&mut future, &waker);
        let polled = if polled.is_pending() { poll_with(&mut future, &waker) } else { polled };
        assert_eq!(polled, Poll::Ready(Ok(7)), "{depth}");
    }
}

#[test]
fn a_task_is_created_until_it_is_polled_and_runs_until_it_is_complete() {
    let gate = Gate::default();
    let task = gate.task();
    assert_eq!(task.status(), TaskStatus::Created);
    let mut get = task.get();
    assert!(poll(&mut get).is_pending());
    assert_eq!(task.status(), TaskStatus::Running);
    gate.open();
    assert!(poll(&mut get).is_ready());
    assert_eq!(task.status(), TaskStatus::RanToCompletion);
}

#[test]
fn a_panic_faults_the_task_with_its_message() {
    let tasks = [
        Task::from_future(async { panic!("at {}", 7) }),
        Task::from_future(async {
            pause().await;
            panic!("at 7")
        }),
    ];
    for task in tasks {
        let both: [Task<()>; 2] = [task.clone(), task];
        for task in both {
            let error = task.wait().expect_err("faulted");
            assert!(error.is_panicked());
            assert_eq!(error.panic_message(), Some("at 7"));
            assert_eq!(error.to_string(), "panicked: at 7");
        }
    }
    let alone = Task::<()>::from_future(async { panic!("alone") });
    assert_eq!(pollster::block_on(alone.into_future()).expect_err("faulted").panic_message(), Some("alone"));
}

struct PanicsInDrop;

static PANICS_IN_DROP: AtomicUsize = AtomicUsize::new(0);

impl Drop for PanicsInDrop {
    fn drop(&mut self) {
        PANICS_IN_DROP.fetch_add(1, SeqCst);
        panic!("in drop");
    }
}

#[test]
fn a_future_whose_destructor_panics_faults_the_task_and_its_result_is_dropped() {
    struct Ends(Option<Counted>, PanicsInDrop);

    impl Future for Ends {
        type Output = Counted;

        fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
            Poll::Ready(self.0.take().expect("polled once"))
        }
    }

    let drops = Drops::default();
    let task = Task::from_future(Ends(Some(drops.value()), PanicsInDrop));
    let Err(error) = task.wait() else { panic!("it ends with a panic") };
    assert_eq!(error.panic_message(), Some("in drop"));
    assert_eq!((drops.count(), PANICS_IN_DROP.load(SeqCst)), (1, 1));
}

#[test]
fn an_error_of_the_future_is_a_value_or_that_of_the_task() {
    let value = Task::from_future(async { Err::<(), _>("no") });
    assert_eq!(value.wait(), Ok(&Err("no")));
    let error = Task::try_from_future(async { Err::<(), _>("no") });
    assert_eq!(error.wait().expect_err("faulted").to_string(), "no");
}

/// B-TASK-007
#[test]
fn a_future_that_returns_the_cancellation_error_cancels_its_task() {
    let task = Task::try_from_future(async { Err::<(), _>(TaskError::canceled()) });
    assert!(task.wait().is_err());
    assert_eq!(task.status(), TaskStatus::Canceled);
}

#[test]
fn the_future_is_dropped_when_it_is_ready_or_with_the_last_handle() {
    let drops = Drops::default();
    let holding = || {
        let held = drops.value();
        Task::from_future(async move {
            let _held = held;
            Once::default().await;
        })
    };
    drop(holding());
    assert_eq!(drops.count(), 1, "unpolled");
    let task = holding();
    assert!(poll(&mut task.get()).is_pending());
    let other = task.clone();
    drop(task);
    assert_eq!(drops.count(), 1, "there is another handle");
    drop(other);
    assert_eq!(drops.count(), 2, "suspended");
    let task = holding();
    assert_eq!(task.wait(), Ok(&()));
    assert_eq!(drops.count(), 3, "ready");
}

#[test]
fn a_waker_that_is_kept_keeps_no_future() {
    let (drops, gate) = (Drops::default(), Gate::default());
    let (held, inner) = (drops.value(), gate.clone());
    let task = Task::from_future(async move {
        inner.pass().await;
        drop(held);
    });
    assert!(poll(&mut task.get()).is_pending());
    drop(task);
    assert_eq!(drops.count(), 1);
    gate.open();
}

#[test]
fn an_awaiter_that_is_leaked_is_not_woken_any_more() {
    let gate = Gate::default();
    let task = gate.task();
    let (wakes, waker) = Wakes::new();
    {
        let mut get = std::mem::ManuallyDrop::new(task.get());
        assert!(poll_with(&mut *get, &waker).is_pending());
    }
    drop(task);
    gate.open();
    assert_eq!(wakes.count(), 0);
}

#[test]
fn a_task_becomes_a_value_task() {
    assert_eq!(ValueTask::from(Task::from_result(7)).try_result().ok(), Some(Ok(7)));
    let source = TaskCompletionSource::new();
    let mut task = ValueTask::from(source.task().clone());
    assert!(poll(&mut task).is_pending());
    source.set_result(7).expect("it's the first");
    assert_eq!(poll(&mut task), Poll::Ready(Ok(7)));
}

#[test]
fn a_future_that_never_ends_is_never_complete() {
    let task = Task::from_future(pending::<()>());
    assert!(poll(&mut task.get()).is_pending());
    assert!(!task.is_completed());
}
