//! Methods of a `dyn` trait that return shared tasks: hits, suspended once, and three layers.

use std::future::{Ready, ready};
use std::hint::black_box;
use std::pin::pin;

use futures_util::FutureExt;
use futures_util::future::{self, BoxFuture, Either};
use valuetask::async_method;
use valuetask_tasks::Shared;

use super::block_on::{Gate, block_on, finished, pending};
use super::values::{Left, Right, Table};
use crate::way::{Case, Goal, OUR_SHARED, Run, SHARED, Way};

/// A hit is a value, and everything else a box, under futures' `Shared`.
type SharedTask = future::Shared<Either<Ready<u64>, BoxFuture<'static, u64>>>;

trait SharedGet {
    fn get(&'static self, id: u64) -> SharedTask;
}

#[async_method]
trait TaskGet {
    async fn get(&'static self, id: u64) -> Shared<u64>;
}

/// One class over a table, in both ways.
macro_rules! implement {
    ($Class:ident) => {
        impl SharedGet for $Class<u64> {
            #[inline(never)]
            fn get(&'static self, id: u64) -> SharedTask {
                match self.0.get(id) {
                    Some(&value) => Either::Left(ready(value)).shared(),
                    None => Either::Right(async move { Gate::before(id & 1023).await }.boxed()).shared(),
                }
            }
        }

        #[async_method]
        impl TaskGet for $Class<u64> {
            #[inline(never)]
            async fn get(&'static self, id: u64) -> Shared<u64> {
                match self.0.get(id) {
                    Some(&value) => value,
                    None => Gate::before(id & 1023).await,
                }
            }
        }
    };
}

implement!(Left);
implement!(Right);

/// A layer over another.
struct Layer<T: ?Sized + 'static>(&'static T);

impl SharedGet for Layer<dyn SharedGet + Sync> {
    #[inline(never)]
    fn get(&'static self, id: u64) -> SharedTask {
        let below = self.0.get(id);
        match below.peek() {
            Some(value) => Either::Left(ready(value + 1)).shared(),
            None => Either::Right(async move { below.await + 1 }.boxed()).shared(),
        }
    }
}

#[async_method]
impl TaskGet for Layer<dyn TaskGet + Sync> {
    #[inline(never)]
    async fn get(&'static self, id: u64) -> Shared<u64> {
        self.0.get(id).await.expect("it doesn't panic") + 1
    }
}

/// Both classes, as receivers by turns.
macro_rules! classes {
    ($Trait:path, $missing:expr) => {{
        let table = Table::missing_one_in($missing);
        let left: &'static Left<u64> = Box::leak(Box::new(Left(table.clone())));
        let right: &'static Right<u64> = Box::leak(Box::new(Right(table)));
        [left as &'static (dyn $Trait + Sync), right]
    }};
}

/// Each class under two layers.
macro_rules! layered {
    ($Trait:path) => {
        classes!($Trait, None).map(|class| {
            let middle: &'static Layer<dyn $Trait + Sync> = Box::leak(Box::new(Layer::<dyn $Trait + Sync>(class)));
            let outer: &'static Layer<dyn $Trait + Sync> = Box::leak(Box::new(Layer::<dyn $Trait + Sync>(middle)));
            outer as &'static (dyn $Trait + Sync)
        })
    };
}

/// Awaits what is complete.
macro_rules! hits {
    ($receivers:expr, |$answer:ident| $value:expr) => {{
        let receivers = $receivers;
        Box::new(move |calls| {
            block_on(async {
                let mut sum: u64 = 0;
                for id in 0..calls {
                    let $answer = black_box(receivers)[(id & 1) as usize].get(id);
                    sum += $value;
                }
                sum
            })
        })
    }};
}

/// Awaits what waits at the gate, which is opened for each call.
macro_rules! suspended {
    ($receivers:expr, |$answer:ident| $awaiting:expr, |$value:ident| $number:expr) => {{
        let receivers = $receivers;
        Box::new(move |calls| {
            let each = |id: u64| {
                let $answer = black_box(receivers)[(id & 1) as usize].get(id);
                let mut awaiting = pin!($awaiting);
                pending(awaiting.as_mut());
                Gate::open();
                let $value = finished(awaiting);
                $number
            };
            (0..calls).map(each).sum()
        })
    }};
}

fn shared_hit() -> Run {
    hits!(classes!(SharedGet, None), |task| task.await)
}

fn hit() -> Run {
    hits!(classes!(TaskGet, None), |task| task.await.expect("it doesn't panic"))
}

fn shared_layers() -> Run {
    // What is complete is known only once it was polled.
    hits!(layered!(SharedGet), |task| task.await)
}

fn layers() -> Run {
    hits!(layered!(TaskGet), |task| task.await.expect("it doesn't panic"))
}

fn shared_suspended() -> Run {
    suspended!(classes!(SharedGet, Some(1)), |task| task, |value| value)
}

fn suspended() -> Run {
    suspended!(classes!(TaskGet, Some(1)), |task| task.into_future(), |value| value.expect("it doesn't panic"))
}

fn case(name: &'static str, calls: u64, shared: fn() -> Run, task: fn() -> Run) -> Case {
    const HALF: &[Goal] = &[Goal::ratio(SHARED, 0.5)];
    let ways =
        vec![Way { name: SHARED, prepare: shared, goals: &[] }, Way { name: OUR_SHARED, prepare: task, goals: HALF }];
    Case { name, calls, bytes: None, ways }
}

pub(super) fn cases() -> [Case; 3] {
    [
        case("task method, a hit", 500_000, shared_hit, hit),
        case("task method, a hit, 3 deep", 200_000, shared_layers, layers),
        case("task method, suspended once", 200_000, shared_suspended, suspended),
    ]
}
