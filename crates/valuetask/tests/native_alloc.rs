//! The exact allocations of native traits' methods: none in steady state. Static calls are those of an `async fn`.
//!
//! Under `--cfg valuetask_no_pool` every pending task allocates, so there is nothing to count.
#![cfg(not(valuetask_no_pool))]

#[path = "util/alloc.rs"]
mod counting;
mod util;

use std::future::Future;
use std::hint::black_box;
use std::sync::Arc;
use std::task::Poll;

use counting::{Counting, allocations};
use util::{Once, poll};
use valuetask::value_task;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const CALLS: usize = if cfg!(miri) { 100 } else { 20_000 };

#[value_task(dyn = DynStore)]
trait Store: Send + Sync {
    async fn get(&self, key: u64) -> u64;
    async fn page(&self, key: u64) -> [u64; 9];
}

/// Even keys are ready, odd keys suspend.
macro_rules! even {
    ($Store:ident, $(#[$attribute:meta])?) => {
        struct $Store;

        $(#[$attribute])?
        impl Store for $Store {
            async fn get(&self, key: u64) -> u64 {
                if key.is_multiple_of(2) {
                    return key;
                }
                Once::default().await;
                key
            }

            async fn page(&self, key: u64) -> [u64; 9] {
                [self.get(key).await; 9]
            }
        }
    };
}

even!(Lazy,);
even!(Hot, #[value_task(dyn)]);

struct Layer(Box<dyn DynStore>);

#[value_task(dyn)]
impl Store for Layer {
    async fn get(&self, key: u64) -> u64 {
        self.0.get(key).await
    }

    async fn page(&self, key: u64) -> [u64; 9] {
        self.0.page(key).await
    }
}

/// Returns the allocations of `CALLS` calls, after one that fills the pool.
fn steady(mut call: impl FnMut()) -> usize {
    call();
    allocations(|| (0..CALLS).for_each(|_| call()))
}

fn finish<F: Future + Unpin>(mut future: F) -> F::Output {
    loop {
        if let Poll::Ready(value) = poll(&mut future) {
            return value;
        }
    }
}

#[test]
fn a_hit_of_an_attributed_implementation_allocates_nothing_at_all() {
    let store: &dyn DynStore = black_box(&Hot);
    assert_eq!(steady(|| assert_eq!(store.get(2).try_result().ok(), Some(2))), 0);
}

#[test]
fn a_call_of_an_object_allocates_nothing_in_steady_state() {
    for store in [&Lazy as &dyn DynStore, &Hot] {
        let store = black_box(store);
        assert_eq!(steady(|| assert_eq!(finish(store.get(2)), 2)), 0);
        assert_eq!(steady(|| assert_eq!(finish(store.get(3)), 3)), 0);
        assert_eq!(steady(|| assert_eq!(finish(store.page(3)), [3; 9])), 0);
    }
}

#[test]
fn three_layers_of_objects_allocate_nothing_and_answer_at_the_call() {
    let store: Box<dyn DynStore> = Box::new(Layer(Box::new(Layer(Box::new(Hot)))));
    assert_eq!(steady(|| assert_eq!(store.get(2).try_result().ok(), Some(2))), 0);
    assert_eq!(steady(|| assert_eq!(finish(store.page(3)), [3; 9])), 0);
}

#[test]
fn generic_code_allocates_nothing_through_pointers_to_an_object() {
    async fn both<S: Store + ?Sized>(store: &S) -> u64 {
        store.get(2).await + store.get(3).await
    }
    let shared: Arc<dyn DynStore> = Arc::new(Hot);
    let boxed: Box<dyn DynStore> = Box::new(Lazy);
    assert_eq!(steady(|| assert_eq!(finish(std::pin::pin!(both(&shared))), 5)), 0);
    assert_eq!(steady(|| assert_eq!(finish(std::pin::pin!(both(&boxed))), 5)), 0);
    assert_eq!(steady(|| assert_eq!(finish(std::pin::pin!(both(&*boxed))), 5)), 0);
    let again: &dyn DynStore = &shared;
    assert_eq!(steady(|| assert_eq!(again.get(2).try_result().ok(), Some(2))), 0);
}

#[test]
fn a_static_call_is_the_native_future_and_allocates_nothing() {
    async fn plain(_: &Hot, key: u64) -> u64 {
        if key.is_multiple_of(2) {
            return key;
        }
        Once::default().await;
        key
    }
    assert!(size_of_val(&Hot.get(2)) <= size_of_val(&plain(&Hot, 2)));
    assert_eq!(size_of_val(&Lazy.get(2)), size_of_val(&plain(&Hot, 2)));
    let count = allocations(|| {
        assert_eq!(finish(std::pin::pin!(Hot.get(3))), 3);
        assert_eq!(finish(std::pin::pin!(Lazy.get(3))), 3);
    });
    assert_eq!(count, 0);
}
