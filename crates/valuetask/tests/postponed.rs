//! What the scheduler is given of a task that keeps waking itself. Alone in its process, as a scheduler is installed for good.

#[path = "util/mod.rs"]
mod util;

use std::mem;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use util::{poll, yields_until};
use valuetask::scheduler::{self, TaskScheduler};
use valuetask::{Task, TaskCompletionSource, ValueTask};

static WORK: Mutex<Vec<ValueTask<'static>>> = Mutex::new(Vec::new());

/// Keeps what it is to do.
struct Keeps;

impl TaskScheduler for Keeps {
    fn schedule(&self, work: ValueTask<'static>) {
        WORK.lock().expect("no panic").push(work);
    }

    fn schedule_blocking(&self, _: Box<dyn FnOnce() + Send>) {
        unreachable!("nothing blocks")
    }

    fn delay(&self, _: Duration) -> ValueTask<'static> {
        unreachable!("nobody asks for the time")
    }
}

/// What there is to do, which has to be as much as this.
fn work(count: usize) -> Vec<ValueTask<'static>> {
    let work = mem::take(&mut *WORK.lock().expect("no panic"));
    assert_eq!(work.len(), count);
    work
}

#[test]
fn it_is_had_once_by_the_scheduler_and_left_to_whoever_awaits_it_where_that_drops_it() {
    assert!(scheduler::install(Keeps).is_ok());
    let (outer, is_over) = (TaskCompletionSource::new(), Arc::new(AtomicBool::new(false)));
    let (flat, over) = (outer.task().flatten(), Arc::clone(&is_over));
    outer.set_result(Task::from_future(yields_until(over))).expect("it's the first");
    let first = work(1);
    let mut get = flat.get();
    for _ in 0..3 {
        assert!(poll(&mut get).is_pending());
        work(0);
    }
    assert!(first.into_iter().all(|mut piece| poll(&mut piece).is_ready()));
    drop(work(1));
    assert!(poll(&mut get).is_pending());
    let last = work(1);
    is_over.store(true, SeqCst);
    assert_eq!(poll(&mut get), Poll::Ready(Ok(&7)));
    assert!(last.into_iter().all(|mut piece| poll(&mut piece).is_ready()));
    work(0);
}
