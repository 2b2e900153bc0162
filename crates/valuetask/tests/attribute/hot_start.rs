//! The effects of a hot start on callers: a test for each row of the table in the documentation of `value_task`.
#![forbid(unsafe_code)]

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll, Waker};
use std::thread::{self, ThreadId};

use crate::util::pause;
use futures_util::FutureExt;
use pollster::block_on;
use valuetask::value_task;

/// Pending once. Counts its polls.
struct Yield<'a> {
    polls: &'a AtomicU32,
}

impl Future for Yield<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        cx.waker().wake_by_ref();
        if self.polls.fetch_add(1, Ordering::Relaxed) == 0 { Poll::Pending } else { Poll::Ready(()) }
    }
}

fn polled_once<F: Future>(future: F) -> Poll<F::Output> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}

thread_local! {
    static SCOPE: Cell<Option<u32>> = const { Cell::new(None) };
    static CLOCK: Cell<u32> = const { Cell::new(0) };
    static TRACE: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

/// A task-local or a tracing span, which is set while the inner future is polled.
struct Scoped<F> {
    value: u32,
    inner: F,
}

impl<F: Future + Unpin> Future for Scoped<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let outer = SCOPE.replace(Some(self.value));
        let poll = Pin::new(&mut self.inner).poll(cx);
        SCOPE.set(outer);
        poll
    }
}

#[value_task]
async fn scope() -> Option<u32> {
    let seen = SCOPE.get();
    pause().await;
    seen
}

#[value_task(lazy)]
async fn lazy_scope() -> Option<u32> {
    let seen = SCOPE.get();
    pause().await;
    seen
}

#[test]
fn a_scope_around_the_call_doesnt_cover_the_first_segment() {
    assert_eq!(block_on(Scoped { value: 7, inner: scope() }), None);
    assert_eq!(block_on(Scoped { value: 7, inner: lazy_scope() }), Some(7));
}

#[test]
fn code_that_needs_a_runtime_panics_at_a_call_outside_of_it() {
    #[value_task]
    async fn hot() -> u32 {
        let handle = SCOPE.get().expect("no runtime");
        pause().await;
        handle
    }

    #[value_task(lazy)]
    async fn lazy() -> u32 {
        let handle = SCOPE.get().expect("no runtime");
        pause().await;
        handle
    }

    assert!(catch_unwind(|| drop(hot())).is_err());
    assert_eq!(block_on(Scoped { value: 1, inner: lazy() }), 1);
}

/// Returns `None` if the clock moved by more than ten while the future ran.
async fn timeout<T>(future: impl Future<Output = T>) -> Option<T> {
    let start = CLOCK.get();
    let value = future.await;
    (CLOCK.get() - start <= 10).then_some(value)
}

#[test]
fn a_timeout_around_the_call_does_not_cover_the_first_segment() {
    #[value_task]
    async fn hot() {
        CLOCK.set(CLOCK.get() + 30);
        pause().await;
    }

    #[value_task(lazy)]
    async fn lazy() {
        CLOCK.set(CLOCK.get() + 30);
        pause().await;
    }

    assert_eq!(block_on(timeout(hot())), Some(()));
    assert_eq!(block_on(timeout(lazy())), None);
}

#[value_task]
async fn effect(count: &AtomicU32) {
    count.fetch_add(1, Ordering::Relaxed);
    pause().await;
}

#[value_task(lazy)]
async fn lazy_effect(count: &AtomicU32) {
    count.fetch_add(1, Ordering::Relaxed);
    pause().await;
}

#[test]
fn a_task_that_is_dropped_unpolled_has_had_its_first_effects() {
    let count = AtomicU32::new(0);
    drop(lazy_effect(&count));
    assert_eq!(count.load(Ordering::Relaxed), 0);
    drop(effect(&count));
    assert_eq!(count.load(Ordering::Relaxed), 1);
}

/// Returns the first future's value if it is ready at once, without polling the second.
fn select<T>(first: impl Future<Output = T>, second: impl Future<Output = T>) -> Option<T> {
    match polled_once(first) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => match polled_once(second) {
            Poll::Ready(value) => Some(value),
            Poll::Pending => None,
        },
    }
}

#[test]
fn the_losing_branch_of_a_select_has_run_its_first_segment() {
    let count = AtomicU32::new(0);
    assert_eq!(select(async {}, lazy_effect(&count)), Some(()));
    assert_eq!(count.load(Ordering::Relaxed), 0);
    assert_eq!(select(async {}, effect(&count)), Some(()));
    assert_eq!(count.load(Ordering::Relaxed), 1);
}

#[test]
fn catch_unwind_on_the_future_catches_no_panic_of_its_first_segment() {
    #[value_task]
    async fn hot() {
        panic!("first segment");
    }

    let guarded = || AssertUnwindSafe(hot()).catch_unwind();
    assert!(catch_unwind(guarded).is_err(), "it came out before there was a future");
    let in_a_block = AssertUnwindSafe(async { hot().await }).catch_unwind();
    assert!(block_on(in_a_block).is_err());
}

#[test]
fn a_panic_comes_out_of_the_call_expression() {
    #[value_task]
    async fn hot(fail: bool) {
        assert!(!fail, "first segment");
        pause().await;
    }

    #[value_task(lazy)]
    async fn lazy(fail: bool) {
        assert!(!fail, "first segment");
        pause().await;
    }

    assert!(catch_unwind(|| drop(hot(true))).is_err());
    let task = lazy(true);
    assert!(catch_unwind(AssertUnwindSafe(|| block_on(task))).is_err());
}

#[test]
fn a_lock_guard_in_the_call_expression_is_held_in_the_first_segment() {
    #[value_task]
    async fn hot(lock: &Mutex<u32>, _value: u32) -> bool {
        let free = lock.try_lock().is_ok();
        pause().await;
        free
    }

    #[value_task(lazy)]
    async fn lazy(lock: &Mutex<u32>, _value: u32) -> bool {
        let free = lock.try_lock().is_ok();
        pause().await;
        free
    }

    let lock = Mutex::new(3);
    let task = hot(&lock, *lock.lock().expect("not poisoned"));
    assert!(!block_on(task));
    let task = lazy(&lock, *lock.lock().expect("not poisoned"));
    assert!(block_on(task));
}

#[test]
fn the_thread_that_spawns_runs_the_first_segment() {
    #[value_task]
    async fn hot() -> ThreadId {
        let first = thread::current().id();
        pause().await;
        first
    }

    #[value_task(lazy)]
    async fn lazy() -> ThreadId {
        let first = thread::current().id();
        pause().await;
        first
    }

    let here = thread::current().id();
    let (hot, lazy) = (hot(), lazy());
    assert_eq!(thread::spawn(|| block_on(hot)).join().expect("no panic"), here);
    assert_ne!(thread::spawn(|| block_on(lazy)).join().expect("no panic"), here);
}

#[value_task]
async fn traced(name: &'static str, again: &'static str) {
    TRACE.with_borrow_mut(|trace| trace.push(name));
    pause().await;
    TRACE.with_borrow_mut(|trace| trace.push(again));
}

#[value_task(lazy)]
async fn lazy_traced(name: &'static str, again: &'static str) {
    TRACE.with_borrow_mut(|trace| trace.push(name));
    pause().await;
    TRACE.with_borrow_mut(|trace| trace.push(again));
}

#[test]
fn first_segments_run_one_after_another_where_the_tasks_are_made() {
    let tasks = [traced("a", "a again"), traced("b", "b again")];
    TRACE.with_borrow_mut(|trace| trace.push("made"));
    tasks.into_iter().for_each(block_on);
    assert_eq!(TRACE.take(), ["a", "b", "made", "a again", "b again"]);

    let tasks = [lazy_traced("a", "a again"), lazy_traced("b", "b again")];
    TRACE.with_borrow_mut(|trace| trace.push("made"));
    tasks.into_iter().for_each(block_on);
    assert_eq!(TRACE.take(), ["made", "a", "a again", "b", "b again"]);
}

#[test]
fn no_foreign_future_is_polled_by_the_call() {
    #[value_task]
    async fn yielding(polls: &AtomicU32) -> u32 {
        Yield { polls }.await;
        polls.load(Ordering::Relaxed)
    }

    macro_rules! hidden {
        ($future:expr) => {
            $future.await
        };
    }

    #[value_task]
    async fn hidden(polls: &AtomicU32) -> u32 {
        hidden!(Yield { polls });
        polls.load(Ordering::Relaxed)
    }

    for yields in [yielding as for<'a> fn(&'a AtomicU32) -> valuetask::ValueTask<'a, u32>, hidden] {
        let polls = AtomicU32::new(0);
        let task = yields(&polls);
        assert_eq!(polls.load(Ordering::Relaxed), 0);
        assert_eq!(block_on(task), 2);
    }
}

#[test]
fn a_complete_task_is_passed_on_at_the_call_through_every_layer() {
    #[value_task]
    async fn inner(hit: bool) -> u32 {
        if !hit {
            pause().await;
        }
        1
    }

    #[value_task]
    async fn middle(hit: bool) -> u32 {
        inner(hit).await + 1
    }

    #[value_task]
    async fn outer(hit: bool) -> u32 {
        let mut sum = 0;
        for _ in 0..2 {
            sum += middle(hit).await;
        }
        sum
    }

    assert_eq!(outer(true).try_result().ok(), Some(4));
    let missed = outer(false);
    assert!(!missed.is_completed());
    assert_eq!(block_on(missed), 4);
}
