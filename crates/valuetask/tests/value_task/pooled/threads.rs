//! Made here, polled and dropped there, for values of any type: the thread that gets a value that isn't `Send` makes it.

use std::cell::Cell;
use std::rc::Rc;
use std::task::Poll;
use std::thread;

use valuetask::PooledFuture;

use super::suspends_once;
use crate::util::{Drops, pause, poll};

fn elsewhere<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    thread::scope(|scope| scope.spawn(work).join().expect("no panic"))
}

#[test]
fn each_poll_and_the_drop_may_be_on_another_thread() {
    for polls in 0..=2 {
        let drops = Drops::default();
        let mut future = PooledFuture::new(suspends_once(&drops));
        for _ in 0..polls {
            future = elsewhere(move || {
                drop(poll(&mut future));
                future
            });
        }
        elsewhere(move || drop(future));
        assert_eq!(drops.count(), 2, "{polls} polls");
    }
}

#[test]
fn a_value_that_is_not_send_is_made_where_it_is_polled() {
    let made = thread::current().id();
    let mut future = PooledFuture::new(async {
        pause().await;
        Rc::new(Cell::new(thread::current().id()))
    });
    assert!(poll(&mut future).is_pending());
    let polled = elsewhere(move || {
        let Poll::Ready(value) = poll(&mut future) else { panic!("it suspends once") };
        assert_eq!(Rc::strong_count(&value), 1);
        value.get()
    });
    assert_ne!(polled, made);
}

#[test]
fn a_pooled_future_is_held_over_an_await_of_a_send_future() {
    let shared = PooledFuture::new(async {
        let made = PooledFuture::new(async { Rc::new(7) });
        pause().await;
        *made.await
    });
    assert_eq!(elsewhere(|| pollster::block_on(shared)), 7);
}

#[test]
fn several_threads_may_see_it_at_once() {
    let future = PooledFuture::new(async { Rc::new(7) });
    let seen = &future;
    assert_eq!(elsewhere(move || format!("{seen:?}")), "PooledFuture(Pending)");
    assert_eq!(*pollster::block_on(future), 7);
}
