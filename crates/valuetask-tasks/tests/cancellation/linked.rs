//! Linked tokens: canceled with others, with their callbacks called at the link's position.

use std::cell::RefCell;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::Context;
use std::thread;

use valuetask_tasks::cancel::{CancellationToken, CancellationTokenExt, LinkedToken};

use crate::Calls;
use crate::util::Bomb;

#[test]
fn a_linked_token_is_canceled_with_any_and_cancels_none() {
    let tokens = [(); 3].map(|()| CancellationToken::new());
    let (first, second) = (LinkedToken::new(&tokens), LinkedToken::new(&tokens[..2]));
    tokens[2].cancel();
    assert!(first.is_cancelled() && !second.is_cancelled());
    second.cancel();
    assert!(!tokens[0].is_cancelled() && !tokens[1].is_cancelled());
    assert!(LinkedToken::new(&tokens).is_cancelled());

    let unlinked = LinkedToken::new(&tokens[..1]);
    let kept = unlinked.clone();
    drop(unlinked);
    tokens[0].cancel();
    assert!(!kept.is_cancelled());
}

#[test]
fn callbacks_behind_a_link_are_called_where_the_link_stands() {
    let (token, calls) = (CancellationToken::new(), Calls::default());
    let first = token.callback_guard(calls.callback(1));
    let (linked, last) = (LinkedToken::new([&token]), token.callback_guard(calls.callback(5)));
    let behind = [2, 3, 4].map(|n| linked.callback_guard(calls.callback(n)));
    token.cancel();
    assert!(linked.is_cancelled());
    assert_eq!(calls.taken(), [1, 2, 3, 4, 5]);
    drop((first, last, behind));
}

#[test]
fn panics_behind_a_link_keep_no_callback_from_being_called() {
    let (token, calls) = (CancellationToken::new(), Calls::default());
    let linked = LinkedToken::new([&token]);
    let twice = LinkedToken::new([&*linked]);
    let _guards = [
        linked.callback_guard(calls.callback(1)),
        linked.callback_guard(|| panic!("behind the first link")),
        twice.callback_guard(|| panic!("behind the second")),
        twice.callback_guard(calls.callback(2)),
        token.callback_guard(|| panic!("before any")),
        token.callback_guard(calls.callback(3)),
    ];
    token.cancel();
    assert_eq!(calls.taken(), [2, 1, 3]);
}

#[test]
fn a_panic_of_a_foreign_waker_behind_a_link_doesnt_reach_the_token() {
    let (token, calls) = (CancellationToken::new(), Calls::default());
    let linked = LinkedToken::new([&token]);
    let _guards = [linked.callback_guard(calls.callback(1)), token.callback_guard(calls.callback(2))];
    let mut waits = Box::pin(linked.clone().cancelled_owned());
    assert!(waits.as_mut().poll(&mut Context::from_waker(&Bomb::waker())).is_pending());
    token.cancel();
    assert_eq!(calls.taken(), [1, 2]);
}

#[test]
fn a_chain_of_100_000_links_is_canceled_on_a_flat_stack() {
    const LINKS: usize = if cfg!(miri) { 200 } else { 100_000 };
    let (token, calls) = (CancellationToken::new(), Calls::default());
    let mut chain = vec![LinkedToken::new([&token])];
    for before in 0..LINKS - 1 {
        chain.push(LinkedToken::new([&*chain[before]]));
    }
    let last = chain.last().expect("there are some");
    let _guards = [last.callback_guard(calls.callback(1)), token.callback_guard(calls.callback(2))];
    token.cancel();
    assert!(chain.iter().all(|linked| linked.is_cancelled()));
    assert_eq!(calls.taken(), [1, 2]);
}

#[test]
fn a_token_is_canceled_by_the_destructor_of_a_thread_local() {
    struct Cancels(CancellationToken);
    impl Drop for Cancels {
        fn drop(&mut self) {
            self.0.cancel();
        }
    }
    thread_local! {
        static LAST: RefCell<Option<Cancels>> = const { RefCell::new(None) };
    }

    let token = CancellationToken::new();
    let linked = LinkedToken::new([&token]);
    let called = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&called);
    let _guard = linked.callback_guard(move || {
        counted.fetch_add(1, SeqCst);
    });
    thread::spawn(move || {
        // Made before the library's thread-local, so that it is destroyed after that.
        LAST.with(|last| *last.borrow_mut() = Some(Cancels(token.clone())));
        let root = CancellationToken::new();
        let _linked = LinkedToken::new([&root]);
        root.cancel();
    })
    .join()
    .expect("no panic");
    assert_eq!(called.load(SeqCst), 1);
}
