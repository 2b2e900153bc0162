//! Whether a call through `dyn` has run up to its first await when it returns.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use neighbours::finish;

#[derive(Default)]
struct Counter(AtomicU64);

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    trait Count {
        async fn count(&self) -> u64;
    }

    #[::async_trait::async_trait]
    impl Count for Counter {
        async fn count(&self) -> u64 {
            self.0.fetch_add(1, Relaxed) + 1
        }
    }

    #[test]
    fn a_call_does_nothing_until_it_is_polled() {
        let counter = Counter::default();
        let object: &dyn Count = &counter;
        let call = object.count();
        assert_eq!(counter.0.load(Relaxed), 0);
        assert_eq!(finish(call), 1);
    }
}

mod dynosaur {
    use super::*;

    #[::dynosaur::dynosaur(DynCount = dyn(box) Count)]
    trait Count {
        async fn count(&self) -> u64;
    }

    impl Count for Counter {
        async fn count(&self) -> u64 {
            self.0.fetch_add(1, Relaxed) + 1
        }
    }

    #[test]
    fn a_call_does_nothing_until_it_is_polled() {
        let counter = Counter::default();
        let object = DynCount::from_ref(&counter);
        let call = object.count();
        assert_eq!(counter.0.load(Relaxed), 0);
        assert_eq!(finish(call), 1);
    }
}

mod dynify {
    use super::*;
    use ::dynify::PinDynify as _;

    #[::dynify::dynify]
    trait Count {
        async fn count(&self) -> u64;
    }

    impl Count for Counter {
        async fn count(&self) -> u64 {
            self.0.fetch_add(1, Relaxed) + 1
        }
    }

    #[test]
    fn a_call_does_nothing_until_it_is_polled() {
        let counter = Counter::default();
        let object: &dyn DynCount = &counter;
        let call = object.count().pin_boxed();
        assert_eq!(counter.0.load(Relaxed), 0);
        assert_eq!(finish(call), 1);
    }
}

mod trait_variant {
    use super::*;

    #[::trait_variant::make(Send)]
    trait Count: Sync {
        async fn count(&self) -> u64;
    }

    impl Count for Counter {
        async fn count(&self) -> u64 {
            self.0.fetch_add(1, Relaxed) + 1
        }
    }

    #[test]
    fn a_call_does_nothing_until_it_is_polled() {
        let counter = Counter::default();
        let call = counter.count();
        assert_eq!(counter.0.load(Relaxed), 0);
        assert_eq!(finish(call), 1);
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn = DynCount)]
    trait Count: Sync {
        async fn count(&self) -> u64;
    }

    impl Count for Counter {
        async fn count(&self) -> u64 {
            self.0.fetch_add(1, Relaxed) + 1
        }
    }

    #[derive(Default)]
    struct Hot(Counter);

    #[valuetask::value_task(dyn)]
    impl Count for Hot {
        async fn count(&self) -> u64 {
            self.0.0.fetch_add(1, Relaxed) + 1
        }
    }

    #[test]
    fn a_call_runs_up_to_its_first_await_where_the_implementation_says_so() {
        let (lazy, hot) = (Counter::default(), Hot::default());
        let objects: [&dyn DynCount; 2] = [&lazy, &hot];
        let [of_lazy, of_hot] = objects.map(|object| object.count());
        assert_eq!((lazy.0.load(Relaxed), hot.0.0.load(Relaxed)), (0, 1));
        assert!(of_hot.is_completed());
        assert_eq!((finish(of_lazy), finish(of_hot)), (1, 1));
    }
}
