//! A generic caller awaits a method in a task that it spawns: the bound on the trait alone says that the future is `Send`.

use neighbours::{pause, spawned};

struct Double;

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    trait Store: Send + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    #[::async_trait::async_trait]
    impl Store for Double {
        async fn get(&self, id: u64) -> u64 {
            pause().await;
            id * 2
        }
    }

    fn call(store: impl Store) -> u64 {
        spawned(async move { store.get(4).await })
    }

    #[test]
    fn a_generic_caller_spawns() {
        assert_eq!(call(Double), 8);
    }
}

mod dynosaur {
    use super::*;

    #[::dynosaur::dynosaur(DynStore = dyn(box) Store)]
    trait Store: Send + Sync {
        fn get(&self, id: u64) -> impl Future<Output = u64> + Send;
    }

    impl Store for Double {
        async fn get(&self, id: u64) -> u64 {
            pause().await;
            id * 2
        }
    }

    fn call(store: impl Store) -> u64 {
        spawned(async move { store.get(4).await })
    }

    #[test]
    fn a_generic_caller_spawns_where_the_future_is_written_out() {
        assert_eq!(call(Double), 8);
    }
}

mod dynify {
    use super::*;

    #[::trait_variant::make(Send)]
    #[::dynify::dynify]
    trait Store: Sync {
        async fn get(&self, id: u64) -> u64;
    }

    impl Store for Double {
        async fn get(&self, id: u64) -> u64 {
            pause().await;
            id * 2
        }
    }

    fn call(store: impl Store) -> u64 {
        spawned(async move { store.get(4).await })
    }

    #[test]
    fn a_generic_caller_spawns_with_trait_variant_beside() {
        assert_eq!(call(Double), 8);
    }
}

mod trait_variant {
    use super::*;

    #[::trait_variant::make(Send)]
    trait Store: Sync {
        async fn get(&self, id: u64) -> u64;
    }

    impl Store for Double {
        async fn get(&self, id: u64) -> u64 {
            pause().await;
            id * 2
        }
    }

    fn call(store: impl Store) -> u64 {
        spawned(async move { store.get(4).await })
    }

    #[test]
    fn a_generic_caller_spawns() {
        assert_eq!(call(Double), 8);
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn = DynStore)]
    trait Store: Send + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    impl Store for Double {
        async fn get(&self, id: u64) -> u64 {
            pause().await;
            id * 2
        }
    }

    fn call(store: impl Store) -> u64 {
        spawned(async move { store.get(4).await })
    }

    #[test]
    fn a_generic_caller_spawns() {
        assert_eq!(call(Double), 8);
    }
}
