//! Awaiters of a task, which come and leave in any number.
//!
//! before and after completion · many at once, in order · on several threads · one dropped: the first, the last, one in
//! the middle · polled again with the same waker, with another · a waker that panics · a waker with foreign code in
//! clone or drop · blocking, with a time limit, within a poll · polled after the end · by value: alone and shared

use std::future::{IntoFuture, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::task::{Poll, Wake, Waker};
use std::thread;
use std::time::{Duration, Instant};

use pollster::block_on;
use valuetask::{PooledFuture, ValueTask};
use valuetask_tasks::{Shared, Task, TaskCompletionSource, TaskError, TaskStatus};

use super::{Wakes, poll_with};
use crate::util::poll;

/// B-TASK-047
#[test]
fn all_awaiters_get_the_same_result_before_and_after_completion() {
    let source = TaskCompletionSource::new();
    let mut before: Vec<_> = (0..100).map(|_| source.task().get()).collect();
    before.iter_mut().for_each(|get| assert!(poll(get).is_pending()));
    source.set_result(String::from("seven")).expect("it's the first");
    let after = block_on(source.task().get()).expect("a result");
    for mut get in before {
        let Poll::Ready(Ok(result)) = poll(&mut get) else { panic!("it's there") };
        assert!(std::ptr::eq(result, after));
    }
    assert_eq!(block_on(source.task()), Ok(String::from("seven")));
}

/// Records its number when it is woken.
pub(super) struct Note(pub(super) usize, pub(super) Arc<Mutex<Vec<usize>>>);

impl Wake for Note {
    fn wake(self: Arc<Self>) {
        self.1.lock().expect("no panic").push(self.0);
    }
}

/// B-TASK-015: all of them are woken in the call that completes the task.
#[test]
fn awaiters_are_woken_in_the_order_in_which_they_came() {
    let (source, order) = (TaskCompletionSource::new(), Arc::default());
    let mut gets: Vec<_> = (0..50).map(|_| source.task().get()).collect();
    for (number, get) in gets.iter_mut().enumerate() {
        assert!(poll_with(get, &Waker::from(Arc::new(Note(number, Arc::clone(&order))))).is_pending());
    }
    // Awaiters that leave don't change the order of the others.
    for number in [49, 30, 1, 0] {
        drop(gets.remove(number));
    }
    source.set_result(()).expect("it's the first");
    let expected: Vec<_> = (2..49).filter(|number| *number != 30).collect();
    assert_eq!(*order.lock().expect("no panic"), expected);
}

#[test]
fn an_awaiter_that_is_dropped_is_not_woken_and_the_others_are() {
    for gone in 0..3 {
        let source = TaskCompletionSource::new();
        let wakes = [(); 3].map(|()| Wakes::new());
        let mut gets: Vec<_> = wakes.iter().map(|_| Some(source.task().get())).collect();
        for (get, (_, waker)) in gets.iter_mut().flatten().zip(&wakes) {
            assert!(poll_with(get, waker).is_pending());
        }
        gets[gone] = None;
        source.set_result(()).expect("it's the first");
        for (number, (wakes, _)) in wakes.iter().enumerate() {
            assert_eq!(wakes.count(), usize::from(number != gone));
        }
    }
}

#[test]
fn an_awaiter_that_polls_again_is_woken_once_by_the_waker_of_the_last_poll() {
    let source = TaskCompletionSource::new();
    let ((before, before_waker), (after, after_waker)) = (Wakes::new(), Wakes::new());
    let mut gets = [source.task().get(), source.task().get()];
    for get in &mut gets {
        for waker in [&before_waker, &before_waker, &after_waker, &after_waker] {
            assert!(poll_with(get, waker).is_pending());
        }
    }
    source.set_result(()).expect("it's the first");
    assert_eq!((before.count(), after.count()), (0, 2));
}

struct Panics;

impl Wake for Panics {
    fn wake(self: Arc<Self>) {
        panic!("a waker");
    }
}

#[test]
fn a_waker_that_panics_keeps_no_other_from_being_woken() {
    for is_combined in [false, true] {
        let source = TaskCompletionSource::new();
        let inner = source.task().clone();
        let task = if is_combined {
            Task::when_any([inner]).expect("there are tasks").try_continue_with(|task| {
                task.result()
                    .unwrap()
                    .map(|(_, task)| *task.result().expect("complete").expect("a result"))
                    .map_err(TaskError::clone)
            })
        } else {
            inner
        };
        let ((first, first_waker), (last, last_waker)) = (Wakes::new(), Wakes::new());
        let mut gets = [task.get(), task.get(), task.get(), task.get()];
        let panics = Waker::from(Arc::new(Panics));
        for (get, waker) in gets.iter_mut().zip([&first_waker, &panics, &panics, &last_waker]) {
            assert!(poll_with(get, waker).is_pending());
        }
        let set = catch_unwind(AssertUnwindSafe(|| source.set_result(7)));
        assert_eq!(set.expect_err("the waker's").downcast_ref(), Some(&"a waker"));
        assert_eq!((first.count(), last.count()), (1, 1));
        assert_eq!(poll(&mut gets[0]), Poll::Ready(Ok(&7)));
    }
}

/// A waker that reads the task in each of its functions: under a lock that would never return.
struct Curious(Task<u32>, AtomicUsize);

impl Curious {
    fn look(&self) {
        let mut get = self.0.get();
        let _ = poll(&mut get);
        self.1.fetch_add(1, SeqCst);
    }
}

impl Wake for Curious {
    fn wake(self: Arc<Self>) {
        self.look();
    }
}

impl Drop for Curious {
    fn drop(&mut self) {
        self.look();
    }
}

#[test]
fn wakers_may_use_the_task_that_wakes_or_drops_them() {
    for is_continued in [false, true] {
        let source = TaskCompletionSource::new();
        let inner = source.task().clone();
        let task = if is_continued {
            inner.try_continue_with(|task| task.result().unwrap().copied().map_err(TaskError::clone))
        } else {
            inner
        };
        let mut gets = [task.get(), task.get(), task.get()];
        for get in &mut gets {
            assert!(poll_with(get, &Waker::from(Arc::new(Curious(task.clone(), AtomicUsize::new(0))))).is_pending());
        }
        // The only clone of each of the first wakers is in the cell: replaced, withdrawn, woken.
        assert!(poll(&mut gets[0]).is_pending());
        let [_, second, third] = gets;
        drop(second);
        source.set_result(7).expect("it's the first");
        drop(third);
        assert_eq!(task.blocking_wait(), Ok(&7));
    }
}

/// B-TASK-041
#[test]
fn blocked_threads_are_unblocked() {
    let source = TaskCompletionSource::new();
    thread::scope(|scope| {
        let waiting = [(); 3].map(|()| scope.spawn(|| source.task().blocking_wait().copied()));
        source.set_result(7).expect("it's the first");
        for thread in waiting {
            assert_eq!(thread.join().expect("no panic"), Ok(7));
        }
    });
}

#[test]
fn a_wait_with_a_time_ends_with_it() {
    let source = TaskCompletionSource::new();
    assert_eq!(source.task().blocking_wait_timeout(Duration::ZERO), None);
    assert_eq!(source.task().blocking_wait_timeout(Duration::from_millis(1)), None);
    source.set_result(7).expect("it's the first");
    assert_eq!(source.task().blocking_wait_timeout(Duration::ZERO), Some(Ok(&7)));
    assert_eq!(source.task().blocking_wait_timeout(Duration::MAX), Some(Ok(&7)));
}

#[test]
fn a_wait_with_a_time_ends_with_it_though_the_task_keeps_waking_itself() {
    let restless = || {
        Shared::new(poll_fn(|cx| {
            cx.waker().wake_by_ref();
            Poll::<()>::Pending
        }))
    };
    assert_eq!(restless().blocking_wait_timeout(Duration::ZERO), None);
    assert_eq!(restless().blocking_wait_timeout(Duration::from_millis(1)), None);
}

#[test]
fn a_result_found_by_the_last_poll_in_time_is_not_late() {
    assert_eq!(Task::from_result(7).blocking_wait_timeout(Duration::ZERO), Some(Ok(&7)));
    assert_eq!(Shared::new(async { 7 }).blocking_wait_timeout(Duration::ZERO), Some(Ok(&7)));
}

/// Holds the completer up until the wait has ended.
struct Holds {
    completed: OnceLock<Instant>,
    ended: Mutex<mpsc::Receiver<()>>,
}

impl Wake for Holds {
    fn wake(self: Arc<Self>) {
        self.completed.set(Instant::now()).expect("woken once");
        assert!(self.ended.lock().expect("no panic").recv().is_err());
    }
}

#[test]
fn a_task_that_completed_in_time_is_not_late_though_its_completer_has_others_to_wake_first() {
    const TIME: Duration = Duration::from_millis(50);
    let (source, (ends, ended)) = (TaskCompletionSource::new(), mpsc::channel::<()>());
    let holds = Arc::new(Holds { completed: OnceLock::new(), ended: Mutex::new(ended) });
    let mut first = source.task().get();
    assert!(poll_with(&mut first, &Arc::clone(&holds).into()).is_pending());
    thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let (_ends, deadline) = (ends, Instant::now() + TIME);
            (source.task().blocking_wait_timeout(TIME).is_some(), deadline)
        });
        source.set_result(7).expect("it's the first");
        let (is_found, deadline) = waiting.join().expect("no panic");
        assert!(is_found || holds.completed.get().is_some_and(|completed| *completed >= deadline));
    });
}

#[test]
fn a_wait_with_all_the_time_there_is_ends_when_the_task_does() {
    let source = TaskCompletionSource::new();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| source.task().blocking_wait_timeout(Duration::MAX).is_some());
        source.set_result(7).expect("it's the first");
        assert!(waiting.join().expect("no panic"));
    });
}

#[test]
fn a_task_may_block_for_others_while_it_is_polled() {
    let depth = 40;
    let nested = (0..depth).fold(Shared::from(Task::from_result(0)), |before, _| {
        Shared::new(async move { before.blocking_wait().map_or(0, |value| value + 1) })
    });
    assert_eq!(nested.blocking_wait(), Ok(&depth));
}

/// B-TASK-001, B-TASK-003, B-TASK-005
#[test]
fn a_task_that_is_complete_from_the_start_says_so() {
    let done = Task::completed();
    assert_eq!((done.status(), done.result()), (TaskStatus::Succeeded, Some(Ok(&()))));
    assert!(done.is_completed_successfully() && !done.is_faulted() && !done.is_canceled());
    let failed = Task::<u32>::from_error("no");
    assert_eq!(failed.status(), TaskStatus::Faulted);
    assert!(failed.is_faulted() && failed.is_completed() && !failed.is_completed_successfully());
    let messages = [
        failed.blocking_wait().map(drop).map_err(Clone::clone),
        block_on(&failed).map(drop),
        block_on(failed.get()).map(drop).map_err(Clone::clone),
    ];
    assert!(messages.into_iter().all(|outcome| outcome.is_err_and(|error| error.to_string() == "no")));
    let canceled = Task::<u32>::canceled();
    assert_eq!(canceled.status(), TaskStatus::Canceled);
    assert!(canceled.is_canceled() && !canceled.is_faulted());
    assert!(block_on(canceled).expect_err("canceled").is_canceled());
}

/// B-TASK-006
#[test]
fn of_several_errors_an_await_returns_the_first_and_all() {
    let all = Task::when_all(["first", "second"].map(Task::<u32>::from_error));
    let error = block_on(&all).expect_err("faulted");
    assert_eq!(error.errors().iter().map(ToString::to_string).collect::<Vec<_>>(), ["first", "second"]);
    assert!(error.to_string().starts_with("first"));
}

/// B-TASK-038
#[test]
fn settled_waits_for_completion_of_any_kind() {
    assert_eq!(block_on(Task::<()>::from_error("no").settled()), TaskStatus::Faulted);
    assert_eq!(block_on(Task::<()>::canceled().settled()), TaskStatus::Canceled);
    assert_eq!(block_on(Task::from_result(7).settled()), TaskStatus::Succeeded);
    let source = TaskCompletionSource::<()>::new();
    let mut settled = std::pin::pin!(source.task().settled());
    assert!(poll(&mut settled).is_pending());
    source.set_error("no").expect("it's the first");
    assert_eq!(poll(&mut settled), Poll::Ready(TaskStatus::Faulted));
}

#[test]
fn a_complete_task_stays_as_it_is() {
    let source = TaskCompletionSource::new();
    source.set_result(7).expect("it's the first");
    let task = source.task().clone();
    for _ in 0..3 {
        assert_eq!(task.status(), TaskStatus::Succeeded);
        assert_eq!(block_on(task.clone()), Ok(7));
        assert!(source.set_canceled().is_err());
    }
    drop(source);
    assert_eq!(task.result(), Some(Ok(&7)));
}

/// Counts its clones.
struct Cloned(Arc<AtomicUsize>);

impl Clone for Cloned {
    fn clone(&self) -> Self {
        self.0.fetch_add(1, SeqCst);
        Self(Arc::clone(&self.0))
    }
}

#[test]
fn a_result_is_moved_out_of_the_last_handle_and_cloned_otherwise() {
    let clones = Arc::default();
    let make = || Task::from_result(Cloned(Arc::clone(&clones)));
    drop(block_on(make()));
    let lazy = Cloned(Arc::clone(&clones));
    drop(block_on(Shared::new(async move { lazy })));
    assert_eq!(clones.load(SeqCst), 0);
    let task = make();
    drop(block_on(task.clone()));
    assert_eq!(clones.load(SeqCst), 1);
    drop(block_on(&task));
    assert_eq!(clones.load(SeqCst), 2);
    drop(block_on(task));
    assert_eq!(clones.load(SeqCst), 2);
}

#[test]
fn a_future_that_has_given_its_result_says_so_when_it_is_polled_again() {
    let mut future = Task::from_result(7).into_future();
    assert_eq!(poll(&mut future), Poll::Ready(Ok(7)));
    let again = catch_unwind(AssertUnwindSafe(|| poll(&mut future)));
    let payload = again.expect_err("it has nothing any more");
    let message = payload.downcast_ref::<String>().map(String::as_str);
    let message = message.or(payload.downcast_ref::<&str>().copied()).expect("a message");
    assert!(message.contains("await the Task, or a reference to it, again"), "{message}");
}

#[test]
fn tasks_and_sources_can_be_printed() {
    let source = TaskCompletionSource::new();
    assert_eq!(format!("{source:?}"), "TaskCompletionSource { task: Task(Running) }");
    source.set_result(7).expect("it's the first");
    assert_eq!(
        format!("{:?} {:?}", source.task().into_future(), source.task().clone().into_future()),
        "TaskRefFuture(Some(Task(Succeeded))) TaskFuture(Some(Task(Succeeded)))"
    );
    let refused = source.set_result(8).expect_err("it has one");
    let completed = "AlreadyCompleted(..), the task of this completion source is completed already: read its result, or make another \
                     source";
    assert_eq!(format!("{refused:?}, {refused}"), completed);
}

#[test]
fn a_task_becomes_a_value_task() {
    assert_eq!(Task::from_result(7).into_value_task().try_result().ok(), Some(Ok(7)));
    let source = TaskCompletionSource::new();
    let mut task = ValueTask::from(source.task().clone());
    assert!(poll(&mut task).is_pending());
    source.set_result(7).expect("it's the first");
    assert_eq!(poll(&mut task), Poll::Ready(Ok(7)));
}

#[test]
fn a_task_is_awaited_as_a_pooled_future() {
    assert_eq!(poll(&mut PooledFuture::from(Task::from_result(7))), Poll::Ready(Ok(7)));
    let source = TaskCompletionSource::new();
    let mut future: PooledFuture<'static, _> = source.task().clone().into();
    let (woken, waker) = Wakes::new();
    assert!(poll_with(&mut future, &waker).is_pending());
    source.set_result(7).expect("it is the first");
    assert_eq!((woken.count(), poll(&mut future)), (1, Poll::Ready(Ok(7))));
}
