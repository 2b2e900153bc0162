//! A call through `dyn` is awaited by a task that is spawned.

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

    #[test]
    fn a_spawned_task_calls_through_dyn() {
        let store: Box<dyn Store> = Box::new(Double);
        assert_eq!(spawned(async move { store.get(4).await }), 8);
    }
}

mod dynosaur {
    use super::*;

    #[::trait_variant::make(SendStore: Send)]
    #[::dynosaur::dynosaur(DynStore = dyn(box) SendStore, bridge(dyn))]
    trait Store: Sync {
        async fn get(&self, id: u64) -> u64;
    }

    impl SendStore for Double {
        async fn get(&self, id: u64) -> u64 {
            pause().await;
            id * 2
        }
    }

    #[test]
    fn a_spawned_task_calls_through_dyn_with_trait_variant_beside() {
        let store: Box<DynStore<'_>> = DynStore::new_box(Double);
        assert_eq!(spawned(async move { SendStore::get(&*store, 4).await }), 8);
    }
}

mod dynify {
    use super::*;
    use ::dynify::PinDynify as _;

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

    #[test]
    fn a_spawned_task_calls_through_dyn_with_trait_variant_beside() {
        let store: Box<dyn DynStore> = Box::new(Double);
        assert_eq!(spawned(async move { store.get(4).pin_boxed().await }), 8);
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

    #[test]
    fn a_spawned_task_calls_through_dyn() {
        let store: Box<dyn DynStore> = Box::new(Double);
        assert_eq!(spawned(async move { store.get(4).await }), 8);
    }
}
