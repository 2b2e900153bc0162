//! The allocations of delays on the default scheduler and of time limits, all of which are freed.
#![cfg(not(any(valuetask_no_pool, miri)))]

#[path = "../../valuetask/tests/util/alloc.rs"]
mod counting;

use std::alloc::{GlobalAlloc, Layout};
use std::future::{pending, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicIsize, Ordering::Relaxed};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use counting::{Counting, in_steady_state};
use valuetask::ValueTask;
use valuetask_tasks::scheduler::{CurrentScheduler, TaskScheduler};
use valuetask_tasks::{Task, TaskCompletionSource, with_timeout};

const LATE: Duration = Duration::from_secs(3600);

/// Also counts the live bytes of all threads.
struct OfAll;

static LIVE: AtomicIsize = AtomicIsize::new(0);

// SAFETY: forwards every call unchanged.
unsafe impl GlobalAlloc for OfAll {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(layout.size() as isize, Relaxed);
        // SAFETY: the contract of `alloc`.
        unsafe { Counting.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size() as isize, Relaxed);
        // SAFETY: the contract of `dealloc`.
        unsafe { Counting.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: OfAll = OfAll;

/// Returns the allocations of a delay and of a limited value task, polled once with this waker and dropped.
fn allocated_with(waker: &Waker) -> [usize; 2] {
    let polled = |task: &mut (dyn Future<Output = ()> + Unpin)| {
        assert!(pin!(task).poll(&mut Context::from_waker(waker)).is_pending());
    };
    let delay = || polled(&mut CurrentScheduler.delay(LATE));
    let limited = || {
        let mut limited = with_timeout(ValueTask::<()>::from_future(pending()), LATE);
        polled(&mut poll_fn(|cx| pin!(&mut limited).poll(cx).map(drop)));
    };
    [in_steady_state(delay), in_steady_state(limited)]
}

/// A dropped delay, and one whose task completes in time.
fn limits() {
    let source = TaskCompletionSource::new();
    let (dropped, in_time) = (source.task().with_timeout(LATE), source.task().with_timeout(LATE));
    drop(dropped);
    source.set_result(7).expect("it's the first");
    assert_eq!(in_time.result(), Some(Ok(&7)));
}

/// One test, as the threads of others would be counted, too.
#[test]
fn a_timer_allocates_nothing_and_nothing_is_left_on_rt() {
    limits();
    let before = LIVE.load(Relaxed);
    (0..10_000).for_each(|_| limits());
    (0..10_000).for_each(|_| drop(Task::delay(LATE)));
    // A leak of each would be more than this.
    assert!(LIVE.load(Relaxed) <= before + 16 * 10_000);

    let source = TaskCompletionSource::<u32>::new();
    assert_eq!(in_steady_state(|| drop(source.task().with_timeout(LATE))), 0);
    assert_eq!(in_steady_state(|| drop(Task::delay(LATE))), 0);
    assert_eq!(allocated_with(Waker::noop()), [0, 0]);
    let of_work = Task::spawn(poll_fn(|cx| Poll::Ready(allocated_with(cx.waker()))));
    assert_eq!(of_work.blocking_wait(), Ok(&[0, 0]));
}
