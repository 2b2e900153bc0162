//! What delays of the default scheduler allocate, and what has only so much time; and that they leave nothing.
#![cfg(not(any(valuetask_no_pool, miri)))]

#[path = "util/alloc.rs"]
mod counting;

use std::alloc::{GlobalAlloc, Layout};
use std::future::{pending, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicIsize, Ordering::Relaxed};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use counting::{Counting, in_steady_state};
use valuetask::scheduler::{DefaultScheduler, TaskScheduler};
use valuetask::{Task, TaskCompletionSource, ValueTask};

const LATE: Duration = Duration::from_secs(3600);

/// Counts what is live on all threads, too.
struct OfAll;

static LIVE: AtomicIsize = AtomicIsize::new(0);

// SAFETY: hands everything on as it came.
unsafe impl GlobalAlloc for OfAll {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(layout.size() as isize, Relaxed);
        // SAFETY: the caller's promise.
        unsafe { Counting.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size() as isize, Relaxed);
        // SAFETY: the caller's promise.
        unsafe { Counting.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: OfAll = OfAll;

/// What a delay and a limited value task allocate, until they were polled once with this waker and dropped.
fn allocated_with(waker: &Waker) -> [usize; 2] {
    let polled = |task: &mut (dyn Future<Output = ()> + Unpin)| {
        assert!(pin!(task).poll(&mut Context::from_waker(waker)).is_pending());
    };
    let delay = || polled(&mut DefaultScheduler.delay(LATE));
    let limited = || {
        let mut limited = ValueTask::<()>::from_future(pending()).with_timeout(LATE);
        polled(&mut poll_fn(|cx| pin!(&mut limited).poll(cx).map(drop)));
    };
    [in_steady_state(delay), in_steady_state(limited)]
}

/// One that is dropped, and one whose task is in time.
fn limits() {
    let source = TaskCompletionSource::new();
    let (dropped, in_time) = (source.task().with_timeout(LATE), source.task().with_timeout(LATE));
    drop(dropped);
    source.set_result(7).expect("it's the first");
    assert_eq!(in_time.result(), Some(Ok(&7)));
}

/// One test, as other threads would be counted with it.
#[test]
fn a_timer_is_one_allocation_and_nothing_is_left() {
    limits();
    let before = LIVE.load(Relaxed);
    (0..10_000).for_each(|_| limits());
    // What each would leave is more than this.
    assert!(LIVE.load(Relaxed) <= before + 16 * 10_000);

    let source = TaskCompletionSource::<u32>::new();
    assert_eq!(in_steady_state(|| drop(source.task().with_timeout(LATE))), 1);
    assert_eq!(allocated_with(Waker::noop()), [1, 1]);
    let of_work = Task::spawn(poll_fn(|cx| Poll::Ready(allocated_with(cx.waker()))));
    assert_eq!(of_work.wait(), Ok(&[1, 1]));
}
