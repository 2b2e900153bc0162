//! Threads that block inside of completions and polls: what they poll runs under a trampoline of its own.
//!
//! in a continuation: on a shared future that wakes itself, on another continuation's lock · in a future, by a `block_on` that knows
//! nothing of tasks

use std::future::{Future, IntoFuture, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use valuetask_tasks::{Shared, Task, TaskCompletionSource};

/// Deeper than the nesting limit.
const LEVELS: usize = 40;

/// Runs `work` within nested continuations, at every depth.
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
fn a_continuation_may_block_on_a_future_that_wakes_itself_while_it_is_polled() {
    in_continuations(|| {
        let lazy = Shared::new(async {
            Task::yield_now().await;
            7
        });
        lazy.blocking_wait().copied().expect("no error")
    });
}

/// By a `block_on` that knows nothing of tasks, and through another task, which may have an awaiter already.
#[test]
fn a_future_of_a_task_may_block_on_a_task_that_is_completed_meanwhile() {
    for (links, is_begun) in [(0, false), (1, false), (1, true), (LEVELS / 4, true)] {
        let outer = Shared::new(async move {
            let source = TaskCompletionSource::new();
            let first = Shared::try_new(source.task().clone().into_future());
            let linked = |task: Shared<u32>, _| Shared::try_new(task.into_future());
            let (last, kept) = ((0..links).fold(first.clone(), linked), first);
            if is_begun {
                let is_pending = poll_fn(|cx| Poll::Ready(Pin::new(&mut last.get()).poll(cx).is_pending())).await;
                assert!(is_pending);
            }
            let completes = async { source.set_result(7).expect("it's the first") };
            let result =
                pollster::block_on(futures_util::future::join(last.get(), completes)).0.copied().map_err(Clone::clone);
            drop(kept);
            result
        });
        assert_eq!(pollster::block_on(outer.into_future()), Ok(Ok(7)), "{links} {is_begun}");
    }
}

/// Queued work that other threads wait for isn't affected.
#[test]
fn a_continuation_may_have_a_lock_that_another_one_wants_while_it_completes_a_task() {
    let (source, second, lock) = (TaskCompletionSource::<u32>::new(), TaskCompletionSource::new(), Arc::default());
    let awaited = second.task().clone();
    let mut gets = [(); 2].map(|()| awaited.get());
    for get in &mut gets {
        assert!(Pin::new(get).poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    let [first, other] = [(); 2].map(|()| Task::when_all([source.task().clone()]));
    let taken: Arc<Mutex<()>> = Arc::clone(&lock);
    let completes = first.continue_with(move |_| {
        let _taken = taken.lock().expect("no panic");
        second.set_result(7).expect("it's the first");
    });
    let finds_it_free = other.continue_with(move |_| lock.try_lock().is_ok());
    source.set_result(7).expect("it's the first");
    assert_eq!((completes.result(), finds_it_free.result()), (Some(Ok(&())), Some(Ok(&true))));
}
