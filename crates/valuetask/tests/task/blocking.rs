//! Threads that block far down: where a thread is so deep in wakes, continuations or drops that what comes up is put off, whoever blocks
//! has that done first, and what comes up within is done on the spot.
//!
//! in a continuation: what is driven and wakes itself, what the continuation has set off before · in a destructor: what it has dropped

use std::sync::{Arc, Mutex};

use valuetask::{Abandoned, Task, TaskCompletionSource};

/// Deeper than anything is nested.
const LEVELS: usize = 40;

/// Runs this within a continuation of a continuation, and so on: in each of them.
fn in_continuations(work: impl Fn() -> u32 + Clone + Send + 'static) {
    let source = TaskCompletionSource::new();
    let mut last: Task<u32> = source.task().clone();
    let mut all = Vec::new();
    for _ in 0..LEVELS {
        let work = work.clone();
        last = last.continue_with(move |_| work());
        all.push(last.clone());
    }
    source.set_result(7).expect("it's the first");
    for task in all {
        assert_eq!(task.result(), Some(Ok(&7)));
    }
}

#[test]
fn a_continuation_may_block_on_what_wakes_itself_while_it_is_driven() {
    in_continuations(|| {
        let driven = Task::from_future(async {
            Task::yield_now().await;
            7
        });
        driven.wait().copied().expect("no error")
    });
}

#[test]
fn a_continuation_may_block_on_what_it_has_set_off() {
    in_continuations(|| {
        let source = TaskCompletionSource::new();
        let continued = source.task().continue_with(|task| task.result().map(|result| *result.expect("a result")));
        source.set_result(7).expect("it's the first");
        continued.wait().expect("no error").expect("complete")
    });
}

/// Drops the source within a task, and blocks until that is over.
struct Link {
    _next: Option<Task<Link>>,
    source: Option<Task<TaskCompletionSource<u32>>>,
    abandoned: Task<u32>,
    seen: Arc<Mutex<usize>>,
}

impl Drop for Link {
    fn drop(&mut self) {
        drop(self.source.take());
        assert_eq!(self.abandoned.wait().expect_err("abandoned").downcast_ref(), Some(&Abandoned));
        *self.seen.lock().expect("no panic") += 1;
    }
}

#[test]
fn a_destructor_may_block_on_what_it_has_dropped() {
    let seen = Arc::new(Mutex::new(0));
    let chain = (0..LEVELS).fold(None, |next, _| {
        let source = TaskCompletionSource::new();
        let abandoned = source.task().clone();
        let (source, seen) = (Some(Task::from_result(source)), Arc::clone(&seen));
        Some(Task::from_result(Link { _next: next, source, abandoned, seen }))
    });
    drop(chain);
    assert_eq!(*seen.lock().expect("no panic"), LEVELS);
}
