//! Delays, and time limits.

use std::future::{Future, pending};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};
use std::thread;
use std::time::Duration;

use valuetask::ValueTask;
use valuetask_tasks::scheduler::{CurrentScheduler, TaskScheduler};
use valuetask_tasks::{Task, TaskCompletionSource, TimedOut, with_timeout};

use crate::util::Drops;

#[test]
fn b_task_027_no_delay_is_complete_and_an_endless_one_never_is_on_rt() {
    assert!(Task::delay(Duration::ZERO).is_completed_successfully());
    let never = Task::delay(Duration::MAX);
    assert!(!never.is_completed());
    assert_eq!(never.blocking_wait_timeout(Duration::from_millis(1)), None);
    let almost_never = Task::delay(Duration::MAX - Duration::from_nanos(1));
    assert_eq!(almost_never.blocking_wait_timeout(Duration::from_millis(1)), None);
    assert_eq!(Task::delay(Duration::from_millis(1)).blocking_wait(), Ok(&()));
}

#[test]
fn a_join_with_an_endless_delay_runs_on_its_own_as_with_any_delay_on_rt() {
    for length in [Duration::from_secs(3600), Duration::MAX] {
        let source = TaskCompletionSource::new();
        let any = Task::when_any([Task::delay(length), source.task().clone()]).expect("there are tasks");
        source.set_result(()).expect("it's the first");
        assert!(matches!(any.result(), Some(Ok((1, _)))), "{length:?}");
    }
}

#[test]
fn code_that_would_continue_an_endless_delay_is_dropped_and_its_task_is_endless_too() {
    let drops = Drops::default();
    let never = Task::delay(Duration::MAX);
    let [held, second] = [drops.value(), drops.value()];
    let continuation = never.continue_with(move |_| drop(held));
    let scheduled = continuation.continue_with_on(CurrentScheduler, move |_| drop(second));
    assert_eq!(drops.count(), 2);
    drop((never, continuation));
    assert!(!scheduled.is_completed());
}

#[test]
fn delays_end_in_the_order_of_their_lengths_whether_awaited_or_not_on_rt() {
    let (long, short) = (Task::delay(Duration::from_secs(3600)), Task::delay(Duration::from_millis(2)));
    assert_eq!(short.blocking_wait(), Ok(&()));
    assert!(!long.is_completed());
    let timed = Task::delay(Duration::from_micros(10));
    while !timed.is_completed() {
        thread::yield_now();
    }
}

#[test]
fn b_comb_027_a_value_task_gets_so_much_time_on_rt() {
    let in_time = with_timeout(ValueTask::from_future(async { 1 }), Duration::from_secs(3600));
    assert_eq!(pollster::block_on(in_time), Ok(1));
    let drops = Drops::default();
    let held = drops.value();
    let late = ValueTask::from_future(async move {
        let _held = held;
        pending::<()>().await;
    });
    let mut late = with_timeout(late, Duration::from_millis(1));
    assert_eq!(pollster::block_on(&mut late), Err(TimedOut));
    assert_eq!(drops.count(), 1);
    assert_eq!(pollster::block_on(with_timeout(ValueTask::ready(1), Duration::ZERO)), Ok(1));
    let no_time = with_timeout(ValueTask::<u8>::from_future(async { unreachable!() }), Duration::ZERO);
    assert_eq!(no_time.try_result().ok(), Some(Err(TimedOut)));
    assert_eq!(pollster::block_on(with_timeout(ValueTask::from_future(async { 1 }), Duration::MAX)), Ok(1));
}

/// Calls `work` in the destructor of a thread-local that is destroyed after tokio's.
#[cfg(not(miri))]
fn at_thread_exit(work: fn()) {
    use std::cell::RefCell;

    struct AtExit(fn());

    impl Drop for AtExit {
        fn drop(&mut self) {
            (self.0)();
        }
    }

    thread_local! {
        static AT_EXIT: RefCell<Option<AtExit>> = const { RefCell::new(None) };
    }

    let thread = thread::spawn(move || {
        // Registered first, so destroyed last.
        AT_EXIT.with(|at_exit| *at_exit.borrow_mut() = Some(AtExit(work)));
        Task::delay(Duration::from_micros(1)).blocking_wait().expect("it elapses");
    });
    // A panic of a thread-local's destructor aborts the process.
    thread.join().expect("no panic");
}

#[cfg(not(miri))]
#[test]
fn a_delay_in_the_destructor_of_a_thread_local_elapses_on_rt() {
    at_thread_exit(|| Task::delay(Duration::from_micros(1)).blocking_wait().copied().expect("it elapses"));
}

#[cfg(not(miri))]
#[test]
fn a_time_limit_in_the_destructor_of_a_thread_local_ends_on_rt() {
    at_thread_exit(|| {
        let source = TaskCompletionSource::<u32>::new();
        assert!(source.task().with_timeout(Duration::from_micros(1)).blocking_wait().is_err());
    });
}

#[cfg(all(feature = "cancel", not(miri)))]
#[test]
fn a_token_that_is_canceled_after_a_time_in_the_destructor_of_a_thread_local_is_canceled_on_rt() {
    use valuetask_tasks::cancel::{CancellationToken, CancellationTokenExt};

    at_thread_exit(|| {
        let token = CancellationToken::new();
        let _timer = token.cancel_after(Duration::from_micros(1));
        pollster::block_on(token.cancelled());
    });
}

const ENDLESS: [Duration; 4] = [
    Duration::MAX,
    Duration::MAX.saturating_sub(Duration::from_nanos(1)),
    Duration::from_secs(u64::MAX / 2),
    Duration::from_secs(i64::MAX as u64 - 1),
];

/// Uses times that are too long for any clock.
fn wait_for_ever() {
    let cx = &mut Context::from_waker(Waker::noop());
    for long in ENDLESS {
        let mut limited = with_timeout(ValueTask::<u32>::from_future(pending()), long);
        assert!(pin!(&mut limited).poll(cx).is_pending());
        assert!(pin!(CurrentScheduler.delay(long)).poll(cx).is_pending());
        let source = TaskCompletionSource::<u32>::new();
        let limited = source.task().with_timeout(long);
        assert!(!limited.is_completed() && !Task::delay(long).is_completed());
        #[cfg(feature = "cancel")]
        {
            use valuetask_tasks::cancel::{CancellationToken, CancellationTokenExt};

            let token = CancellationToken::new();
            let _timers = (token.cancel_after(long), token.cancel_after_on(&CurrentScheduler, long));
            assert!(!Task::delay_with(&token, long).is_completed() && !token.is_cancelled());
        }
        source.set_result(7).expect("it's the first");
        assert_eq!(limited.blocking_wait_timeout(long), Some(Ok(&7)));
    }
}

#[test]
fn a_time_that_is_too_long_for_any_clock_is_endless_on_rt() {
    wait_for_ever();
}

#[cfg(not(miri))]
#[test]
fn a_time_that_is_too_long_for_any_clock_is_endless_in_the_destructor_of_a_thread_local() {
    at_thread_exit(wait_for_ever);
}

/// Otherwise an executor whose wakers alone keep its tasks would keep them for ever.
#[test]
fn an_endless_delay_keeps_no_waker() {
    struct Kept;
    impl Wake for Kept {
        fn wake(self: Arc<Self>) {}
    }
    let kept = Arc::new(Kept);
    let never = Task::delay(Duration::MAX);
    let waker = Waker::from(Arc::clone(&kept));
    assert!(pin!(never.get()).poll(&mut Context::from_waker(&waker)).is_pending());
    drop(waker);
    assert_eq!(Arc::strong_count(&kept), 1);
}
