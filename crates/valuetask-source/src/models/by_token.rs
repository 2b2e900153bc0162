//! The models of polls by token, and of `abandon`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::*;

#[test]
fn a_poll_by_token() {
    model(|| {
        let (source, waking) = (source(), Waking::new());
        let completer = thread::spawn({
            let source = Arc::clone(&source);
            move || source.complete(number(7)).expect("pending")
        });
        let poll = |waking: &Waking| source.poll_result(Token::new(0), &mut Context::from_waker(&waking.waker()));
        let first = poll(&waking);
        if first.is_pending() {
            assert!(matches!(source.reset(), Ok(_) | Err(_)));
        }
        completer.join().expect("no panic");
        if first.is_pending() && source.token() == Token::new(0) {
            assert!(waking.is_woken());
            assert_eq!(poll(&waking), Poll::Ready(number(7)));
        }
        assert!(waking.is_alone());
    });
}

/// Polls by token. Returns `None` if the poll is refused.
fn poll_by_token(source: &ManualResetSource<Number>, version: u64, waker: &Waker) -> Option<Poll<Number>> {
    let poll = || source.poll_result(Token::new(version), &mut Context::from_waker(waker));
    catch_unwind(AssertUnwindSafe(poll)).ok()
}

#[test]
fn a_poll_by_token_is_of_its_own_operation() {
    model(|| {
        let source = source();
        source.complete(number(7)).expect("pending");
        let resetting = thread::spawn({
            let source = Arc::clone(&source);
            move || source.reset().is_ok()
        });
        let mut polled = poll_by_token(&source, 0, &Waking::new().waker());
        let reset = resetting.join().expect("no panic");
        if polled == Some(Poll::Pending) {
            // During the reset, which makes the poll pending.
            polled = poll_by_token(&source, 0, &Waking::new().waker());
        }
        assert!(polled == Some(Poll::Ready(number(7))) || (polled.is_none() && reset), "{polled:?}");
    });
}

#[test]
fn an_abandon_by_a_stale_token_leaves_the_next_operation() {
    model(|| {
        let (source, waking) = (source(), Waking::new());
        let next = thread::spawn({
            let (source, waker) = (Arc::clone(&source), waking.waker());
            move || source.reset().ok().and_then(|_| poll_by_token(&source, 1, &waker))
        });
        // Loom looks no further back than the last use of an atomic. This makes it try the other order.
        thread::yield_now();
        source.abandon(Token::new(0));
        assert_eq!(next.join().expect("no panic"), Some(Poll::Pending), "the operation has no other awaiter");
        source.complete(number(7)).expect("pending");
        assert!(waking.is_woken());
    });
}

#[test]
fn a_poll_by_a_stale_token_leaves_the_next_operation() {
    model(|| {
        let (source, waking) = (source(), Waking::new());
        let next = thread::spawn({
            let (source, waker) = (Arc::clone(&source), waking.waker());
            move || source.reset().ok().map(|_| poll_by_token(&source, 1, &waker))
        });
        let stale = poll_by_token(&source, 0, &Waking::new().waker());
        match next.join().expect("no panic") {
            Some(polled) => {
                assert_eq!(polled, Some(Poll::Pending), "the operation has no other awaiter");
                source.complete(number(7)).expect("pending");
                assert!(waking.is_woken());
            }
            None => assert_eq!(stale, Some(Poll::Pending), "only the poll can refuse the reset"),
        }
    });
}

/// Tries a reset or a task of an operation that is polled by token.
fn is_refused(source: &ManualResetSource<Number>, resets: bool) -> bool {
    if resets { source.reset().is_err() } else { source.task().is_err() }
}

fn a_refusal_leaves_the_awaiter_by_token(resets: bool) {
    model(move || {
        let (source, one, other) = (source(), Waking::new(), Waking::new());
        let poll = |waking: &Waking| poll_by_token(&source, 0, &waking.waker());
        assert_eq!(poll(&one), Some(Poll::Pending));
        let refused = thread::spawn({
            let source = Arc::clone(&source);
            move || is_refused(&source, resets)
        });
        assert_eq!(poll(&other), Some(Poll::Pending), "the polling thread is the awaiter");
        assert!(refused.join().expect("no panic"));
        source.complete(number(7)).expect("pending");
        assert!(other.is_woken() && !one.is_woken());
        assert_eq!(poll(&other), Some(Poll::Ready(number(7))));
    });
}

#[test]
fn a_refused_reset_leaves_the_awaiter_by_token() {
    a_refusal_leaves_the_awaiter_by_token(true);
}

#[test]
fn a_refused_task_leaves_the_awaiter_by_token() {
    a_refusal_leaves_the_awaiter_by_token(false);
}

#[test]
fn a_reset_refused_by_a_completion_leaves_the_awaiter_by_token() {
    model(|| {
        let (source, waking) = (source(), Waking::new());
        let completing = thread::spawn({
            let source = Arc::clone(&source);
            move || source.completer_for(Token::new(0)).map(|completer| completer.complete(number(7))).is_ok()
        });
        let resetting = thread::spawn({
            let source = Arc::clone(&source);
            move || source.reset().is_ok()
        });
        let polled = poll_by_token(&source, 0, &waking.waker());
        let (completed, reset) = (completing.join().expect("no panic"), resetting.join().expect("no panic"));
        assert!(polled.is_some() || reset, "the operation has no other awaiter");
        if !reset {
            assert!(completed && (polled == Some(Poll::Ready(number(7))) || waking.is_woken()));
        }
    });
}

fn an_abandon_by_token_leaves_no_waker(resets: bool) {
    model(move || {
        let (source, waking) = (source(), Waking::new());
        let asking = thread::spawn({
            let source = Arc::clone(&source);
            move || is_refused(&source, resets)
        });
        let polled = poll_by_token(&source, 0, &waking.waker());
        source.abandon(Token::new(0));
        let refused = asking.join().expect("no panic");
        assert!(polled == Some(Poll::Pending) || !refused, "one of the two succeeds");
        assert!(waking.is_alone());
        assert!(source.reset().is_ok(), "the operation has no awaiter");
    });
}

#[test]
fn an_abandon_by_token_during_a_refused_reset_leaves_no_waker() {
    an_abandon_by_token_leaves_no_waker(true);
}

#[test]
fn an_abandon_by_token_during_a_refused_task_leaves_no_waker() {
    an_abandon_by_token_leaves_no_waker(false);
}

#[test]
fn a_dropped_task_leaves_the_awaiter_by_token() {
    model(|| {
        let (source, waking) = (source(), Waking::new());
        let mut task = source.task().unwrap();
        assert!(Waking::new().poll(&mut task).is_pending());
        let other = thread::spawn({
            let (source, waker) = (Arc::clone(&source), waking.waker());
            move || poll_by_token(&source, 0, &waker)
        });
        drop(task);
        let polled = other.join().expect("no panic");
        source.complete(number(7)).expect("pending");
        assert_eq!(waking.is_woken(), polled.is_some());
    });
}

#[test]
fn a_value_is_taken_by_one_of_two() {
    model(|| {
        let source = source();
        let mut task = source.task().unwrap();
        source.complete(number(7)).expect("pending");
        let other = thread::spawn({
            let source = Arc::clone(&source);
            move || poll_by_token(&source, 0, &Waking::new().waker())
        });
        assert_eq!(Waking::new().poll(&mut task), Poll::Ready(number(7)));
        assert_eq!(other.join().expect("no panic"), None);
    });
}

/// Returns a source whose value was taken.
fn taken() -> Arc<ManualResetSource<Number>> {
    let source = source();
    source.complete(number(7)).expect("pending");
    assert_eq!(source.task().unwrap().try_result().ok(), Some(number(7)));
    source
}

/// Returns the message of a refused poll by token.
fn refusal(source: &ManualResetSource<Number>, version: u64) -> Option<String> {
    let poll = || source.poll_result(Token::new(version), &mut Context::from_waker(&Waking::new().waker()));
    let panic = catch_unwind(AssertUnwindSafe(poll)).err()?;
    Some(*panic.downcast::<String>().expect("a text"))
}

fn a_refusal_of_a_taken_value_doesnt_refuse_a_reset(by_token: bool) {
    model(move || {
        let source = taken();
        let coming = thread::spawn({
            let source = Arc::clone(&source);
            move || {
                if by_token {
                    poll_by_token(&source, 0, &Waking::new().waker()).is_some_and(|polled| polled.is_ready())
                } else {
                    source.task().is_ok_and(|task| task.is_completed())
                }
            }
        });
        assert!(source.reset().is_ok(), "the operation has no awaiter");
        assert!(!coming.join().expect("no panic"));
    });
}

#[test]
fn a_poll_by_token_of_a_taken_value_doesnt_refuse_a_reset() {
    a_refusal_of_a_taken_value_doesnt_refuse_a_reset(true);
}

#[test]
fn a_task_of_a_taken_value_doesnt_refuse_a_reset() {
    a_refusal_of_a_taken_value_doesnt_refuse_a_reset(false);
}

#[test]
fn a_poll_by_the_last_token_isnt_refused_for_the_next_value() {
    model(|| {
        let source = source();
        source.complete(number(7)).expect("pending");
        let polling = thread::spawn({
            let source = Arc::clone(&source);
            move || refusal(&source, 0)
        });
        let is_reset = source.reset().is_ok();
        if is_reset {
            source.complete(number(8)).expect("pending");
            assert_eq!(source.task().unwrap().try_result().ok(), Some(number(8)));
        }
        let refused = polling.join().expect("no panic");
        assert!(!is_reset || refused.as_ref().is_none_or(|refused| refused.contains("is stale")), "{refused:?}");
    });
}
