//! A future that a test opens.

#![allow(dead_code, reason = "each test binary uses its own part")]

use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};

use valuetask_tasks::Shared;

/// A future that is ready once it is opened, with the waker of its last poll.
#[derive(Clone, Default)]
pub(crate) struct Gate(Arc<Mutex<(bool, Option<Waker>)>>);

impl Gate {
    pub(crate) fn open(&self) {
        self.0.lock().expect("no panic").0 = true;
        self.knock();
    }

    /// Wakes the task that waits at the gate, which stays closed.
    pub(crate) fn knock(&self) {
        let waker = self.0.lock().expect("no panic").1.take();
        waker.into_iter().for_each(Waker::wake);
    }

    pub(crate) async fn pass(self) {
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

    pub(crate) fn shared(&self) -> Shared<u32> {
        let gate = self.clone();
        Shared::new(async move {
            gate.pass().await;
            7
        })
    }
}
