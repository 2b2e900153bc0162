//! To and from a boxed future: in generic code, which can't prove that a value outlives the future, and with values
//! whose lifetime ends before that of the future.

use std::convert::Infallible;
use std::future::{Future, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Mutex;
use std::task::Poll;
use std::thread;

use valuetask::{LocalPooledFuture, PooledFuture, ValueTask, async_trait};

use super::{BoxFuture, LocalBoxFuture, drop_at_each_stage, suspends_once};
use crate::util::{Drops, pause, poll};

#[test]
fn a_boxed_future_is_dropped_once_at_each_stage() {
    drop_at_each_stage(|drops| PooledFuture::new(suspends_once(drops)).into_boxed());
    drop_at_each_stage(|drops| LocalPooledFuture::new(suspends_once(drops)).into_boxed());
    drop_at_each_stage(|drops| BoxFuture::from(PooledFuture::new(suspends_once(drops))));
    drop_at_each_stage(|drops| LocalBoxFuture::from(LocalPooledFuture::new(suspends_once(drops))));
}

#[test]
fn a_future_from_a_box_is_dropped_once_at_each_stage() {
    drop_at_each_stage(|drops| PooledFuture::from(Box::pin(suspends_once(drops)) as BoxFuture<'_, _>));
    drop_at_each_stage(|drops| LocalPooledFuture::from(Box::pin(suspends_once(drops)) as LocalBoxFuture<'_, _>));
    drop_at_each_stage(|drops| PooledFuture::from(PooledFuture::new(suspends_once(drops)).into_boxed()));
}

#[test]
fn a_pooled_future_may_be_boxed_at_each_stage() {
    let drops = Drops::default();
    let mut future = PooledFuture::new(suspends_once(&drops));
    assert!(poll(&mut future).is_pending());
    let mut boxed = future.into_boxed();
    assert!(boxed.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop())).is_ready());
    assert_eq!(drops.count(), 2);
    let mut back = PooledFuture::from(boxed);
    assert!(catch_unwind(AssertUnwindSafe(|| poll(&mut back).is_ready())).is_err(), "polled after its value");
}

/// A part of a request, as in web frameworks: without a bound on the lifetime of an implementation.
#[async_trait]
trait FromParts<S>: Sized {
    type Rejection;

    async fn from_parts(parts: &mut Vec<String>, state: &S) -> Result<Self, Self::Rejection>;
}

#[async_trait]
impl<S: Sync> FromParts<S> for String {
    type Rejection = &'static str;

    async fn from_parts(parts: &mut Vec<String>, _: &S) -> Result<Self, Self::Rejection> {
        pause().await;
        parts.pop().ok_or("no part is left")
    }
}

struct Kept<'s>(&'s str);

#[async_trait]
impl<'s> FromParts<&'s str> for Kept<'s> {
    type Rejection = Infallible;

    async fn from_parts(_: &mut Vec<String>, state: &&'s str) -> Result<Self, Self::Rejection> {
        Ok(Self(state))
    }
}

/// Neither `E` nor its rejection has a bound by `'a`.
trait Extract {
    fn extract<'a, E: FromParts<S>, S: Sync>(&'a mut self, state: &'a S) -> BoxFuture<'a, Result<E, E::Rejection>>;
}

impl Extract for Vec<String> {
    fn extract<'a, E: FromParts<S>, S: Sync>(&'a mut self, state: &'a S) -> BoxFuture<'a, Result<E, E::Rejection>> {
        E::from_parts(self, state).into_boxed()
    }
}

#[test]
fn generic_code_names_the_box() {
    let mut parts = vec![String::from("only")];
    assert_eq!(pollster::block_on(parts.extract::<String, _>(&())).as_deref(), Ok("only"));
    assert_eq!(pollster::block_on(parts.extract::<String, _>(&())), Err("no part is left"));
    let owned = String::from("owned");
    let Ok(kept) = pollster::block_on(parts.extract::<Kept<'_>, _>(&&*owned));
    assert_eq!(kept.0, "owned");
}

/// Both ways, by `From`, without `T: 'a`.
fn there_and_back<'a, T>(future: PooledFuture<'a, T>) -> PooledFuture<'a, T> {
    PooledFuture::from(BoxFuture::from(future))
}

fn there_and_back_locally<'a, T>(future: LocalPooledFuture<'a, T>) -> LocalPooledFuture<'a, T> {
    LocalPooledFuture::from(LocalBoxFuture::from(future))
}

#[test]
fn a_future_that_was_boxed_in_between_is_the_same_future() {
    drop_at_each_stage(|drops| there_and_back(PooledFuture::new(suspends_once(drops))));
    drop_at_each_stage(|drops| there_and_back_locally(LocalPooledFuture::new(suspends_once(drops))));
}

/// Records its drop in a log with a shorter lifetime.
struct Noted<'log>(&'static str, &'log Mutex<Vec<&'static str>>);

impl Drop for Noted<'_> {
    fn drop(&mut self) {
        self.1.lock().expect("no panic").push(self.0);
    }
}

/// A future that is `'static`, but for its value.
fn for_ever<'log>(name: &'static str, log: &'log Mutex<Vec<&'static str>>) -> PooledFuture<'static, Noted<'log>> {
    ValueTask::ready(Noted(name, log)).into()
}

#[test]
fn a_value_whose_lifetime_ends_before_the_futures_is_dropped_in_time() {
    let log = Mutex::default();
    drop(for_ever("unpolled", &log));
    drop(for_ever("boxed", &log).into_boxed());
    drop(there_and_back(for_ever("boxed twice", &log)));
    let mut future = there_and_back(for_ever("polled", &log));
    let Poll::Ready(value) = poll(&mut future) else { panic!("it was ready") };
    assert_eq!(value.0, "polled");
    drop(future);
    log.lock().expect("no panic").push("finished");
    drop(value);
    let boxed: Pin<Box<dyn Future<Output = Noted<'_>> + Send + 'static>> = for_ever("elsewhere", &log).into();
    thread::scope(|scope| scope.spawn(|| drop(boxed)).join().expect("no panic"));
    let boxed = for_ever("polled elsewhere", &log).into_boxed();
    thread::scope(|scope| scope.spawn(|| drop(pollster::block_on(boxed))).join().expect("no panic"));
    let said = log.into_inner().expect("no panic");
    let expected = ["unpolled", "boxed", "boxed twice", "finished", "polled", "elsewhere", "polled elsewhere"];
    assert_eq!(said, expected);
}

#[test]
fn a_boxed_future_that_borrows_for_less_than_its_value_is_dropped_in_time() {
    let log = Mutex::default();
    for polls in 0..2 {
        let held = String::from("held");
        let boxed: BoxFuture<'_, Noted<'_>> = Box::pin(async {
            let _held = Noted("held", &log);
            pause().await;
            ready(Noted("value", &log)).await
        });
        let mut future = there_and_back(PooledFuture::from(boxed));
        (0..polls).for_each(|_| assert!(poll(&mut future).is_pending()));
        drop(future);
        drop(held);
    }
    assert_eq!(log.into_inner().expect("no panic"), ["held"], "what was polled held something");
}
