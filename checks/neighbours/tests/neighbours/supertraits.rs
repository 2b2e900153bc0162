//! A supertrait that is itself such a trait is called through `dyn` of the trait below it.

use neighbours::finish;

struct Memory;

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    trait Store: Send + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    #[::async_trait::async_trait]
    trait Cache: Store {
        async fn refresh(&self) -> u64;
    }

    #[::async_trait::async_trait]
    impl Store for Memory {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    #[::async_trait::async_trait]
    impl Cache for Memory {
        async fn refresh(&self) -> u64 {
            self.get(4).await
        }
    }

    #[test]
    fn both_traits_are_called_through_dyn() {
        let cache: Box<dyn Cache> = Box::new(Memory);
        assert_eq!(finish(cache.refresh()) + finish(cache.get(1)), 10);
    }
}

mod trait_variant {
    use super::*;

    #[::trait_variant::make(Send)]
    trait Store: Send + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    #[::trait_variant::make(Send)]
    trait Cache: Store {
        async fn refresh(&self) -> u64;
    }

    impl Store for Memory {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    impl Cache for Memory {
        async fn refresh(&self) -> u64 {
            self.get(4).await
        }
    }

    #[test]
    fn both_traits_are_called() {
        assert_eq!(finish(Memory.refresh()) + finish(Memory.get(1)), 10);
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn = DynStore)]
    trait Store: Send + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    #[valuetask::value_task(dyn(Store = DynStore) = DynCache)]
    trait Cache: Store {
        async fn refresh(&self) -> u64;
    }

    impl Store for Memory {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    impl Cache for Memory {
        async fn refresh(&self) -> u64 {
            self.get(4).await
        }
    }

    #[test]
    fn both_traits_are_called_through_dyn() {
        let cache: Box<dyn DynCache> = Box::new(Memory);
        assert_eq!(finish(cache.refresh()) + finish(cache.get(1)), 10);
    }
}
