//! The stack that one level takes: of a chain of pending tasks that is polled or dropped, and of a method that awaits
//! itself. Optimised, at most one and a half times the stack of boxed futures. Unoptimised, each function between a
//! task and its future has a frame of its own: `#[async_trait]` takes up to one and a half times as much, a task up to
//! twice.
//!
//! No stack overflows here: the innermost future records the stack address, and two depths give the bytes of one level.
#![forbid(unsafe_code)]
// Miri's addresses aren't those of a stack.
#![cfg(not(miri))]

use std::cell::Cell;
use std::future::Future;
use std::hint::black_box;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::thread;

use async_trait::async_trait;
use valuetask::{LocalPooledFuture, LocalValueTask, PooledFuture, ValueTask, value_task};

thread_local! {
    static LOWEST: Cell<usize> = const { Cell::new(0) };
}

/// Records the current stack address.
#[inline(never)]
fn note() {
    let here = 0_u8;
    LOWEST.set((&raw const *black_box(&here)).addr());
}

/// Never ready. Records the stack address of its poll and its drop.
struct Bottom;

impl Future for Bottom {
    type Output = u64;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u64> {
        note();
        Poll::Pending
    }
}

impl Drop for Bottom {
    fn drop(&mut self) {
        note();
    }
}

/// Returns the bytes of stack of one level of work.
fn bytes_a_level(work: fn(usize)) -> usize {
    const DEPTHS: [usize; 2] = [200, 1200];
    let used = move |depth| {
        note();
        let top = LOWEST.get();
        work(depth);
        top - LOWEST.get()
    };
    let measure = move || (used(DEPTHS[1]) - used(DEPTHS[0])) / (DEPTHS[1] - DEPTHS[0]);
    let roomy = thread::Builder::new().stack_size(64 << 20);
    roomy.spawn(measure).expect("a thread").join().expect("no panic")
}

/// The stack of a level of `#[async_trait]`, in halves of a boxed level.
const POOLED: usize = 3;

/// The stack of a level of a task, or of a future that only awaits the next, in halves of a boxed level.
///
/// Unoptimised, each value has its own stack slot in each function that it passes through, and a task passes through
/// more of them than a box.
const TASK: usize = if cfg!(debug_assertions) { 4 } else { 3 };

#[track_caller]
fn assert_within(halves: usize, what: &str, ours: fn(usize), boxed: fn(usize)) {
    let (ours, boxed) = (bytes_a_level(ours), bytes_a_level(boxed));
    println!("{what}: {ours} bytes a level, boxed {boxed}");
    assert!(boxed > 0, "{what}: not measured");
    assert!(ours * 2 <= boxed * halves, "{what}: {ours} bytes a level, boxed {boxed}");
}

type Boxed = Pin<Box<dyn Future<Output = u64> + Send>>;
type LocalBoxed = Pin<Box<dyn Future<Output = u64>>>;

/// Returns a future of so many levels, each of which awaits the next.
macro_rules! chain {
    ($($name:ident: $Type:ty = $make:path;)*) => {$(
        fn $name(depth: usize) -> $Type {
            (0..depth).fold($make(Bottom), |inner: $Type, _| $make(async move { inner.await + 1 }))
        }
    )*};
}

chain! {
    tasks: ValueTask<'static, u64> = ValueTask::from_future;
    local_tasks: LocalValueTask<'static, u64> = LocalValueTask::from_future;
    pooled: PooledFuture<'static, u64> = PooledFuture::new;
    local_pooled: LocalPooledFuture<'static, u64> = LocalPooledFuture::new;
    boxes: Boxed = Box::pin;
    local_boxes: LocalBoxed = Box::pin;
}

fn poll<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    Pin::new(future).poll(&mut Context::from_waker(Waker::noop()))
}

/// Polls a future, and leaks it.
fn poll_and_keep<F: Future + Unpin>(mut future: F) {
    assert!(poll(&mut future).is_pending());
    std::mem::forget(future);
}

#[test]
fn polling_a_chain_of_pending_tasks() {
    assert_within(TASK, "poll", |depth| poll_and_keep(tasks(depth)), |depth| poll_and_keep(boxes(depth)));
    assert_within(TASK, "poll, pooled", |depth| poll_and_keep(pooled(depth)), |depth| poll_and_keep(boxes(depth)));
    assert_within(
        TASK,
        "poll, local pooled",
        |depth| poll_and_keep(local_pooled(depth)),
        |depth| poll_and_keep(local_boxes(depth)),
    );
    assert_within(
        TASK,
        "poll, local",
        |depth| poll_and_keep(local_tasks(depth)),
        |depth| poll_and_keep(local_boxes(depth)),
    );
}

#[test]
fn dropping_a_chain_of_pending_tasks() {
    assert_within(TASK, "drop", |depth| drop(tasks(depth)), |depth| drop(boxes(depth)));
    assert_within(POOLED, "drop, pooled", |depth| drop(pooled(depth)), |depth| drop(boxes(depth)));
    assert_within(POOLED, "drop, local pooled", |depth| drop(local_pooled(depth)), |depth| drop(local_boxes(depth)));
    assert_within(TASK, "drop, local", |depth| drop(local_tasks(depth)), |depth| drop(local_boxes(depth)));
}

/// Methods that await themselves, by three mechanisms.
macro_rules! descend {
    ($($module:ident: #[$attribute:meta];)*) => {$(
        mod $module {
            use super::*;

            #[$attribute]
            pub(super) trait Descend: Sync {
                /// Ends at a ready value. The part before the first await is plain code.
                async fn answered(&self, depth: usize) -> u64;

                /// Ends at a pending future. A machine from the start, as the call is a branch of its operand.
                async fn waiting(&self, depth: usize) -> u64;

                /// Ends like `waiting`. A machine from the start, which awaits an object.
                async fn through_object(&self, depth: usize) -> u64;
            }

            #[$attribute]
            impl Descend for () {
                async fn answered(&self, depth: usize) -> u64 {
                    if depth == 0 {
                        note();
                        return 0;
                    }
                    self.answered(depth - 1).await + 1
                }

                async fn waiting(&self, depth: usize) -> u64 {
                    if depth == 0 {
                        note();
                        Bottom.await
                    } else {
                        self.waiting(depth - 1).await + 1
                    }
                }

                async fn through_object(&self, depth: usize) -> u64 {
                    let next: &dyn Descend = if depth > 0 { self } else { &Floor };
                    next.through_object(depth.saturating_sub(1)).await + 1
                }
            }

            struct Floor;

            #[$attribute]
            impl Descend for Floor {
                async fn answered(&self, _: usize) -> u64 {
                    0
                }

                async fn waiting(&self, _: usize) -> u64 {
                    Bottom.await
                }

                async fn through_object(&self, _: usize) -> u64 {
                    note();
                    Bottom.await
                }
            }
        }
    )*};
}

descend! {
    hot: #[value_task];
    lazy: #[value_task(lazy)];
    pooled: #[valuetask::async_trait];
    boxed: #[async_trait];
}

#[test]
fn a_method_that_awaits_itself_and_is_answered() {
    let boxed = |depth| assert!(poll(&mut boxed::Descend::answered(&(), depth)).is_ready());
    assert_within(TASK, "answered, hot", |depth| drop(hot::Descend::answered(&(), depth)), boxed);
    assert_within(
        TASK,
        "answered, lazy",
        |depth| assert!(poll(&mut lazy::Descend::answered(&(), depth)).is_ready()),
        boxed,
    );
    assert_within(
        POOLED,
        "answered, pooled",
        |depth| assert!(poll(&mut pooled::Descend::answered(&(), depth)).is_ready()),
        boxed,
    );
}

#[valuetask::async_recursion]
async fn waiting(depth: usize) -> u64 {
    if depth == 0 {
        note();
        Bottom.await
    } else {
        waiting(depth - 1).await + 1
    }
}

#[test]
fn a_function_that_awaits_itself_and_waits() {
    let boxed = |depth| poll_and_keep(boxed::Descend::waiting(&(), depth));
    assert_within(POOLED, "waiting, recursion", |depth| poll_and_keep(waiting(depth)), boxed);
}

#[test]
fn a_method_that_awaits_itself_and_waits() {
    let boxed = |depth| poll_and_keep(boxed::Descend::waiting(&(), depth));
    assert_within(TASK, "waiting, hot", |depth| std::mem::forget(hot::Descend::waiting(&(), depth)), boxed);
    assert_within(TASK, "waiting, lazy", |depth| poll_and_keep(lazy::Descend::waiting(&(), depth)), boxed);
    assert_within(POOLED, "waiting, pooled", |depth| poll_and_keep(pooled::Descend::waiting(&(), depth)), boxed);
}

/// May take more: if the compiler leaves a level two frames, that of the call, with a waker and a slot, and that of its
/// machine, they equal two boxed ones.
#[test]
fn a_method_that_awaits_an_object_like_itself() {
    let boxed = |depth| poll_and_keep(boxed::Descend::through_object(&(), depth));
    let hot = |depth| std::mem::forget(hot::Descend::through_object(&(), depth));
    assert_within(4, "through an object, hot", hot, boxed);
    assert_within(
        TASK,
        "through an object, lazy",
        |depth| poll_and_keep(lazy::Descend::through_object(&(), depth)),
        boxed,
    );
    assert_within(
        POOLED,
        "through an object, pooled",
        |depth| poll_and_keep(pooled::Descend::through_object(&(), depth)),
        boxed,
    );
}
