//! Tasks in every interleaving, by pairs of what two threads do with one. Each file begins with its pairs, and what holds for each.
//!
//! A thread that has nothing to do parks, so a wake-up that is lost is a deadlock.
#![forbid(unsafe_code)]

mod completion;
mod registration;
mod shared;
mod trampoline;

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use crate::sync::model::sync::{Condvar, Mutex};
use crate::sync::model::thread;

use super::trampoline::{self as stack, DEEPEST, Lane};
use super::{Task, TaskCompletionSource};
use crate::Shared;
use crate::live::{self, Counted};

/// Wakes a thread.
struct Alarm {
    rings: Mutex<bool>,
    rung: Condvar,
    _counted: Counted,
}

impl Alarm {
    fn new() -> (Arc<Self>, Waker) {
        let alarm = Arc::new(Self { rings: Mutex::new(false), rung: Condvar::new(), _counted: Counted::default() });
        (Arc::clone(&alarm), Waker::from(alarm))
    }

    fn rings(&self) -> bool {
        *self.rings.lock().expect("no panic")
    }

    /// Sleeps until it rings.
    fn sleep(&self) {
        let mut rings = self.rings.lock().expect("no panic");
        if *rings {
            // Perhaps by its own poll, of a future that another thread polls now: that thread has to run.
            thread::yield_now();
        }
        while !*rings {
            rings = self.rung.wait(rings).expect("no panic");
        }
        *rings = false;
    }
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        *self.rings.lock().expect("no panic") = true;
        self.rung.notify_one();
    }
}

/// A result that must not be cloned.
#[derive(Debug, PartialEq)]
pub(super) struct Moved(Counted<u32>);

impl Moved {
    pub(super) fn new() -> Self {
        Self(Counted::new(7))
    }
}

impl Clone for Moved {
    fn clone(&self) -> Self {
        panic!("cloned")
    }
}

/// A future that is ready once it was opened.
#[derive(Clone)]
struct Gate(Arc<Mutex<(bool, Option<Waker>)>>, Counted);

impl Gate {
    fn new() -> Self {
        Self(Arc::new(Mutex::new((false, None))), Counted::default())
    }

    fn shared(&self) -> Shared<Counted<u32>> {
        let gate = self.clone();
        Shared::new(async move {
            gate.await;
            Counted::new(7)
        })
    }

    fn open(&self) {
        let waker = {
            let mut gate = self.0.lock().expect("no panic");
            gate.0 = true;
            gate.1.take()
        };
        waker.into_iter().for_each(Waker::wake);
    }

    /// Returns the waker of a poll that was pending.
    fn take_waker(&self) -> Waker {
        self.0.lock().expect("no panic").1.take().expect("it was polled")
    }
}

impl Future for Gate {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut gate = self.0.lock().expect("no panic");
        if gate.0 {
            return Poll::Ready(());
        }
        gate.1 = Some(cx.waker().clone());
        Poll::Pending
    }
}

pub(super) fn poll<F: Future + Unpin>(future: &mut F, waker: &Waker) -> Poll<F::Output> {
    Pin::new(future).poll(&mut Context::from_waker(waker))
}

/// Polls until the future is ready, and sleeps between the polls.
pub(super) fn finish<F: Future + Unpin>(mut future: F) -> F::Output {
    let (alarm, waker) = Alarm::new();
    loop {
        if let Poll::Ready(output) = poll(&mut future, &waker) {
            return output;
        }
        alarm.sleep();
    }
}

/// Calls `work` within so many completions that the code of another is queued.
pub(super) fn complete_too_deep(work: impl FnOnce()) {
    fn nest(levels: usize, work: &mut dyn FnMut()) {
        if levels == 0 {
            work()
        } else {
            stack::nest(Lane::Runs, (), |()| nest(levels - 1, work), |()| || unreachable!("not deeper"))
        }
    }
    let mut work = Some(work);
    nest(DEEPEST, &mut || work.take().expect("called once")());
}

thread_local! {
    /// Whether a spawned thread runs at once. A model runs its threads on one thread of the system, so this is the model's.
    static AT_ONCE: Cell<bool> = const { Cell::new(false) };
}

/// Explores both ways of [`spawn`].
pub(super) fn model(work: impl Fn() + Send + Sync + 'static) {
    let work = Arc::new(work);
    for at_once in [false, true] {
        AT_ONCE.set(at_once);
        let work = Arc::clone(&work);
        live::model(move || work());
    }
    AT_ONCE.set(false);
}

/// As [`model`], but in one way only, and with two preemptions: for three threads, and for long ones.
pub(super) fn model_briefly(work: impl Fn() + Send + Sync + 'static) {
    live::explore(Some(2), work);
}

/// Spawns a thread, and yields to it if the model says so.
///
/// Loom tries only what comes right before a thread's access to an atomic. Where a thread loads first and then exchanges, it doesn't try
/// the exchange before what others have loaded.
pub(super) fn spawn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> thread::JoinHandle<T> {
    let thread = thread::spawn(work);
    if AT_ONCE.get() {
        thread::yield_now();
    }
    thread
}

/// Runs `setter` with a source on a thread of its own, and `other` with its task on this one.
fn with_source(
    setter: impl Fn(TaskCompletionSource<Counted<u32>>) + Send + Sync + 'static,
    other: impl Fn(Task<Counted<u32>>) + Send + Sync + 'static,
) {
    let setter = Arc::new(setter);
    model(move || {
        let (source, task) = TaskCompletionSource::channel();
        let setter = Arc::clone(&setter);
        let thread = spawn(move || setter(source));
        other(task);
        thread.join().expect("no panic");
    });
}

fn set(source: TaskCompletionSource<Counted<u32>>) {
    source.set_result(Counted::new(7)).expect("it's the first");
}
