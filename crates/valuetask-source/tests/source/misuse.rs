//! Misuse of sources in safe code, and its effect: none, a refusal, or a panic of the misusing call. What doesn't
//! compile is in `ui/misuse`.
#![forbid(unsafe_code)]

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};
use std::thread;

use valuetask::{Abandoned, ValueTask};
use valuetask_source::{Completer, CompletionPool, ManualResetSource, Refusal, ValueTaskSource, from_source};

use crate::util::{Drops, poll};
use crate::{Wakes, message_of, poll_with};

#[test]
fn a_leaked_task_remains_the_awaiter_until_the_source_is_had_alone() {
    let (mut source, (woken, waker)) = (ManualResetSource::new(), Wakes::new());
    let mut task = source.task().unwrap();
    assert!(poll_with(&mut task, &waker).is_pending());
    mem::forget(task);
    assert_eq!(source.task().unwrap_err().reason(), Refusal::Awaited);
    assert_eq!(source.reset().unwrap_err().reason(), Refusal::Awaited);
    let (completer, task) = source.begin();
    assert_eq!((woken.count(), woken.kept()), (0, 0), "its waker is gone");
    completer.complete(7);
    assert_eq!(pollster::block_on(task), 7);
    let (completer, task) = source.begin();
    drop(completer);
    mem::forget(task);
    assert_eq!(source.task().unwrap_err().reason(), Refusal::Awaited, "also one that was never polled");
}

#[test]
fn a_leaked_completer_leaves_the_operation_without_one_until_the_source_is_had_alone() {
    let mut source = ManualResetSource::new();
    let (completer, task) = source.begin();
    mem::forget(completer);
    drop(task);
    assert_eq!(source.complete(7).unwrap_err().reason(), Refusal::Completed);
    assert_eq!(source.reset().unwrap_err().reason(), Refusal::Completed);
    let (completer, task) = source.begin();
    completer.complete(8);
    assert_eq!(pollster::block_on(task), 8);
}

#[test]
fn a_leaked_task_of_a_completed_operation_drops_its_value_with_the_source() {
    let (source, drops) = (ManualResetSource::new(), Drops::default());
    mem::forget(source.task().unwrap());
    source.complete(drops.value()).expect("pending");
    drop(source);
    assert_eq!(drops.count(), 1);
}

/// What is never dropped.
static TASKS: Mutex<Vec<ValueTask<'static, Result<u32, Abandoned>>>> = Mutex::new(Vec::new());
static COMPLETERS: Mutex<Vec<Completer<u32>>> = Mutex::new(Vec::new());

#[test]
fn a_side_that_is_never_dropped_costs_its_memory_and_its_place() {
    let pool = CompletionPool::<u32>::with_capacity(2);
    let (completer, task) = pool.lease();
    TASKS.lock().unwrap().push(task);
    assert_eq!(completer.complete(7), Ok(()), "it can't be told from one that waits");
    let (completer, mut task) = pool.lease();
    COMPLETERS.lock().unwrap().push(completer);
    assert!(poll(&mut task).is_pending());
    drop(task);
    assert!(pool.try_lease().is_err());
    assert_eq!(pool.stats().map(|stats| stats.leased), Some(2));
}

#[test]
fn polled_after_its_value_a_task_panics() {
    let source = ManualResetSource::new();
    let mut task = source.task().unwrap();
    source.complete(7).unwrap();
    assert_eq!(poll(&mut task), Poll::Ready(7));
    assert!(message_of(|| poll(&mut task)).starts_with("a ValueTask or PooledFuture was polled after"));
    drop(task);
    assert!(source.reset().is_ok(), "the source isn't hurt");
}

#[test]
fn polled_by_token_after_its_value_or_after_abandon() {
    let source = ManualResetSource::<u32>::new();
    let poll = |waker: &Waker| source.poll_result(source.token(), &mut Context::from_waker(waker));
    assert!(poll(Waker::noop()).is_pending());
    source.abandon(source.token());
    source.abandon(source.token());
    assert!(poll(Waker::noop()).is_pending(), "abandoned, and awaited anew");
    source.complete(7).unwrap();
    assert_eq!(poll(Waker::noop()), Poll::Ready(7));
    assert!(
        message_of(|| poll(Waker::noop())).ends_with("the value of this operation was taken: reset the source first")
    );
}

#[test]
fn a_task_and_a_poll_by_token_dont_share_an_operation() {
    let source = ManualResetSource::<u32>::new();
    for is_next in [false, true] {
        let mut task = if is_next { source.next_task().unwrap() } else { source.task().unwrap() };
        let by_token = message_of(|| source.poll_result(source.token(), &mut Context::from_waker(Waker::noop())));
        assert!(by_token.ends_with("refuses a poll by token: this operation is awaited already"), "{by_token}");
        source.abandon(source.token());
        source.complete(7).unwrap();
        assert_eq!(poll(&mut task), Poll::Ready(7));
    }
}

#[test]
fn a_token_of_another_source_is_that_of_the_same_version_there() {
    let (one, other) = (ManualResetSource::<u32>::new(), ManualResetSource::<u32>::new());
    let token = one.reset().unwrap();
    assert!(other.status(token).is_err() && other.completer_for(token).is_err());
    other.reset().unwrap();
    other.completer_for(token).unwrap().complete(2);
    assert_eq!((one.is_completed(), other.task().unwrap().try_result().ok()), (false, Some(2)));
}

#[test]
fn two_tasks_by_the_same_token_leave_one_value() {
    let source = ManualResetSource::<u32>::new();
    let [mut one, mut other] = [0; 2].map(|_| from_source(&source, source.token()).unwrap());
    assert!(poll(&mut one).is_pending() && poll(&mut other).is_pending());
    source.complete(7).unwrap();
    assert_eq!(poll(&mut one), Poll::Ready(7));
    assert!(message_of(|| poll(&mut other)).ends_with("was taken: reset the source first"));
}

#[test]
fn polls_by_token_from_two_threads_at_once_are_taken_in_turn_or_refused() {
    const POLLS: usize = if cfg!(miri) { 30 } else { 500 };
    let source = ManualResetSource::<u32>::new();
    let poll = || {
        for _ in 0..POLLS {
            let _ = catch_unwind(AssertUnwindSafe(|| {
                source.poll_result(source.token(), &mut Context::from_waker(Waker::noop()))
            }));
            source.abandon(source.token());
        }
    };
    thread::scope(|scope| {
        scope.spawn(poll);
        scope.spawn(poll);
    });
    source.complete(7).unwrap();
    assert_eq!(source.task().unwrap().try_result().ok(), Some(7));
}

#[test]
fn a_task_by_the_token_of_a_value_that_was_taken_is_the_sources_panic() {
    let source = ManualResetSource::new();
    source.complete(7).unwrap();
    assert_eq!(source.task().unwrap().try_result().ok(), Some(7));
    let message = message_of(|| drop(from_source(&source, source.token())));
    assert!(message.ends_with("the value of this operation was taken: reset the source first"), "{message}");
    assert_eq!(source.reset().unwrap().version(), 1, "the operation has no awaiter");
}

#[test]
fn an_operation_with_an_awaiter_refuses_another_and_a_reset() {
    let source = ManualResetSource::<u32>::new();
    let task = source.task().unwrap();
    let reasons = [
        source.task().unwrap_err().reason(),
        source.next_task().unwrap_err().reason(),
        source.reset().unwrap_err().reason(),
    ];
    assert_eq!(reasons, [Refusal::Awaited; 3]);
    assert_eq!(source.task().unwrap_err().to_string(), "this operation is awaited already");
    drop(task);
    assert_eq!(source.reset().unwrap().version(), 1);
}
