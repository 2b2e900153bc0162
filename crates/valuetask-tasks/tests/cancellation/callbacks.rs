//! Callbacks of a token: which are called, where, in which order, and the effect of a panic.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll, Waker};
use std::thread;

use valuetask_tasks::cancel::{CancellationToken, CancellationTokenExt, LinkedToken};
use valuetask_tasks::{Task, TaskCompletionSource};

use crate::util::Bomb;
use crate::{Calls, canceled};

#[test]
fn b_cancel_001_a_token_that_isnt_canceled_calls_nothing() {
    let (token, calls) = (CancellationToken::new(), Calls::default());
    let guard = token.callback_guard(calls.callback(1));
    assert!(!token.is_cancelled());
    assert_eq!(token.check(), Ok(()));
    drop((guard, token));
    assert_eq!(calls.taken(), []);
}

#[test]
fn b_cancel_002_a_canceled_token_calls_in_the_call_that_registers() {
    let calls = Calls::default();
    let guard = canceled().callback_guard(calls.callback(1));
    assert_eq!(calls.taken(), [1]);
    assert!(!guard.unregister());
    let panics = || drop(canceled().callback_guard(|| panic!("in the call")));
    assert!(catch_unwind(panics).is_err());
}

#[test]
fn b_cancel_003_callbacks_see_the_token_canceled_and_are_called_before_cancel_returns() {
    let token = CancellationToken::new();
    let (say, said) = mpsc::channel();
    let inside = token.clone();
    let _guard = token.callback_guard(move || {
        say.send((inside.is_cancelled(), thread::current().id())).expect("the receiver is alive");
    });
    token.cancel();
    assert_eq!(said.try_recv(), Ok((true, thread::current().id())));
}

/// Cancels `waits` by canceling `outer`. A continuation cancels an inner token within that.
fn is_called_within_the_inner_cancel(outer: &CancellationToken, waits: &CancellationToken) -> bool {
    let (inner, calls) = (CancellationToken::new(), Calls::default());
    let linked = LinkedToken::new([&inner]);
    let _guards = [inner.callback_guard(calls.callback(1)), linked.callback_guard(calls.callback(2))];
    let source = TaskCompletionSource::<bool>::new();
    let seen = source.task().with_cancellation(waits).continue_with(move |_| {
        inner.cancel();
        linked.is_cancelled() && calls.taken() == [2, 1]
    });
    outer.cancel();
    seen.result() == Some(Ok(&true))
}

#[test]
fn b_cancel_003_callbacks_are_called_before_cancel_returns_also_within_the_cancel_of_another_token() {
    let token = CancellationToken::new;
    let (plain, of_child, of_link, of_links) = (token(), token(), token(), token());
    assert!(is_called_within_the_inner_cancel(&plain, &plain));
    assert!(is_called_within_the_inner_cancel(&of_child, &of_child.child_token()));
    assert!(is_called_within_the_inner_cancel(&of_link, &LinkedToken::new([&of_link])));
    let linked = LinkedToken::new([&of_links]);
    assert!(is_called_within_the_inner_cancel(&of_links, &LinkedToken::new([&linked.child_token()])));
}

#[test]
fn b_cancel_004_callbacks_are_called_in_registration_order() {
    let (token, calls) = (CancellationToken::new(), Calls::default());
    let _guards = [1, 2, 3].map(|n| token.callback_guard(calls.callback(n)));
    token.cancel();
    assert_eq!(calls.taken(), [1, 2, 3]);
}

#[test]
fn b_cancel_006_a_callback_that_panics_keeps_no_other_from_being_called_on_rt() {
    let (token, calls) = (CancellationToken::new(), Calls::default());
    let woken = Task::spawn({
        let token = token.clone();
        async move { token.cancelled().await }
    });
    let _guards = [
        token.callback_guard(calls.callback(1)),
        token.callback_guard(|| panic!("the second")),
        token.callback_guard(calls.callback(3)),
        token.callback_guard(|| panic!("the fourth")),
    ];
    token.cancel();
    assert_eq!(calls.taken(), [1, 3]);
    assert!(token.is_cancelled());
    assert_eq!(woken.blocking_wait(), Ok(&()));
}

#[test]
fn callbacks_may_cancel_and_register_and_a_token_may_be_canceled_twice() {
    let (token, calls) = (CancellationToken::new(), Calls::default());
    let (again, inner, deferred) = (token.clone(), calls.callback(2), calls.callback(1));
    let _guard = token.callback_guard(move || {
        again.cancel();
        drop(again.callback_guard(inner));
        deferred();
    });
    token.cancel();
    assert_eq!(calls.taken(), [2, 1]);
    token.cancel();
    assert_eq!(calls.taken(), []);
}

#[test]
fn a_panic_of_a_foreign_waker_leaves_callbacks_as_they_were() {
    struct Panics;
    impl std::task::Wake for Panics {
        fn wake(self: Arc<Self>) {
            panic!("a waker");
        }
    }
    let (token, calls) = (CancellationToken::new(), Calls::default());
    let mut waits = Box::pin(token.clone().cancelled_owned());
    let polled = waits.as_mut().poll(&mut Context::from_waker(&Waker::from(Arc::new(Panics))));
    assert_eq!(polled, Poll::Pending);
    let _behind = token.child_token().callback_guard(calls.callback(2));
    assert!(catch_unwind(AssertUnwindSafe(|| token.cancel())).is_err());
    assert_eq!(calls.taken(), [2], "it was woken before the panic");
    // The next cancellation of another token on this thread calls its callbacks.
    let other = CancellationToken::new();
    let _guard = other.callback_guard(calls.callback(1));
    other.cancel();
    assert_eq!(calls.taken(), [1]);
}

#[test]
fn callbacks_whose_payloads_panic_for_ever_keep_no_other_from_being_called() {
    let (token, calls) = (CancellationToken::new(), Calls::default());
    let linked = LinkedToken::new([&token]);
    let _guards = [
        token.callback_guard(|| Bomb::raise()),
        linked.callback_guard(|| Bomb::raise()),
        linked.callback_guard(calls.callback(1)),
        token.callback_guard(calls.callback(2)),
    ];
    token.cancel();
    assert_eq!(calls.taken(), [1, 2]);
}

#[test]
fn a_foreign_waker_and_a_callback_may_both_panic_for_ever() {
    let (token, calls) = (CancellationToken::new(), Calls::default());
    let mut waits = Box::pin(token.clone().cancelled_owned());
    assert!(waits.as_mut().poll(&mut Context::from_waker(&Bomb::waker())).is_pending());
    let behind = token.child_token();
    let _guards = [behind.callback_guard(|| Bomb::raise()), behind.callback_guard(calls.callback(1))];
    assert!(Bomb::is_raised_by(|| token.cancel()));
    assert_eq!(calls.taken(), [1]);
}
