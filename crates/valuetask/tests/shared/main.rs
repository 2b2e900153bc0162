//! [`Shared`]: a future that its awaiters poll.
//!
//! | file           | question                                                     |
//! |----------------|--------------------------------------------------------------|
//! | `awaiters`     | which awaiter polls, and which ones are woken                |
//! | `handles`      | what a handle keeps, and the result that it gets             |
//! | `panics`       | panics in poll, in drop, and of wakers                       |
//! | `async_method` | methods that return one                                      |
#![cfg(feature = "task")]

mod async_method;
mod awaiters;
mod handles;
mod panics;
#[path = "../util/mod.rs"]
mod util;

use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};

use valuetask::Shared;

/// A future that is ready once it is opened, with the waker of its last poll.
#[derive(Clone, Default)]
struct Gate(Arc<Mutex<(bool, Option<Waker>)>>);

impl Gate {
    fn open(&self) {
        self.0.lock().expect("no panic").0 = true;
        self.knock();
    }

    /// Wakes the task that waits at the gate, which stays closed.
    fn knock(&self) {
        let waker = self.0.lock().expect("no panic").1.take();
        waker.into_iter().for_each(Waker::wake);
    }

    async fn pass(self) {
        poll_fn(|cx| {
            let mut gate = self.0.lock().expect("no panic");
            if gate.0 {
                return Poll::Ready(());
            }
            gate.1 = Some(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }

    fn shared(&self) -> Shared<u32> {
        let gate = self.clone();
        Shared::new(async move {
            gate.pass().await;
            7
        })
    }
}
