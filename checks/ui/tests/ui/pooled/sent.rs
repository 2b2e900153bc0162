//! What stays on its thread doesn't become a future that may be sent.
use std::rc::Rc;

use valuetask::{LocalPooledFuture, PooledFuture, ValueTask};

fn local() {
    let future = LocalPooledFuture::new(async { 7 });
    std::thread::spawn(move || drop(future));
}

fn stored() -> PooledFuture<'static, usize> {
    let shared = Rc::new(7);
    PooledFuture::new(async move { Rc::strong_count(&shared) })
}

fn of_a_value_that_stays() -> PooledFuture<'static, Rc<u32>> {
    ValueTask::ready(Rc::new(7)).into()
}

fn main() {}
