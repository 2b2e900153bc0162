//! The exact allocations of pooled futures: a slot, which returns to the pool at each stage of their end.
#![cfg(not(valuetask_no_pool))]

#[path = "util/alloc.rs"]
mod counting;
mod util;

use std::future::Future;
use std::hint::black_box;
use std::pin::Pin;
use std::task::Poll;
use std::thread;

use counting::{Counting, allocations, in_steady_state};
use util::{number, pause, poll};
use valuetask::{
    LocalPooledFuture, LocalValueTask, PooledFuture, ValueTask, async_method, async_recursion, async_trait,
};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Dropped unpolled, suspended and completed.
fn at_each_stage<F: Future + Unpin>(make: impl Fn() -> F) {
    for polls in 0..=2 {
        let mut future = make();
        let ready = (0..polls).any(|_| poll(&mut future).is_ready());
        assert_eq!(ready, polls == 2);
    }
}

/// Polls a future until it is ready, with a waker that allocates nothing.
fn finish<F: Future + Unpin>(mut future: F) -> F::Output {
    loop {
        if let Poll::Ready(value) = poll(&mut future) {
            return value;
        }
    }
}

/// Suspends once, with so many bytes, and yields a value of so many.
async fn of_sizes<const HELD: usize, const VALUE: usize>() -> [u8; VALUE] {
    let held = black_box([7; HELD]);
    pause().await;
    [held[HELD - 1]; VALUE]
}

#[test]
fn a_slot_goes_back_at_each_stage() {
    assert_eq!(in_steady_state(|| at_each_stage(|| PooledFuture::new(of_sizes::<1, 1>()))), 0);
    assert_eq!(in_steady_state(|| at_each_stage(|| PooledFuture::new(of_sizes::<1, 600>()))), 0);
    assert_eq!(in_steady_state(|| at_each_stage(|| PooledFuture::new(of_sizes::<600, 0>()))), 0);
    assert_eq!(in_steady_state(|| at_each_stage(|| LocalPooledFuture::new(of_sizes::<600, 600>()))), 0);
}

#[test]
fn so_does_the_memory_of_a_large_future() {
    assert_eq!(in_steady_state(|| at_each_stage(|| PooledFuture::new(of_sizes::<8192, 8192>()))), 0);
    assert_eq!(in_steady_state(|| at_each_stage(|| LocalPooledFuture::new(of_sizes::<8192, 1>()))), 0);
}

/// More aligned than any slot.
#[repr(align(64))]
#[derive(Clone, Copy)]
struct Aligned(u8);

#[test]
fn a_future_more_aligned_than_a_slot_allocates() {
    let aligned = |held: Aligned| async move {
        let held = held;
        pause().await;
        held.0
    };
    assert_eq!(in_steady_state(|| drop(black_box(PooledFuture::new(aligned(Aligned(7)))))), 1);
    assert_eq!(in_steady_state(|| assert_eq!(finish(LocalPooledFuture::new(aligned(Aligned(7)))), 7)), 1);
}

#[async_trait]
trait Store: Send + Sync {
    async fn small(&self, key: &str) -> u64;
    async fn owned(&self, key: &str) -> Option<String>;
    async fn large(&self, key: &str) -> [u64; 100];
    async fn aligned(&self, key: &str) -> Option<Aligned>;
    async fn layered(&self, key: &str) -> u64 {
        self.small(key).await + self.large(key).await[1]
    }
    #[async_trait(exact)]
    async fn exact<'k>(&self, key: &'k str) -> &'k str;
    #[async_trait(?Send)]
    async fn local(&self, key: &str) -> u64;
    #[value_task]
    async fn hot(&self, key: &str) -> u64;
}

struct Suspends;

#[async_trait]
impl Store for Suspends {
    async fn small(&self, key: &str) -> u64 {
        pause().await;
        key.len() as u64
    }

    async fn owned(&self, key: &str) -> Option<String> {
        pause().await;
        (key.len() > 9).then(|| key.to_owned())
    }

    async fn large(&self, key: &str) -> [u64; 100] {
        pause().await;
        [key.len() as u64; 100]
    }

    async fn aligned(&self, key: &str) -> Option<Aligned> {
        pause().await;
        (key.len() > 9).then_some(Aligned(7))
    }

    #[async_trait(exact)]
    async fn exact<'k>(&self, key: &'k str) -> &'k str {
        pause().await;
        key
    }

    #[async_trait(?Send)]
    async fn local(&self, key: &str) -> u64 {
        pause().await;
        key.len() as u64
    }

    #[value_task]
    async fn hot(&self, key: &str) -> u64 {
        self.small(key).await
    }
}

#[test]
fn a_method_behind_dyn_allocates_nothing() {
    let store: &dyn Store = black_box(&Suspends);
    assert_eq!(in_steady_state(|| at_each_stage(|| store.small("key"))), 0);
    assert_eq!(in_steady_state(|| at_each_stage(|| store.owned("key"))), 0);
    assert_eq!(in_steady_state(|| at_each_stage(|| store.large("key"))), 0);
    // The value isn't stored, so it may be more aligned than a slot.
    assert_eq!(in_steady_state(|| at_each_stage(|| store.aligned("key"))), 0);
    assert_eq!(in_steady_state(|| at_each_stage(|| store.exact("key"))), 0);
    assert_eq!(in_steady_state(|| at_each_stage(|| store.local("key"))), 0);
    assert_eq!(in_steady_state(|| assert_eq!(finish(store.layered("key")), 6)), 0);
    assert_eq!(in_steady_state(|| assert_eq!(finish(store.hot("key")), 3)), 0);
}

#[test]
fn a_declared_one_allocates_nothing() {
    #[async_method]
    async fn declared(key: &str) -> PooledFuture<'_, usize> {
        pause().await;
        key.len()
    }

    assert_eq!(in_steady_state(|| at_each_stage(|| declared("key"))), 0);
}

#[test]
fn becoming_a_task_and_a_future_again_takes_no_other_slot() {
    let made = (PooledFuture::new(of_sizes::<600, 600>()), number(7), ValueTask::from_future(of_sizes::<1, 600>()));
    valuetask::pool::trim();
    let on_a_thread_without_a_pool = thread::spawn(move || {
        let (future, task, large) = made;
        let mut became = None;
        let count = allocations(|| {
            let task_of_future = ValueTask::<[u8; 600]>::from(future);
            became = Some((PooledFuture::from(task_of_future), PooledFuture::from(task), PooledFuture::from(large)));
        });
        (count, became)
    });
    let (count, became) = on_a_thread_without_a_pool.join().expect("no panic");
    let (future, task, large) = became.expect("it ran");
    assert_eq!(count, 0);
    assert_eq!((finish(future)[1], finish(task), finish(large)[1]), (7, 7, 7));
}

#[test]
fn a_task_that_is_ready_takes_a_slot_and_returns_it() {
    assert_eq!(in_steady_state(|| drop(PooledFuture::from(ValueTask::ready(black_box([7_u64; 100]))))), 0);
    let ready = || finish(LocalPooledFuture::from(LocalValueTask::ready(black_box(7))));
    assert_eq!(in_steady_state(|| assert_eq!(ready(), 7)), 0);
}

#[test]
fn boxing_one_is_one_allocation() {
    assert_eq!(in_steady_state(|| at_each_stage(|| black_box(PooledFuture::new(of_sizes::<1, 1>()).into_boxed()))), 3);
    assert_eq!(in_steady_state(|| drop(black_box(BoxFuture::from(Suspends.large("key"))))), 1);
    let back = || PooledFuture::from(black_box(Box::pin(of_sizes::<1, 1>()) as BoxFuture<'_, _>));
    assert_eq!(in_steady_state(|| at_each_stage(back)), 3);
}

#[async_recursion]
async fn levels(depth: u32) -> u32 {
    if depth > 0 {
        return 1 + levels(depth - 1).await;
    }
    pause().await;
    0
}

#[test]
fn a_function_that_awaits_itself_allocates_for_no_level() {
    assert_eq!(in_steady_state(|| assert_eq!(finish(levels(16)), 16)), 0);
    assert_eq!(in_steady_state(|| at_each_stage(|| levels(16))), 0);
}
