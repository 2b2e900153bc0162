//! A value whose lifetime ends before that of the future is dropped before what it borrows, whichever way the future went.
#![forbid(unsafe_code)]

use std::future::{Future, ready};
use std::pin::Pin;

use valuetask::{PooledFuture, ValueTask};

struct Noisy<'a>(&'a str);

impl Drop for Noisy<'_> {
    fn drop(&mut self) {
        println!("{}", self.0);
    }
}

fn of_a_ready_task() {
    let _kept: PooledFuture<'static, Noisy<'_>>;
    let text = String::from("short-lived");
    _kept = ValueTask::ready(Noisy(&text)).into();
}

fn boxed() {
    let _kept: Pin<Box<dyn Future<Output = Noisy<'_>> + Send + 'static>>;
    let text = String::from("short-lived");
    let future: PooledFuture<'static, Noisy<'_>> = ValueTask::ready(Noisy(&text)).into();
    _kept = future.into_boxed();
}

fn of_a_box() {
    let _kept: PooledFuture<'_, Noisy<'_>>;
    let text = String::from("short-lived");
    let boxed: Pin<Box<dyn Future<Output = Noisy<'_>> + Send + '_>> = Box::pin(ready(Noisy(&text)));
    _kept = boxed.into();
}

fn erased() -> Box<dyn std::any::Any> {
    let text = String::from("short-lived");
    let future: PooledFuture<'static, Noisy<'_>> = ValueTask::ready(Noisy(&text)).into();
    Box::new(future.into_boxed())
}

fn main() {}
