//! The content of a task is dropped exactly once, in every use of the task.
//!
//! ready · unpolled · suspended · completed · panicking in poll · panicking in drop (suspended, or with the new value)
//! · all of them with a large value · larger or more aligned than any slot · completed on another thread

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;
use std::thread;

use crate::util::{Counted, Drops, Once, poll};
use valuetask::ValueTask;

/// A future that holds a counted value until it is dropped, suspends once, and then yields another.
fn future(drops: &Drops) -> impl Future<Output = Counted> + Send + use<> {
    let (held, value) = (drops.value(), drops.value());
    async move {
        let _held = held;
        Once::default().await;
        value
    }
}

#[test]
fn ready_and_never_asked() {
    let drops = Drops::default();
    drop(ValueTask::ready(drops.value()));
    assert_eq!(drops.count(), 1);
}

#[test]
fn ready_and_polled() {
    let drops = Drops::default();
    let mut task = ValueTask::ready(drops.value());
    let value = poll(&mut task);
    drop(task);
    assert_eq!(drops.count(), 0);
    drop(value);
    assert_eq!(drops.count(), 1);
}

#[test]
fn stored_and_never_polled() {
    let drops = Drops::default();
    drop(ValueTask::from_future(future(&drops)));
    assert_eq!(drops.count(), 2);
}

#[test]
fn suspended() {
    let drops = Drops::default();
    let mut task = ValueTask::from_future(future(&drops));
    assert!(poll(&mut task).is_pending());
    assert_eq!(drops.count(), 0);
    drop(task);
    assert_eq!(drops.count(), 2);
}

#[test]
fn started_and_suspended() {
    let drops = Drops::default();
    drop(ValueTask::start(future(&drops)));
    assert_eq!(drops.count(), 2);
}

#[test]
fn completed() {
    let drops = Drops::default();
    let mut task = ValueTask::start(future(&drops));
    let value = poll(&mut task);
    assert_eq!(drops.count(), 1);
    drop(task);
    assert_eq!(drops.count(), 1);
    drop(value);
    assert_eq!(drops.count(), 2);
}

#[test]
fn given_back_by_try_result() {
    let drops = Drops::default();
    let task = ValueTask::from_future(future(&drops)).try_result();
    assert_eq!(drops.count(), 0);
    drop(task);
    assert_eq!(drops.count(), 2);
}

#[test]
fn its_future_panics_in_poll() {
    let drops = Drops::default();
    let held = drops.value();
    let mut task = ValueTask::<()>::from_future(async move {
        let _held = held;
        Once::default().await;
        panic!("in poll");
    });
    assert!(poll(&mut task).is_pending());
    assert!(catch_unwind(AssertUnwindSafe(|| poll(&mut task))).is_err());
    assert_eq!(drops.count(), 1);
    drop(task);
    assert_eq!(drops.count(), 1);
}

/// Panics when it is dropped, after its value was counted.
struct PanicsInDrop(Option<Counted>);

impl Drop for PanicsInDrop {
    fn drop(&mut self) {
        self.0 = None;
        panic!("in drop");
    }
}

#[test]
fn its_future_panics_in_drop_while_suspended() {
    let drops = Drops::default();
    let held = PanicsInDrop(Some(drops.value()));
    let mut task = ValueTask::from_future(async move {
        let _held = held;
        Once::default().await;
    });
    assert!(poll(&mut task).is_pending());
    assert!(catch_unwind(AssertUnwindSafe(|| drop(task))).is_err());
    assert_eq!(drops.count(), 1);
}

/// A named future that still holds a value when it is ready, unlike an `async` block.
struct Holds<T, V = Counted>(T, Drops, fn(Counted) -> V);

impl<T: Unpin, V> Future for Holds<T, V> {
    type Output = V;

    fn poll(self: std::pin::Pin<&mut Self>, _: &mut std::task::Context<'_>) -> Poll<V> {
        Poll::Ready((self.2)(self.1.value()))
    }
}

#[test]
fn its_future_panics_in_drop_with_the_value_just_made() {
    let drops = Drops::default();
    let mut task = ValueTask::from_future(Holds(PanicsInDrop(Some(drops.value())), drops.clone(), |value| value));
    assert!(catch_unwind(AssertUnwindSafe(|| poll(&mut task).is_ready())).is_err());
    assert_eq!(drops.count(), 2, "the held value and the yielded one");
    drop(task);
    assert_eq!(drops.count(), 2);
}

/// Larger than any value that is copied in parts: the polling code drops its machine.
type Large = ([u64; 512], Counted);

fn large(value: Counted) -> Large {
    ([7; 512], value)
}

#[test]
fn a_large_value_is_yielded() {
    let drops = Drops::default();
    let mut task = ValueTask::from_future(Holds(drops.value(), drops.clone(), large));
    let Poll::Ready((numbers, value)) = poll(&mut task) else { panic!("it never suspends") };
    assert_eq!((numbers, drops.count()), ([7; 512], 1), "the held value is gone");
    drop(task);
    assert_eq!(drops.count(), 1);
    drop(value);
    assert_eq!(drops.count(), 2);
}

#[test]
fn its_future_panics_in_poll_instead_of_a_large_value() {
    let drops = Drops::default();
    let mut task = ValueTask::from_future(Holds(drops.value(), drops.clone(), |_| -> Large { panic!("in poll") }));
    assert!(catch_unwind(AssertUnwindSafe(|| poll(&mut task).is_ready())).is_err());
    assert_eq!(drops.count(), 2);
    drop(task);
    assert_eq!(drops.count(), 2);
}

#[test]
fn its_future_panics_in_drop_with_a_large_value_just_made() {
    let drops = Drops::default();
    let mut task = ValueTask::from_future(Holds(PanicsInDrop(Some(drops.value())), drops.clone(), large));
    assert!(catch_unwind(AssertUnwindSafe(|| poll(&mut task).is_ready())).is_err());
    assert_eq!(drops.count(), 2, "the held value and the yielded one");
    drop(task);
    assert_eq!(drops.count(), 2);
}

#[test]
fn larger_than_any_slot() {
    let drops = Drops::default();
    let mut task = ValueTask::from_future(Holds(([0_u8; 8192], drops.value()), drops.clone(), |value| value));
    assert!(poll(&mut task).is_ready());
    drop(task);
    assert_eq!(drops.count(), 2);
    drop(ValueTask::from_future(Holds(([0_u8; 8192], drops.value()), drops.clone(), |value| value)));
    assert_eq!(drops.count(), 3);
}

/// More aligned than any slot.
#[repr(align(64))]
struct Aligned {
    _held: Counted,
}

#[test]
fn more_aligned_than_any_slot() {
    let drops = Drops::default();
    let held = Aligned { _held: drops.value() };
    let mut task = ValueTask::from_future(async move {
        let held = held;
        Once::default().await;
        (&raw const held).addr() % 64
    });
    assert!(poll(&mut task).is_pending());
    assert_eq!(poll(&mut task), Poll::Ready(0));
    assert_eq!(drops.count(), 1);
}

#[test]
fn finished_on_another_thread() {
    let drops = Drops::default();
    let mut task = ValueTask::start(future(&drops));
    thread::spawn(move || assert!(poll(&mut task).is_ready())).join().expect("no panic");
    assert_eq!(drops.count(), 2);
}
