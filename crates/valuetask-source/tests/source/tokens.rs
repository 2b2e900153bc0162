//! Tokens: a stale token is refused, and has no effect.

use std::collections::HashSet;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::thread;

use valuetask::ValueTask;
use valuetask_source::{
    ManualResetSource, Refusal, SourceStatus, Token, ValueTaskSource, from_shared_source, from_source,
};

use crate::util::poll;
use crate::{Wakes, message_of, poll_with};

fn poll_by_token<T: Send>(source: &ManualResetSource<T>, token: Token) -> Poll<T> {
    source.poll_result(token, &mut Context::from_waker(Waker::noop()))
}

/// B-SRC-002: .NET accepts the first of these again.
#[test]
fn no_token_comes_round_after_65536_operations() {
    let operations = if cfg!(miri) { 100 } else { 3 * 65_536 };
    let source = ManualResetSource::<u32>::new();
    let first = source.token();
    let tokens: HashSet<_> = (0..operations).map(|_| source.reset().unwrap()).collect();
    assert_eq!((tokens.len(), tokens.contains(&first)), (operations, false));
    assert!(source.status(first).is_err());
}

/// B-SRC-003: an older and a newer token.
#[test]
fn a_stale_token_is_an_error_that_names_the_source_and_both_versions_and_changes_nothing() {
    let source = ManualResetSource::<u32>::new();
    let current = source.reset().unwrap();
    for stale in [Token::new(0), Token::new(2)] {
        let error = source.status(stale).unwrap_err();
        assert_eq!((error.token(), error.current(), error.source_name()), (stale, current, name()));
        let expected = format!("token {stale} of {} is stale: it is at version 1", name());
        assert_eq!(error.to_string(), expected);
        assert_eq!(message_of(|| poll_by_token(&source, stale)), expected);
        assert_eq!(from_source(&source, stale).unwrap_err(), error);
        let refused = source.completer_for(stale).unwrap_err();
        assert_eq!((refused.reason(), refused.to_string()), (Refusal::Stale(error), expected));
        source.abandon(stale);
        assert_eq!((source.token(), source.status(current)), (current, Ok(SourceStatus::Pending)));
    }
}

fn name() -> &'static str {
    std::any::type_name::<ManualResetSource<u32>>()
}

/// B-SRC-004
#[test]
fn a_pending_operation_has_no_result() {
    let source = ManualResetSource::<u32>::new();
    assert!(poll_by_token(&source, source.token()).is_pending());
    assert!(source.task_or_refusal().is_err(), "a waker lies there");
    source.abandon(source.token());
    assert!(source.task_or_refusal().is_ok());
}

trait TaskOrRefusal {
    fn task_or_refusal(&self) -> Result<(), Refusal>;
}

impl TaskOrRefusal for ManualResetSource<u32> {
    fn task_or_refusal(&self) -> Result<(), Refusal> {
        self.task().map(drop).map_err(|refused| refused.reason())
    }
}

/// B-SRC-027: the token comes first, the stored error second.
#[test]
fn a_stale_token_is_refused_also_where_an_error_is_stored() {
    let source = ManualResetSource::<Result<u32, &str>>::new();
    let stale = source.token();
    source.reset().unwrap();
    source.fail("broken").unwrap();
    assert!(message_of(|| poll_by_token(&source, stale)).ends_with("is stale: it is at version 1"));
    assert_eq!(poll_by_token(&source, source.token()), Poll::Ready(Err("broken")));
}

#[test]
fn a_completer_that_comes_late_doesnt_find_the_next_operation() {
    let source = ManualResetSource::<Result<u32, u32>>::new();
    let late = source.token();
    source.completer_for(late).unwrap().complete(Ok(1));
    let mut next = source.next_task().unwrap();
    assert!(matches!(source.completer_for(late).unwrap_err().reason(), Refusal::Stale(_)));
    assert!(poll(&mut next).is_pending());
    source.completer_for(source.token()).unwrap().complete(Ok(3));
    assert_eq!(poll(&mut next), Poll::Ready(Ok(3)));
}

#[test]
fn a_stale_awaiter_doesnt_disturb_the_one_of_the_next_operation() {
    let (source, (woken, waker)) = (ManualResetSource::<u32>::new(), Wakes::new());
    let stale = source.token();
    let mut task = source.next_task().unwrap();
    assert!(poll_with(&mut task, &waker).is_pending());
    source.abandon(stale);
    assert!(message_of(|| poll_by_token(&source, stale)).contains("is stale"));
    source.complete(7).unwrap();
    assert_eq!((woken.count(), poll(&mut task)), (1, Poll::Ready(7)));
}

#[test]
fn a_task_by_token_is_woken_takes_its_value_and_abandons() {
    let (source, (woken, waker)) = (Arc::new(ManualResetSource::<u32>::new()), Wakes::new());
    let mut task = from_source(&*source, source.token()).unwrap();
    assert!(poll_with(&mut task, &waker).is_pending());
    assert_eq!(source.reset().unwrap_err().reason(), Refusal::Awaited, "a waker lies there");
    source.complete(7).unwrap();
    assert_eq!((woken.count(), poll_with(&mut task, &waker)), (1, Poll::Ready(7)));
    drop(task);

    let token = source.reset().unwrap();
    let mut task: ValueTask<'static, u32> = from_shared_source(source.clone(), token).unwrap();
    assert!(poll_with(&mut task, &waker).is_pending());
    drop(task);
    assert_eq!(woken.kept(), 0, "abandoned");
    assert_eq!(source.reset().unwrap(), Token::new(2));
}

/// B-VT-009, B-VT-017: the value is taken from the source once.
#[test]
fn a_task_over_a_completed_source_is_ready() {
    let source = ManualResetSource::<Result<u32, &str>>::new();
    source.fail("broken").unwrap();
    let task = from_source(&source, source.token()).unwrap();
    assert_eq!(task.try_result().ok(), Some(Err("broken")));
    assert_eq!(source.task().unwrap_err().reason(), Refusal::Taken);
}

#[test]
fn a_token_that_becomes_stale_meanwhile_panics_in_the_poll() {
    let source = ManualResetSource::<u32>::new();
    let mut task = from_source(&source, source.token()).unwrap();
    source.reset().unwrap();
    assert!(
        message_of(|| poll(&mut task))
            .ends_with("token 0 of valuetask_source::manual::ManualResetSource<u32> is stale: it is at version 1")
    );
    let message = message_of(|| poll(&mut task));
    assert!(message.starts_with("a ValueTask or PooledFuture was polled after"), "{message}");
}

/// The number of runs of a thread beside a reset. Miri lets it read older values.
const ROUNDS: usize = if cfg!(miri) { 200 } else { 500 };

#[test]
fn beside_a_reset_a_status_is_that_of_its_own_operation() {
    for _ in 0..ROUNDS {
        let source = ManualResetSource::new();
        source.complete(7).expect("pending");
        thread::scope(|scope| {
            let asking = scope.spawn(|| {
                let mut status = source.status(Token::new(0));
                while matches!(status, Ok(SourceStatus::Succeeded)) {
                    status = source.status(Token::new(0));
                }
                status
            });
            source.reset().unwrap();
            assert!(asking.join().expect("no panic").is_err());
        });
    }
}

#[test]
fn no_value_is_taken_of_an_operation_whose_token_was_read() {
    for _ in 0..ROUNDS {
        let source = ManualResetSource::new();
        source.complete(7).expect("pending");
        assert_eq!(poll(&mut source.task().unwrap()), Poll::Ready(7));
        thread::scope(|scope| {
            let asking = scope.spawn(|| {
                while source.token() == Token::new(0) {
                    thread::yield_now();
                }
                source.task().err().map(|refused| refused.reason())
            });
            source.reset().unwrap();
            assert_ne!(asking.join().expect("no panic"), Some(Refusal::Taken));
        });
    }
}
