//! Custom schedulers: the work they run, keep and drop, and their installation.

use std::future::{pending, poll_fn};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use valuetask::{Abandoned, ValueTask};
use valuetask_tasks::scheduler::{CurrentScheduler, TaskScheduler};
use valuetask_tasks::{Task, TaskCompletionSource, TaskStatus};

/// A scheduler that keeps its work.
#[derive(Default)]
struct Keeps {
    work: Mutex<Vec<ValueTask<'static>>>,
}

impl TaskScheduler for Keeps {
    fn schedule(&self, work: ValueTask<'static>) {
        self.work.lock().expect("no panic").push(work);
    }

    fn schedule_blocking(&self, _: Box<dyn FnOnce() + Send>) {
        unreachable!("nothing blocks")
    }

    fn delay(&self, _: Duration) -> ValueTask<'static> {
        ValueTask::from_future(pending())
    }
}

#[test]
fn a_task_is_running_until_its_work_has_ended() {
    let scheduler = Keeps::default();
    let mut polls = 0;
    let task = Task::spawn_on(
        &scheduler,
        poll_fn(move |_| {
            polls += 1;
            if polls == 2 { Poll::Ready("done") } else { Poll::Pending }
        }),
    );
    assert_eq!(task.status(), TaskStatus::Running);
    let mut work = pin!(scheduler.work.lock().expect("no panic").remove(0));
    let mut cx = Context::from_waker(Waker::noop());
    assert!(work.as_mut().poll(&mut cx).is_pending());
    assert_eq!(task.status(), TaskStatus::Running);
    assert!(work.as_mut().poll(&mut cx).is_ready());
    assert_eq!(task.status(), TaskStatus::Succeeded);
    assert_eq!(task.result(), Some(Ok(&"done")));
}

/// A panic of a waker that the end of scheduled work wakes doesn't reach the scheduler, whether the work is done or dropped.
#[test]
fn a_panic_of_an_awaiter_of_scheduled_work_doesnt_reach_the_scheduler() {
    struct Panics;

    impl std::task::Wake for Panics {
        fn wake(self: Arc<Self>) {
            panic!("a waker");
        }
    }

    for is_dropped in [false, true] {
        let scheduler = Arc::new(Keeps::default());
        let tasks =
            [Task::spawn_on(&scheduler, async {}), Task::completed().continue_with_on(Arc::clone(&scheduler), |_| ())];
        let mut gets = tasks.each_ref().map(Task::get);
        let waker = Waker::from(Arc::new(Panics));
        let mut cx = Context::from_waker(&waker);
        assert!(gets.each_mut().into_iter().all(|get| pin!(get).poll(&mut cx).is_pending()));
        let work = std::mem::take(&mut *scheduler.work.lock().expect("no panic"));
        assert_eq!(work.len(), 2);
        for work in work {
            assert!(is_dropped || pin!(work).poll(&mut Context::from_waker(Waker::noop())).is_ready());
        }
        drop(gets);
        assert!(tasks.iter().all(|task| task.is_completed() && task.is_faulted() == is_dropped));
    }
}

#[test]
fn work_that_a_scheduler_drops_faults_its_task() {
    let scheduler = Keeps::default();
    let tasks =
        [Task::spawn_on(&scheduler, async {}), Task::spawn_on(&scheduler, scheduler.delay(Duration::from_secs(1)))];
    drop(scheduler);
    for task in tasks {
        assert_eq!(task.blocking_wait().expect_err("dropped").downcast_ref(), Some(&Abandoned));
    }
}

#[test]
fn a_panic_while_a_scheduler_drops_pending_work_faults_the_task() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("in the destructor");
        }
    }
    let (scheduler, bomb) = (Keeps::default(), Bomb);
    let task = Task::<()>::spawn_on(&scheduler, async move {
        let _held = bomb;
        pending().await
    });
    let mut work = scheduler.work.lock().expect("no panic").remove(0);
    assert!(pin!(&mut work).poll(&mut Context::from_waker(Waker::noop())).is_pending());
    drop(work);
    assert_eq!(task.blocking_wait().expect_err("panicked").panic_message(), Some("in the destructor"));
}

#[test]
fn a_scheduler_may_be_shared_boxed_or_unsized_on_rt() {
    let schedulers: [Arc<dyn TaskScheduler>; 2] = [Arc::new(CurrentScheduler), Arc::new(Box::new(&CurrentScheduler))];
    for scheduler in schedulers {
        assert_eq!(Task::spawn_on(&*scheduler, async { 1 }).blocking_wait(), Ok(&1));
        let (source, two) = TaskCompletionSource::channel();
        scheduler.schedule_blocking(Box::new(move || source.set_result(2).expect("it's the first")));
        assert_eq!(two.blocking_wait(), Ok(&2));
        assert_eq!(Task::spawn_on(&scheduler, scheduler.delay(Duration::from_micros(1))).blocking_wait(), Ok(&()));
    }
}
