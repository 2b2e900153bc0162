//! Methods under `#[async_method]` that return a `Shared`, or a type around it: the first part runs at the call, and a panic is its error.

use std::future::Future;
use std::panic::catch_unwind;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use valuetask::{TaskLike, ValueTask, async_method};
use valuetask_tasks::Shared;

use crate::Gate;
use crate::util::{Counted, Drops, pause};

#[async_method]
async fn ready_at_once(key: u32) -> Shared<u32> {
    key + 1
}

#[async_method]
async fn suspends(begun: Arc<Mutex<bool>>, gate: Gate) -> Shared<u32> {
    *begun.lock().expect("no panic") = true;
    gate.pass().await;
    7
}

/// B-TASK-045
#[test]
fn an_async_method_runs_at_the_call_up_to_its_first_await_and_the_rest_when_it_is_awaited() {
    assert_eq!(ready_at_once(6).result(), Some(Ok(&7)));
    let (begun, gate) = (Arc::default(), Gate::default());
    let task = suspends(Arc::clone(&begun), gate.clone());
    assert!(*begun.lock().expect("no panic"));
    let mut get = pin!(task.get());
    assert!(get.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    gate.open();
    assert_eq!(get.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(Ok(&7)));
}

/// Its arguments are dropped with the body, also those without a name.
#[async_method]
async fn panics_at_once((kept, _): (Counted, Counted), local: Drops) -> Shared<u32> {
    let _local = local.value();
    drop(kept);
    panic!("at once")
}

#[async_method]
async fn panics_before_its_first_pending_await(_: Counted, local: Drops) -> Shared<u32> {
    let _local = local.value();
    let six = ready_at_once(5).await.expect("ready");
    if six == 6 {
        panic!("at once");
    }
    pause().await;
    six
}

#[async_method]
async fn panics_after_its_first_pending_await(_: Counted, local: Drops) -> Shared<u32> {
    let _local = local.value();
    pause().await;
    panic!("at once")
}

#[async_method(lazy)]
async fn panics_when_it_is_awaited(_: Counted, local: Drops) -> Shared<u32> {
    let _local = local.value();
    panic!("at once")
}

#[async_method]
async fn panics_in_the_drop_of_an_argument(_: PanicsAtOnce) -> Shared<u32> {
    7
}

struct PanicsAtOnce;

impl Drop for PanicsAtOnce {
    fn drop(&mut self) {
        panic!("at once");
    }
}

/// As `Task` of .NET, it never throws at the call.
#[test]
fn a_panic_is_the_error_of_the_shared_that_an_async_method_returns_wherever_it_happens() {
    let (of_two, of_one) = (Drops::default(), Drops::default());
    let at_call = [
        panics_in_the_drop_of_an_argument(PanicsAtOnce),
        panics_at_once((of_two.value(), of_two.value()), of_two.clone()),
        panics_before_its_first_pending_await(of_two.value(), of_two.clone()),
    ];
    assert_eq!(of_two.count(), 5);
    let later = [
        panics_after_its_first_pending_await(of_one.value(), of_one.clone()),
        panics_when_it_is_awaited(of_one.value(), of_one.clone()),
    ];
    assert!(at_call.iter().all(|shared| matches!(shared.result(), Some(Err(_)))));
    assert!(later.iter().all(|shared| !shared.is_completed()));
    for shared in at_call.into_iter().chain(later) {
        let error = shared.blocking_wait().expect_err("it has panicked");
        assert_eq!((error.is_panicked(), error.panic_message()), (true, Some("at once")));
    }
    assert_eq!(of_one.count(), 4);
}

/// A type that keeps errors, as what it wraps does.
struct Named(Shared<u32>);

impl TaskLike for Named {
    type Task = ValueTask<'static, u32>;

    fn from_task(task: Self::Task) -> Self {
        Self(Shared::from_task(task))
    }

    fn from_call(call: impl FnOnce() -> Self::Task) -> Self {
        Self(Shared::from_call(call))
    }
}

/// A type that says nothing of panics.
struct Plain(ValueTask<'static, u32>);

impl TaskLike for Plain {
    type Task = ValueTask<'static, u32>;

    fn from_task(task: Self::Task) -> Self {
        Self(task)
    }
}

#[async_method]
async fn named(key: u32) -> Named {
    assert_ne!(key, 0, "no key");
    key
}

#[async_method]
async fn plain(key: u32) -> Plain {
    assert_ne!(key, 0, "no key");
    key
}

#[async_method]
async fn value(key: u32) -> ValueTask<'static, u32> {
    assert_ne!(key, 0, "no key");
    key
}

#[test]
fn the_declared_type_says_whether_a_panic_comes_out_of_the_call() {
    assert_eq!(named(7).0.result(), Some(Ok(&7)));
    assert!(matches!(named(0).0.result(), Some(Err(_))));
    assert_eq!(plain(7).0.try_result().ok(), Some(7));
    assert!(catch_unwind(|| drop(plain(0))).is_err());
    assert!(catch_unwind(|| drop(value(0))).is_err());
}
