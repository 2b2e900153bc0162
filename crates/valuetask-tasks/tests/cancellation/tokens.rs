//! Single tokens: checked, compared, reset, canceled after a time or by spawned work.

use std::sync::{Arc, mpsc};
use std::task::{Wake, Waker};
use std::thread;
use std::time::Duration;

use valuetask::ValueTask;
use valuetask_tasks::cancel::{CancellationToken, CancellationTokenExt};
use valuetask_tasks::scheduler::{CurrentScheduler, TaskScheduler};
use valuetask_tasks::{Shared, Task, TaskCompletionSource, TaskError};

use crate::util::{Drops, poll, poll_with};
use crate::{Calls, canceled};

#[test]
fn b_cancel_012_check_returns_the_cancellation_with_its_token() {
    let token = canceled();
    let error = token.check().expect_err("canceled");
    assert!(error.is_canceled());
    assert_eq!(error.cancellation_token(), Some(&token));
    assert_eq!(TaskError::canceled().cancellation_token(), None);
}

#[test]
fn b_cancel_014_no_time_cancels_at_once_and_endless_time_never() {
    let (now, never) = (CancellationToken::new(), CancellationToken::new());
    let _timers = [(&now, Duration::ZERO), (&never, Duration::MAX)].map(|(token, time)| token.cancel_after(time));
    assert!(now.is_cancelled() && !never.is_cancelled());
}

#[test]
fn b_cancel_015_a_token_is_canceled_after_its_time_and_calls_on_a_thread_of_the_scheduler_on_rt() {
    let token = CancellationToken::new();
    let (say, said) = mpsc::channel();
    let _guard = token.callback_guard(move || {
        say.send(thread::current().name().map(str::to_owned)).expect("the receiver is alive");
    });
    let _timer = token.cancel_after(Duration::from_millis(1));
    assert_eq!(said.recv().expect("called").as_deref(), Some("valuetask"));
    assert!(token.is_cancelled());
}

/// Passes its work to the current scheduler. Its time is moved by hand, all at once. Counts the delays that are
/// dropped.
#[derive(Default)]
struct ByHand {
    time: TaskCompletionSource,
    drops: Drops,
}

impl TaskScheduler for ByHand {
    fn schedule(&self, work: ValueTask<'static>) {
        CurrentScheduler.schedule(work);
    }

    fn schedule_blocking(&self, _: Box<dyn FnOnce() + Send>) {
        unreachable!("the test doesn't block")
    }

    fn delay(&self, _: Duration) -> ValueTask<'static> {
        let (time, held) = (self.time.task().clone(), self.drops.value());
        ValueTask::from_future(async move {
            let _held = held;
            time.settled().await;
        })
    }
}

#[test]
fn a_token_that_is_canceled_before_its_time_isnt_kept_for_it_on_rt() {
    let (token, scheduler) = (CancellationToken::new(), ByHand::default());
    let timer = token.cancel_after_on(&scheduler, Duration::from_secs(3600));
    assert_eq!(format!("{timer:?}"), "TimerGuard { over: false, .. }");
    assert_eq!(scheduler.drops.count(), 0);
    token.cancel();
    while scheduler.drops.count() == 0 {
        thread::yield_now();
    }
}

#[test]
fn a_timer_that_is_dropped_cancels_nothing_on_rt() {
    let (token, scheduler) = (CancellationToken::new(), ByHand::default());
    drop(token.cancel_after_on(&scheduler, Duration::from_secs(3600)));
    while scheduler.drops.count() == 0 {
        thread::yield_now();
    }
    scheduler.time.set_result(()).expect("the first");
    assert!(!token.is_cancelled());
}

#[test]
fn a_token_whose_timer_is_gone_is_canceled() {
    let token = CancellationToken::new();
    let _timer = token.cancel_after_on(&Forgets, Duration::from_secs(3600));
    assert!(token.is_cancelled());
}

/// Drops its work.
struct Forgets;

impl TaskScheduler for Forgets {
    fn schedule(&self, _: ValueTask<'static>) {}

    fn schedule_blocking(&self, _: Box<dyn FnOnce() + Send>) {}

    fn delay(&self, _: Duration) -> ValueTask<'static> {
        ValueTask::from_future(std::future::pending())
    }
}

#[test]
fn no_time_is_kept_that_is_more_than_can_be_measured() {
    let token = CancellationToken::new();
    for endless in [Duration::MAX, Duration::from_secs(u64::MAX / 3)] {
        let timer = token.cancel_after_on(&Unwilling { panics: true }, endless);
        assert_eq!(format!("{timer:?}"), "TimerGuard { over: true, .. }");
    }
    assert!(!token.is_cancelled());
}

#[test]
fn of_several_times_the_first_that_has_passed_counts_on_rt() {
    let (token, first, second) = (CancellationToken::new(), ByHand::default(), ByHand::default());
    let _timers = [
        token.cancel_after_on(&first, Duration::from_secs(1)),
        token.cancel_after_on(&second, Duration::from_secs(2)),
        token.cancel_after(Duration::MAX),
    ];
    assert!(!token.is_cancelled());
    first.time.set_result(()).expect("the first");
    pollster::block_on(token.cancelled());
}

#[test]
fn b_cancel_016_a_new_token_in_place_of_the_old_one_has_none_of_its_callbacks_times_and_parent() {
    let (parent, calls, scheduler) = (CancellationToken::new(), Calls::default(), ByHand::default());
    let mut token = parent.child_token();
    let _guard = token.callback_guard(calls.callback(1));
    let _timer = token.cancel_after_on(&scheduler, Duration::from_secs(1));
    let old = std::mem::replace(&mut token, CancellationToken::new());
    assert!(!old.is_cancelled());
    token.cancel();
    assert_eq!((old.is_cancelled(), calls.taken()), (false, vec![]));
    parent.cancel();
    assert_eq!((old.is_cancelled(), calls.taken()), (true, vec![1]));
}

#[test]
fn b_cancel_018_spawned_work_that_cancels_completes_after_all_callbacks_on_rt() {
    let (token, calls) = (CancellationToken::new(), Calls::default());
    let (go_on, goes_on) = mpsc::channel::<()>();
    let _guards = [
        token.callback_guard(calls.callback(1)),
        token.callback_guard(move || goes_on.recv().expect("the sender is alive")),
        token.callback_guard(|| panic!("called")),
        token.callback_guard(calls.callback(4)),
    ];
    let cancels = token.clone();
    let called = Task::spawn_blocking(move || cancels.cancel());
    while !token.is_cancelled() {
        thread::yield_now();
    }
    assert!(!called.is_completed());
    go_on.send(()).expect("it listens");
    assert_eq!(called.blocking_wait(), Ok(&()));
    assert_eq!(calls.taken(), [1, 4]);
}

/// Drops the work, or panics.
pub(crate) struct Unwilling {
    pub(crate) panics: bool,
}

impl TaskScheduler for Unwilling {
    fn schedule(&self, _: ValueTask<'static>) {
        assert!(!self.panics, "not now");
    }

    fn schedule_blocking(&self, _: Box<dyn FnOnce() + Send>) {
        assert!(!self.panics, "not now");
    }

    fn delay(&self, _: Duration) -> ValueTask<'static> {
        unreachable!("the test doesn't read the time")
    }
}

struct Panics;

impl Wake for Panics {
    fn wake(self: Arc<Self>) {
        panic!("a waker");
    }
}

#[test]
fn a_panic_at_the_end_of_a_chain_doesnt_reach_the_token() {
    for links in 0..40 {
        let (token, source) = (CancellationToken::new(), TaskCompletionSource::<u32>::new());
        let mut chain = vec![source.task().with_cancellation(&token)];
        for link in 0..links {
            chain.push(chain[link].try_continue_with(|task| task.result().unwrap().copied().map_err(TaskError::clone)));
        }
        let awaits = Shared::from(chain[links].clone());
        let mut get = awaits.get();
        assert!(poll_with(&mut get, &Waker::from(Arc::new(Panics))).is_pending());
        token.cancel();
        assert!(chain.iter().all(Task::is_canceled));
        assert!(poll(&mut get).is_ready());
    }
}

#[test]
fn b_cancel_019_clones_are_equal_and_others_arent() {
    let token = CancellationToken::new();
    assert!(token == token.clone());
    assert!(token != CancellationToken::new() && token != token.child_token());
}
