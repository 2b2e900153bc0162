//! What an await takes in a static call of a native trait: in plain code, and in a hot implementation.

use std::hint::black_box;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use valuetask::value_task;

use super::block_on::Suspend;
use crate::way::{Case, HOT_ERASED, NATIVE, Way};

/// What the methods await.
struct Inner([u64; 64]);

impl Inner {
    #[inline(never)]
    fn at(&self, key: u64) -> u64 {
        self.0[(key % 64) as usize]
    }

    async fn may_suspend(&self, key: u64) -> u64 {
        if key > u64::MAX / 2 {
            Suspend::once().await;
        }
        self.at(key)
    }

    async fn suspends(&self, key: u64) -> u64 {
        Suspend::once().await;
        self.at(key)
    }

    async fn never_suspends(&self, key: u64) -> u64 {
        self.at(key)
    }
}

static INNER: Inner = Inner([7; 64]);

/// Polls a future until it is ready, each time by a call, as an executor does.
fn run<F: Future<Output = u64>>(future: F) -> u64 {
    #[inline(never)]
    fn poll<F: Future>(future: Pin<&mut F>, cx: &mut Context<'_>) -> Poll<F::Output> {
        future.poll(cx)
    }
    let mut future = pin!(black_box(future));
    let mut cx = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = poll(future.as_mut(), &mut cx) {
            return value;
        }
    }
}

/// The trait of a way and its implementation.
macro_rules! way {
    ($Trait:ident, [$(#[$on_trait:meta])*] [$(#[$on_impl:meta])*]) => {
        $(#[$on_trait])*
        trait $Trait: Send + Sync {
            async fn one(&self, key: u64) -> u64;
            async fn three(&self, key: u64) -> u64;
            async fn one_suspends(&self, key: u64) -> u64;
            async fn three_suspend(&self, key: u64) -> u64;
            async fn one_never(&self, key: u64) -> u64;
            async fn ten_never(&self, key: u64) -> u64;
        }

        $(#[$on_impl])*
        impl $Trait for Inner {
            async fn one(&self, key: u64) -> u64 {
                self.may_suspend(key).await
            }

            async fn three(&self, key: u64) -> u64 {
                self.may_suspend(key).await + self.may_suspend(key + 1).await + self.may_suspend(key + 2).await
            }

            async fn one_suspends(&self, key: u64) -> u64 {
                self.suspends(key).await
            }

            async fn three_suspend(&self, key: u64) -> u64 {
                self.suspends(key).await + self.suspends(key + 1).await + self.suspends(key + 2).await
            }

            async fn one_never(&self, key: u64) -> u64 {
                self.never_suspends(key).await
            }

            async fn ten_never(&self, key: u64) -> u64 {
                let mut sum = 0;
                for more in 0..10 {
                    sum += self.never_suspends(key + more).await;
                }
                sum
            }
        }
    };
}

way!(Plain, [] []);
way!(Hot, [#[value_task(dyn = DynHot)]] [#[value_task(dyn)]]);

/// The cases, each of one method.
macro_rules! cases {
    ($($method:ident: $name:literal;)*) => {
        pub(super) fn cases() -> Vec<Case> {
            vec![$(Case {
                name: concat!("native awaits, ", $name),
                calls: 200_000,
                bytes: None,
                ways: vec![
                    cases!(@ NATIVE, Plain::$method),
                    cases!(@ HOT_ERASED, Hot::$method),
                ],
            }),*]
        }
    };
    (@ $way:expr, $call:expr) => {
        Way {
            name: $way,
            prepare: || Box::new(|calls| (0..calls).map(|key| run($call(&INNER, key))).sum()),
            goals: &[],
        }
    };
}

cases! {
    one: "one that may suspend";
    three: "three that may suspend";
    one_suspends: "one that suspends";
    three_suspend: "three that suspend";
    one_never: "one that never suspends";
    ten_never: "ten that never suspend";
}
