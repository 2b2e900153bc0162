//! What delays of the default scheduler allocate, and what has only so much time; and that they leave nothing.
#![cfg(not(valuetask_no_pool))]

#[path = "util/alloc.rs"]
mod counting;

use std::alloc::{GlobalAlloc, Layout};
use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicIsize, Ordering::Relaxed};
use std::task::Poll;
use std::time::Duration;

use counting::{Counting, allocations, in_steady_state};
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

/// Both count what happens meanwhile, so this is one test.
#[test]
fn a_timer_is_one_allocation_with_a_relay_two_and_leaves_nothing() {
    let source = TaskCompletionSource::<u32>::new();
    assert_eq!(in_steady_state(|| drop(source.task().with_timeout(LATE))), 2);
    assert_eq!(in_steady_state(|| drop(DefaultScheduler.delay(LATE))), 1);
    let polled = || assert!(pin!(ValueTask::<u32>::from_future(std::future::pending()).with_timeout(LATE)).poll(&mut std::task::Context::from_waker(std::task::Waker::noop())).is_pending());
    assert_eq!(in_steady_state(polled), 2);
    // A piece of work needs no relay.
    let of_work = Task::spawn(poll_fn(|cx| {
        Poll::Ready(in_steady_state(|| {
            let mut delay = DefaultScheduler.delay(LATE);
            assert!(pin!(&mut delay).poll(cx).is_pending());
        }))
    }));
    assert_eq!(of_work.wait(), Ok(&1));

    let round = |_: u32| {
        let source = TaskCompletionSource::new();
        let (dropped, in_time) = (source.task().with_timeout(LATE), source.task().with_timeout(LATE));
        drop(dropped);
        source.set_result(7).expect("it's the first");
        assert_eq!(in_time.result(), Some(Ok(&7)));
        // The timer's thread has seen to what it was told of before.
        assert_eq!(Task::delay(Duration::from_micros(1)).wait(), Ok(&()));
    };
    (0..100).for_each(round);
    let before = LIVE.load(Relaxed);
    (0..100).for_each(round);
    let kept = LIVE.load(Relaxed) - before;
    assert!(kept < 100 * 16, "{kept} bytes, and each of a hundred rounds would keep more than 16");
}
