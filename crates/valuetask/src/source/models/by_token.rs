//! The models of who polls, or gives up, by token.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::*;

#[test]
fn a_poll_by_token() {
    ::loom::model(|| {
        let (source, waking) = (source(), Waking::new());
        let completer = thread::spawn({
            let source = Arc::clone(&source);
            move || source.complete(7).expect("pending")
        });
        let poll = |waking: &Waking| {
            source.poll_result(Token::new(0), &mut Context::from_waker(&Waker::from(Arc::clone(&waking.0))))
        };
        let first = poll(&waking);
        if first.is_pending() {
            assert!(matches!(source.try_reset(), Ok(_) | Err(_)));
        }
        completer.join().expect("no panic");
        if first.is_pending() && source.token() == Token::new(0) {
            assert!(waking.is_woken());
            assert_eq!(poll(&waking), Poll::Ready(7));
        }
        assert!(waking.is_alone());
    });
}

/// Polls by token: `None` if that is refused, because it's another's turn.
fn poll_by_token(source: &ManualResetSource<u32>, version: u64, waker: &Waker) -> Option<Poll<u32>> {
    let poll = || source.poll_result(Token::new(version), &mut Context::from_waker(waker));
    catch_unwind(AssertUnwindSafe(poll)).ok()
}

#[test]
fn a_poll_by_token_is_of_its_own_operation() {
    ::loom::model(|| {
        let source = source();
        source.complete(7).expect("pending");
        let resetting = thread::spawn({
            let source = Arc::clone(&source);
            move || source.try_reset().is_ok()
        });
        let polled = poll_by_token(&source, 0, Waker::noop());
        let reset = resetting.join().expect("no panic");
        assert!(polled == Some(Poll::Ready(7)) || (polled.is_none() && reset), "{polled:?}");
    });
}

#[test]
fn who_gives_up_by_token_leaves_the_next_operation() {
    ::loom::model(|| {
        let (source, waking) = (source(), Waking::new());
        let next = thread::spawn({
            let (source, waker) = (Arc::clone(&source), Waker::from(Arc::clone(&waking.0)));
            move || source.try_reset().ok().and_then(|_| poll_by_token(&source, 1, &waker))
        });
        source.abandon(Token::new(0));
        let polled = next.join().expect("no panic");
        source.complete(7).expect("pending");
        assert_eq!(waking.is_woken(), polled.is_some());
    });
}

#[test]
fn a_task_that_is_dropped_leaves_who_polls_by_token() {
    ::loom::model(|| {
        let (source, waking) = (source(), Waking::new());
        let mut task = source.task();
        assert!(Waking::new().poll(&mut task).is_pending());
        let other = thread::spawn({
            let (source, waker) = (Arc::clone(&source), Waker::from(Arc::clone(&waking.0)));
            move || poll_by_token(&source, 0, &waker)
        });
        drop(task);
        let polled = other.join().expect("no panic");
        source.complete(7).expect("pending");
        assert_eq!(waking.is_woken(), polled.is_some());
    });
}

#[test]
fn a_value_is_taken_by_one_of_two() {
    ::loom::model(|| {
        let source = source();
        let mut task = source.task();
        source.complete(7).expect("pending");
        let other = thread::spawn({
            let source = Arc::clone(&source);
            move || poll_by_token(&source, 0, Waker::noop())
        });
        assert_eq!(Waking::new().poll(&mut task), Poll::Ready(7));
        assert_eq!(other.join().expect("no panic"), None);
    });
}
