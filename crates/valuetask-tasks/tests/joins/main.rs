//! Joins of tasks: values in order, errors first, losers dropped, and elements polled only when they were woken.
//!
//! | file      | question                                                                       |
//! |-----------|--------------------------------------------------------------------------------|
//! | `values`  | the inputs of a join, and its values                                           |
//! | `polling` | which elements are polled again, and how often the parent is woken             |
//! | `pooled`  | pooled futures of both kinds, and their values                                 |
//! | `wakers`  | the wakers of elements and parent, kept, woken late, on many threads           |
//! | `ends`    | the first error, the first value, a drop, a panic: the effect on the others    |
//! | `at_most` | so many at most: what runs, what is polled, what ends the rest                 |
//!
//! Rows: B-COMB-025, B-COMB-026, B-COMB-027.

mod at_most;
mod ends;
mod polling;
mod pooled;
#[path = "../../../valuetask/tests/util/mod.rs"]
mod util;
mod values;
mod wakers;

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use valuetask::ValueTask;

/// A future that is completed from outside, and counts its polls.
#[derive(Clone, Default)]
struct Door(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    answer: Option<usize>,
    waker: Option<Waker>,
    polls: usize,
}

impl Door {
    fn open(&self, answer: usize) {
        let waker = {
            let mut state = self.0.lock().expect("no panic");
            state.answer = Some(answer);
            state.waker.take()
        };
        waker.into_iter().for_each(Waker::wake);
    }

    fn polls(&self) -> usize {
        self.0.lock().expect("no panic").polls
    }

    /// The waker of the last poll, which stays there.
    fn waker(&self) -> Waker {
        self.0.lock().expect("no panic").waker.clone().expect("polled")
    }

    fn task(&self) -> ValueTask<'static, usize> {
        ValueTask::from_future(self.clone())
    }
}

impl Future for Door {
    type Output = usize;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<usize> {
        let mut state = self.0.lock().expect("no panic");
        state.polls += 1;
        if let Some(answer) = state.answer {
            return Poll::Ready(answer);
        }
        state.waker = Some(cx.waker().clone());
        Poll::Pending
    }
}

fn doors(count: usize) -> Vec<Door> {
    (0..count).map(|_| Door::default()).collect()
}
