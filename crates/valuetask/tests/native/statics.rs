//! A body that holds an item exists once: a static is shared by static calls and calls through `dyn`.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};

use valuetask::value_task;

use crate::util::Once;

#[value_task(dyn = DynCount)]
trait Count: Send + Sync {
    async fn by_static(&self) -> u64;
    async fn by_thread(&self) -> u64;
    async fn by_macro(&self) -> u64;
    async fn by_function(&self) -> u64;
    async fn by_await(&self, suspends: bool) -> u64;
    async fn without(&self, name: &'static str) -> usize;
}

macro_rules! with {
    ($($tokens:tt)*) => {
        $($tokens)*
    };
}

struct Counter;

#[value_task(dyn)]
impl Count for Counter {
    async fn by_static(&self) -> u64 {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        COUNT.fetch_add(1, Ordering::Relaxed)
    }

    async fn by_thread(&self) -> u64 {
        thread_local! {
            static COUNT: Cell<u64> = const { Cell::new(1) };
        }
        COUNT.replace(COUNT.get() + 1)
    }

    async fn by_macro(&self) -> u64 {
        with! { static COUNT: AtomicU64 = AtomicU64::new(1); }
        COUNT.fetch_add(1, Ordering::Relaxed)
    }

    async fn by_function(&self) -> u64 {
        fn count() -> u64 {
            static COUNT: AtomicU64 = AtomicU64::new(1);
            COUNT.fetch_add(1, Ordering::Relaxed)
        }
        count()
    }

    async fn by_await(&self, suspends: bool) -> u64 {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        let object: &dyn DynCount = self;
        let four = object.without("four").await;
        if suspends {
            Once::default().await;
        }
        COUNT.fetch_add(1, Ordering::Relaxed) + (four as u64 - 4)
    }

    async fn without(&self, name: &'static str) -> usize {
        let again: &'static str = name;
        again.len()
    }
}

#[test]
fn a_static_is_one_for_static_calls_and_for_those_through_dyn() {
    let object: &dyn DynCount = &Counter;
    for times in [1, 3] {
        assert_eq!(pollster::block_on(Counter.by_static()), times);
        assert_eq!(object.by_static().try_result().ok(), Some(times + 1), "it starts at the call");
        assert_eq!(pollster::block_on(Counter.by_thread()), times);
        assert_eq!(pollster::block_on(object.by_thread()), times + 1);
        assert_eq!(pollster::block_on(Counter.by_macro()), times);
        assert_eq!(pollster::block_on(object.by_macro()), times + 1);
        assert_eq!(pollster::block_on(Counter.by_function()), times);
        assert_eq!(pollster::block_on(object.by_function()), times + 1);
        assert_eq!(pollster::block_on(Counter.by_await(true)), times);
        assert_eq!(object.by_await(false).try_result().ok(), Some(times + 1), "a task is asked");
    }
    assert_eq!(object.without("four").try_result().ok(), Some(4));
}

/// Bodies with items that may exist only once.
#[value_task(dyn = DynItems)]
trait Items: Send + Sync {
    async fn conversion(&self) -> u64;
    async fn exported(&self) -> u64;
    async fn its_own(&self) -> u64;
}

#[value_task(dyn)]
impl Items for Counter {
    async fn conversion(&self) -> u64 {
        #[allow(non_local_definitions, reason = "it is what is tested")]
        impl From<Counter> for u64 {
            fn from(_: Counter) -> Self {
                7
            }
        }
        Counter.into()
    }

    async fn exported(&self) -> u64 {
        /// Eight.
        #[allow(non_local_definitions, reason = "it is what is tested")]
        #[macro_export]
        macro_rules! eight {
            () => {
                8
            };
        }
        eight!()
    }

    async fn its_own(&self) -> u64 {
        struct Nine;
        impl Nine {
            fn get(self) -> u64 {
                9
            }
        }
        Nine.get()
    }
}

#[test]
fn a_visible_item_exists_once() {
    let object: &dyn DynItems = &Counter;
    assert_eq!(pollster::block_on(Counter.conversion()), 7);
    assert_eq!(pollster::block_on(object.conversion()), 7);
    assert_eq!(pollster::block_on(object.exported()), 8);
    assert_eq!(object.its_own().try_result().ok(), Some(9));
}
