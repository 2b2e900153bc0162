//! Registrations: callbacks that are removed before they are called, while they run, and after.

use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Waker};
use std::thread;

use valuetask_tasks::cancel::{CallbackGuard, CancellationToken, CancellationTokenExt};

use crate::Calls;
use crate::util::{Bomb, Drops};

#[test]
fn b_cancel_008_a_callback_that_was_taken_out_isnt_called() {
    let (token, calls) = (CancellationToken::new(), Calls::default());
    let first = token.callback_guard(calls.callback(1));
    assert_eq!((first.unregister(), first.unregister()), (true, false));
    let drops = Drops::default();
    let held = drops.value();
    drop(token.callback_guard(move || drop(held)));
    assert_eq!(drops.count(), 1, "what it held is dropped");
    token.cancel();
    assert_eq!(calls.taken(), []);
}

/// The captured value isn't dropped under a lock.
#[test]
fn a_callbacks_captured_value_may_use_the_registration_during_its_removal() {
    thread_local! {
        static OWN: RefCell<Option<Rc<CallbackGuard>>> = const { RefCell::new(None) };
    }

    struct Asks;

    impl Drop for Asks {
        fn drop(&mut self) {
            let own = OWN.take().expect("it is there before");
            assert!(!own.blocking_unregister());
            assert_eq!(format!("{own:?}"), "CallbackGuard { over: true, .. }");
        }
    }

    let (token, asks) = (CancellationToken::new(), Asks);
    let guard = Rc::new(token.callback_guard(move || drop(asks)));
    OWN.set(Some(Rc::clone(&guard)));
    assert!(guard.blocking_unregister());
    assert!(OWN.take().is_none(), "asked");
}

#[test]
fn a_registration_that_a_callback_drops_isnt_called_after_it() {
    let (token, calls) = (CancellationToken::new(), Calls::default());
    let later = Arc::new(Mutex::new(None::<CallbackGuard>));
    let drops = Arc::clone(&later);
    let _first = token.callback_guard(move || drop(drops.lock().expect("no panic").take()));
    let last = token.callback_guard(calls.callback(1));
    assert_eq!(format!("{last:?}"), "CallbackGuard { over: false, .. }");
    *later.lock().expect("no panic") = Some(last);
    token.cancel();
    assert_eq!(calls.taken(), []);
}

/// A token that another thread is canceling: its callback has begun, and waits for a message.
fn a_callback_that_runs() -> (CallbackGuard, mpsc::Sender<()>, thread::JoinHandle<()>, Calls) {
    let (token, calls) = (CancellationToken::new(), Calls::default());
    let (begun, has_begun) = mpsc::channel();
    let (go_on, goes_on) = mpsc::channel();
    let end = calls.callback(1);
    let guard = token.callback_guard(move || {
        begun.send(()).expect("the receiver is alive");
        goes_on.recv().expect("the sender is alive");
        end();
    });
    let canceler = thread::spawn(move || token.cancel());
    has_begun.recv().expect("it begins");
    (guard, go_on, canceler, calls)
}

#[test]
fn b_cancel_010_taking_out_a_callback_that_runs_waits_for_its_end_only_if_asked_to() {
    let (guard, go_on, canceler, calls) = a_callback_that_runs();
    assert!(!guard.unregister(), "it isn't waited for, or this would never return");
    let waiter = thread::spawn(move || (guard.blocking_unregister(), calls.taken()));
    go_on.send(()).expect("it listens");
    assert_eq!(waiter.join().expect("no panic"), (false, vec![1]));
    canceler.join().expect("no panic");
}

#[test]
fn b_cancel_010_dropping_the_registration_of_a_callback_that_runs_doesnt_wait() {
    let (guard, go_on, canceler, calls) = a_callback_that_runs();
    drop(guard);
    assert_eq!(calls.taken(), []);
    go_on.send(()).expect("it listens");
    canceler.join().expect("no panic");
    assert_eq!(calls.taken(), [1]);
}

#[test]
fn b_cancel_022_an_async_wait_for_a_callback_ends_after_it() {
    let (guard, go_on, canceler, calls) = a_callback_that_runs();
    let mut over = pin!(guard.unregister_and_wait());
    let mut cx = Context::from_waker(Waker::noop());
    assert!(over.as_mut().poll(&mut cx).is_pending());
    go_on.send(()).expect("it listens");
    assert!(!pollster::block_on(over));
    assert_eq!(calls.taken(), [1]);
    canceler.join().expect("no panic");
    let fresh = CancellationToken::new();
    let guard = fresh.callback_guard(|| ());
    assert!(pollster::block_on(guard.unregister_and_wait()));
    assert!(!guard.blocking_unregister());
}

#[test]
fn a_panic_of_a_waker_that_waits_for_a_callback_doesnt_reach_the_canceling_call() {
    let (token, calls) = (CancellationToken::new(), Calls::default());
    let (begun, has_begun) = mpsc::channel();
    let (go_on, goes_on) = mpsc::channel::<()>();
    let guards = [
        token.callback_guard(calls.callback(1)),
        token.callback_guard(move || {
            begun.send(()).expect("the receiver is alive");
            goes_on.recv().expect("the sender is alive");
        }),
        token.callback_guard(calls.callback(2)),
    ];
    let canceler = thread::spawn(move || token.cancel());
    has_begun.recv().expect("it begins");
    let mut over = pin!(guards[1].unregister_and_wait());
    let waker = Bomb::waker();
    assert!(over.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    go_on.send(()).expect("it listens");
    canceler.join().expect("no panic");
    assert!(!pollster::block_on(over));
    assert_eq!(calls.taken().len(), 2, "all others are called");
}

#[test]
fn a_callback_may_wait_for_its_own_registration() {
    let token = CancellationToken::new();
    let (give, given) = mpsc::channel::<CallbackGuard>();
    let (say, said) = mpsc::channel();
    let guard = token.callback_guard(move || {
        let own = given.recv().expect("it is sent before");
        say.send((own.blocking_unregister(), pollster::block_on(own.unregister_and_wait()))).expect("heard");
    });
    give.send(guard).expect("it listens");
    token.cancel();
    assert_eq!(said.try_recv(), Ok((false, false)));
}

#[test]
fn a_registration_outlives_its_token_and_the_token_of_a_child_hears_its_parent() {
    let calls = Calls::default();
    let parent = CancellationToken::new();
    let guard = parent.child_token().callback_guard(calls.callback(1));
    parent.cancel();
    assert_eq!(calls.taken(), [1]);
    drop(guard);
}
