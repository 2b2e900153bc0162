//! A function without a receiver stands beside a method that is called through `dyn`.

use neighbours::finish;

struct Store(u64);

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    trait Open: Send + Sync {
        async fn open(id: u64) -> Self
        where
            Self: Sized;
        async fn get(&self) -> u64;
    }

    #[::async_trait::async_trait]
    impl Open for Store {
        async fn open(id: u64) -> Self {
            Self(id)
        }

        async fn get(&self) -> u64 {
            self.0
        }
    }

    #[test]
    fn an_opened_store_is_called_through_dyn_where_the_clause_is_written() {
        let store: Box<dyn Open> = Box::new(finish(Store::open(4)));
        assert_eq!(finish(store.get()), 4);
    }
}

mod trait_variant {
    use super::*;

    #[::trait_variant::make(Send)]
    trait Open: Sync {
        async fn open(id: u64) -> Self;
        async fn get(&self) -> u64;
    }

    impl Open for Store {
        async fn open(id: u64) -> Self {
            Self(id)
        }

        async fn get(&self) -> u64 {
            self.0
        }
    }

    #[test]
    fn an_opened_store_is_called() {
        assert_eq!(finish(finish(Store::open(4)).get()), 4);
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn = DynOpen)]
    trait Open {
        async fn open(id: u64) -> Self;
        async fn get(&self) -> u64;
    }

    impl Open for Store {
        async fn open(id: u64) -> Self {
            Self(id)
        }

        async fn get(&self) -> u64 {
            self.0
        }
    }

    #[test]
    fn an_opened_store_is_called_through_dyn_where_the_clause_is_written() {
        let store: Box<dyn DynOpen> = Box::new(finish(Store::open(4)));
        assert_eq!(finish(store.get()), 4);
    }
}
