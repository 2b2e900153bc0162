//! Completions in every interleaving of an awaiter and a completer.
//!
//! | awaiter                             | other side                          | expected                                                |
//! |-------------------------------------|-------------------------------------|---------------------------------------------------------|
//! | polls                               | completes                           | the awaiter has the value, or its waker was woken       |
//! | polls with one waker, then another  | completes                           | the awaiter has the value, or the last waker was woken  |
//! | polls and drops the task            | completes                           | the next task gets the value                            |
//! | polls, resets, polls the next       | completes twice, by token           | each operation gets its own value                       |
//! | resets                              | completes by token                  | the value is kept, dropped or refused                   |
//! | reads the status                    | resets                              | the status is of the token's operation                  |
//! | reads the status                    | resets, completes, takes            | the status is of the token's operation                  |
//! | resets                              | reads the token, completes          | the token is of an operation that has begun             |
//! | takes a task                        | takes a task                        | one of the two has it                                   |
//! | polls by token                      | completes                           | the awaiter has the value, or its waker was woken       |
//! | polls by token                      | resets                              | the operation is polled or refused, the next isn't      |
//! | polls by a stale token              | resets, polls by the next token     | the next awaiter stays registered                       |
//! | abandons by token                   | resets, polls by the next token     | the next awaiter stays registered                       |
//! | polls by token again, abandons      | is refused a reset, or a task       | the refusal has no effect                               |
//! | polls or takes a task too late      | resets                              | the reset succeeds, and the refusal names its reason    |
//! | drops its task                      | polls by token                      | the last poll's waker stays registered                  |
//! | polls                               | polls by token                      | one of the two has the value                            |
//! | polls                               | two threads complete                | one value arrives, the other is returned                |
//! | polls, drops a lease                | completes, drops                    | the value arrives, is returned, or is dropped, once     |
//! | waits for a permit                  | releases one                        | the awaiter has the permit, or its waker was woken      |
#![forbid(unsafe_code)]

mod by_token;

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};
use std::sync::Arc;
use std::task::Wake;

use crate::sync::model::sync::atomic::{AtomicBool, Ordering::SeqCst};
use crate::sync::model::thread;

use super::{CompletionPool, ManualResetSource, Refusal, SourceStatus, Token, ValueTaskSource};
use crate::live::{Counted, model};

/// Remembers that it was woken.
struct Flag(AtomicBool, Counted);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, SeqCst);
    }
}

struct Waking(Arc<Flag>);

impl Waking {
    fn new() -> Self {
        Self(Arc::new(Flag(AtomicBool::new(false), Counted::default())))
    }

    fn poll<F: Future + Unpin>(&self, future: &mut F) -> Poll<F::Output> {
        Pin::new(future).poll(&mut Context::from_waker(&self.waker()))
    }

    fn waker(&self) -> Waker {
        Waker::from(Arc::clone(&self.0))
    }

    fn is_woken(&self) -> bool {
        self.0.0.load(SeqCst)
    }

    /// Returns `true` if all clones of the waker were dropped.
    fn is_alone(&self) -> bool {
        Arc::strong_count(&self.0) == 1
    }
}

/// A value whose count shows whether it was dropped.
type Value = Arc<Counted>;

type Number = Counted<u32>;

fn number(number: u32) -> Number {
    Counted::new(number)
}

fn source() -> Arc<ManualResetSource<Number>> {
    Arc::new(ManualResetSource::new())
}

/// Returns the output, once the other side is done.
fn finish<F: Future + Unpin>(waking: &Waking, future: &mut F, first: Poll<F::Output>) -> F::Output {
    match first {
        Poll::Ready(value) => value,
        Poll::Pending => {
            assert!(waking.is_woken(), "pending, and never woken");
            match waking.poll(future) {
                Poll::Ready(value) => value,
                Poll::Pending => panic!("woken for nothing"),
            }
        }
    }
}

#[test]
fn an_awaiter_has_the_value_or_is_woken() {
    model(|| {
        let (source, waking) = (source(), Waking::new());
        let mut task = source.task().unwrap();
        let completer = thread::spawn({
            let source = Arc::clone(&source);
            move || source.complete(number(7)).expect("pending")
        });
        let first = waking.poll(&mut task);
        completer.join().expect("no panic");
        assert_eq!(finish(&waking, &mut task, first), number(7));
        assert!(waking.is_alone());
    });
}

#[test]
fn the_last_waker_is_woken() {
    model(|| {
        let (source, one, other) = (source(), Waking::new(), Waking::new());
        let mut task = source.task().unwrap();
        let completer = thread::spawn({
            let source = Arc::clone(&source);
            move || source.complete(number(7)).expect("pending")
        });
        let first = one.poll(&mut task);
        let second = if first.is_pending() { other.poll(&mut task) } else { first };
        completer.join().expect("no panic");
        assert_eq!(
            if other.is_woken() || first_ready(&second) {
                finish(&other, &mut task, second)
            } else {
                panic!("not woken")
            },
            number(7)
        );
        assert!(one.is_alone() && other.is_alone());
    });
}

fn first_ready<T>(polled: &Poll<T>) -> bool {
    polled.is_ready()
}

#[test]
fn a_dropped_task_leaves_the_value() {
    model(|| {
        let (source, waking) = (source(), Waking::new());
        let completer = thread::spawn({
            let source = Arc::clone(&source);
            move || source.complete(number(7)).expect("pending")
        });
        let mut task = source.task().unwrap();
        let polled = waking.poll(&mut task);
        drop(task);
        completer.join().expect("no panic");
        if polled.is_pending() {
            assert_eq!(source.task().unwrap().try_result().ok(), Some(number(7)));
        }
        assert!(waking.is_alone());
    });
}

#[test]
fn the_next_operation_begins_before_the_last_completer_returns() {
    model(|| {
        let (source, waking) = (source(), Waking::new());
        let completer = |version| {
            let source = Arc::clone(&source);
            move || {
                source
                    .completer_for(Token::new(version))
                    .map(|completer| completer.complete(number(version as u32)))
                    .is_ok()
            }
        };
        let (first, second) = (thread::spawn(completer(0)), thread::spawn(completer(1)));
        let mut task = source.task().unwrap();
        if waking.poll(&mut task) == Poll::Ready(number(0)) {
            let mut next = source.next_task().unwrap();
            let polled = waking.poll(&mut next);
            let (first, second) = (first.join().expect("no panic"), second.join().expect("no panic"));
            assert!(first);
            if second {
                assert_eq!(finish(&waking, &mut next, polled), number(1));
            } else {
                assert!(polled.is_pending(), "the second came too early, and was refused");
            }
        } else {
            assert!(first.join().expect("no panic") && !second.join().expect("no panic"));
        }
    });
}

#[test]
fn a_reset_and_a_completion_leave_one_state() {
    model(|| {
        let source = Arc::new(ManualResetSource::<Value>::new());
        let value = Value::default();
        let completer = thread::spawn({
            let (source, value) = (Arc::clone(&source), Arc::clone(&value));
            move || {
                source
                    .completer_for(Token::new(0))
                    .map(|completer| completer.complete(value))
                    .map_err(|refused| refused.reason())
            }
        });
        let reset = source.reset();
        let completed = completer.join().expect("no panic");
        match (&reset, &completed) {
            (Ok(_), Ok(()) | Err(Refusal::Stale(_) | Refusal::Completed)) => {
                assert!(!source.is_completed() && Arc::strong_count(&value) == 1, "{completed:?}");
            }
            (Err(_), Ok(())) => assert!(source.is_completed() && source.token() == Token::new(0)),
            other => panic!("{other:?}"),
        }
    });
}

#[test]
fn a_status_is_that_of_its_own_operation() {
    model(|| {
        let source = source();
        source.complete(number(7)).expect("pending");
        let asking = thread::spawn({
            let source = Arc::clone(&source);
            move || [0, 1].map(|version| source.status(Token::new(version)))
        });
        source.reset().unwrap();
        let [last, next] = asking.join().expect("no panic");
        assert!(matches!(last, Ok(SourceStatus::Succeeded) | Err(_)), "{last:?}");
        assert!(matches!(next, Ok(SourceStatus::Pending) | Err(_)), "{next:?}");
    });
}

#[test]
fn a_status_isnt_that_of_a_later_operation_whose_value_was_taken() {
    model(|| {
        let source = source();
        let asking = thread::spawn({
            let source = Arc::clone(&source);
            move || source.status(Token::new(0))
        });
        source.reset().unwrap();
        source.complete(number(7)).expect("pending");
        assert_eq!(source.task().unwrap().try_result().ok(), Some(number(7)));
        let asked = asking.join().expect("no panic");
        assert!(matches!(asked, Ok(SourceStatus::Pending) | Err(_)), "{asked:?}");
    });
}

#[test]
fn a_token_is_of_an_operation_that_has_begun() {
    model(|| {
        let source = source();
        let completing = thread::spawn({
            let source = Arc::clone(&source);
            move || {
                let token = source.token();
                (
                    token,
                    source
                        .completer_for(token)
                        .map(|completer| completer.complete(number(7)))
                        .map_err(|refused| refused.reason()),
                )
            }
        });
        let reset = source.reset().is_ok();
        let (token, completed) = completing.join().expect("no panic");
        let is_current = token == source.token();
        assert_eq!(source.is_completed(), is_current, "{completed:?}");
        assert!(completed.is_ok() || (reset && !is_current), "{completed:?}");
    });
}

#[test]
fn one_of_two_gets_the_task() {
    model(|| {
        let source = source();
        source.complete(number(7)).expect("pending");
        let take = |source: &ManualResetSource<Number>| source.task().ok().and_then(|task| task.try_result().ok());
        let other = thread::spawn({
            let source = Arc::clone(&source);
            move || take(&source)
        });
        let taken = [take(&source), other.join().expect("no panic")];
        assert_eq!(taken.iter().flatten().count(), 1);
    });
}

#[test]
fn one_of_two_completes() {
    model(|| {
        let (source, waking) = (source(), Waking::new());
        let mut task = source.task().unwrap();
        let completers = [1, 2].map(|value| {
            let source = Arc::clone(&source);
            thread::spawn(move || source.complete(number(value)).is_ok())
        });
        let polled = waking.poll(&mut task);
        let done = completers.map(|completer| completer.join().expect("no panic"));
        assert_ne!(done[0], done[1]);
        assert_eq!(finish(&waking, &mut task, polled), number(if done[0] { 1 } else { 2 }));
    });
}

/// What the awaiter of a lease does, and what its completer does.
fn lease(polls: usize, waits: bool, completes: bool) {
    model(move || {
        let (value, waking, other) = (Value::default(), Waking::new(), Waking::new());
        let (completer, mut task) = CompletionPool::new().lease();
        let completing = thread::spawn({
            let value = Arc::clone(&value);
            move || if completes { completer.complete(value).is_ok() } else { false }
        });
        let mut polled = Poll::Pending;
        for waking in [&waking, &other].into_iter().take(polls) {
            if polled.is_pending() {
                polled = waking.poll(&mut task);
            }
        }
        if waits {
            let arrived = completing.join().expect("no panic");
            let last = if polls == 2 && polled.is_pending() { &other } else { &waking };
            if polls > 0 {
                assert_eq!(finish(last, &mut task, polled).is_ok(), arrived && completes);
            }
            drop(task);
        } else {
            drop(task);
            let arrived = completing.join().expect("no panic");
            assert!(completes || !arrived);
            drop(polled);
        }
        assert_eq!(Arc::strong_count(&value), 1, "a value is somewhere");
        assert!(waking.is_alone() && other.is_alone(), "a waker is somewhere");
    });
}

#[test]
fn a_lease_is_awaited_and_completed() {
    lease(1, true, true);
}

#[test]
fn a_lease_is_awaited_by_two_wakers_and_completed() {
    lease(2, true, true);
}

#[test]
fn a_lease_is_awaited_and_abandoned() {
    lease(1, true, false);
}

#[test]
fn a_lease_is_dropped_and_completed() {
    lease(0, false, true);
}

#[test]
fn a_lease_is_dropped_and_abandoned() {
    lease(0, false, false);
}

#[test]
fn a_lease_is_awaited_dropped_and_completed() {
    lease(1, false, true);
}

#[test]
fn a_lease_is_awaited_by_two_wakers_dropped_and_completed() {
    lease(2, false, true);
}

#[test]
fn a_lease_is_awaited_dropped_and_abandoned() {
    lease(1, false, false);
}

#[test]
fn a_waiting_task_gets_the_released_permit() {
    model(|| {
        let pool = Arc::new(CompletionPool::<Number>::with_capacity(1));
        let waking = Waking::new();
        let (completer, reply) = pool.try_lease().expect("free");
        let giving = thread::spawn(move || drop((completer, reply)));
        let mut waiting = pool.lease_when_free();
        let polled = waking.poll(&mut waiting);
        giving.join().expect("no panic");
        let (completer, reply) = finish(&waking, &mut waiting, polled);
        assert_eq!(pool.stats().map(|stats| (stats.leased, stats.waiting)), Some((1, 0)));
        drop((completer, reply, waiting));
        assert_eq!(pool.stats().map(|stats| stats.leased), Some(0));
    });
}

#[test]
fn a_dropped_turn_passes_its_permit_on() {
    model(|| {
        let pool = Arc::new(CompletionPool::<Number>::with_capacity(1));
        let (one, other) = (Waking::new(), Waking::new());
        let leased = pool.try_lease().expect("free");
        let (mut first, mut second) = (pool.lease_when_free(), pool.lease_when_free());
        assert!(one.poll(&mut first).is_pending() && other.poll(&mut second).is_pending());
        let giving = thread::spawn(move || drop(leased));
        drop(first);
        giving.join().expect("no panic");
        drop(finish(&other, &mut second, Poll::Pending));
        assert_eq!(pool.stats().map(|stats| (stats.leased, stats.waiting)), Some((0, 0)));
    });
}

#[test]
fn a_permit_outlives_its_pool() {
    model(|| {
        let pool = CompletionPool::<Number>::with_capacity(1);
        let (completer, reply) = pool.try_lease().expect("free");
        let dropping = thread::spawn(move || drop(pool));
        let completing = thread::spawn(move || completer.complete(number(7)).is_ok());
        drop(reply);
        dropping.join().expect("no panic");
        completing.join().expect("no panic");
    });
}
