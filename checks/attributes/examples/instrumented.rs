//! Ready calls under `#[instrument]`, for callgrind: a call takes the difference of two runs, divided by the difference
//! of their calls.
//!
//! ```sh
//! cargo build --release -p attributes --example instrumented
//! for calls in 1000 11000; do
//!   valgrind --tool=callgrind --callgrind-out-file=/dev/null target/release/examples/instrumented hot $calls
//! done
//! ```
#![forbid(unsafe_code)]

use std::future::Future;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Waker};

/// A method under an attribute, and one with a span, too.
macro_rules! ways {
    ($($way:ident: $attribute:meta $(, $span:meta)?;)*) => {
        $(
            mod $way {
                #[$attribute]
                pub(super) trait Numbers: Send + Sync {
                    async fn number(&self, id: u64) -> u64;
                }

                pub(super) struct Table(pub(super) u64);

                #[$attribute]
                impl Numbers for Table {
                    $(#[$span])?
                    async fn number(&self, id: u64) -> u64 {
                        if id == self.0 {
                            std::future::pending::<()>().await;
                        }
                        id + self.0
                    }
                }
            }
        )*

        /// Adds up so many numbers in one way.
        fn sum(way: &str, calls: u64) -> u64 {
            match way {
                $(stringify!($way) => {
                    let numbers: Box<dyn $way::Numbers> = Box::new($way::Table(black_box(u64::MAX >> 1)));
                    (0..calls).fold(0, |sum, id| answered(async { numbers.number(id).await }).wrapping_add(sum))
                })*
                _ => panic!("no such way: {way}; there are {:?}", [$(stringify!($way)),*]),
            }
        }
    };
}

ways! {
    hot: valuetask::value_task, tracing::instrument(skip_all);
    pooled: valuetask::async_trait, tracing::instrument(skip_all);
    boxed: async_trait::async_trait, tracing::instrument(skip_all);
    hot_bare: valuetask::value_task;
    boxed_bare: async_trait::async_trait;
}

fn answered<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => unreachable!("no id is awaited"),
    }
}

fn main() {
    let mut args = std::env::args().skip(1);
    let way = args.next().unwrap_or_else(|| "hot".to_owned());
    let calls = args.next().map_or(1_000, |calls| calls.parse().expect("a number of calls"));
    println!("{}", black_box(sum(&way, calls)));
}
