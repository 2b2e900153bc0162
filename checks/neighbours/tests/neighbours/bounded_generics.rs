//! A trait whose type parameters have bounds, as they stand.

use neighbours::finish;

struct Memory;

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    trait Store<K: Send + 'static, V: Clone>: Send + Sync {
        async fn get(&self, id: K) -> V;
    }

    #[::async_trait::async_trait]
    impl Store<u32, u64> for Memory {
        async fn get(&self, id: u32) -> u64 {
            u64::from(id) * 2
        }
    }

    #[test]
    fn a_generic_trait_is_called_through_dyn() {
        let store: Box<dyn Store<u32, u64>> = Box::new(Memory);
        assert_eq!(finish(store.get(4)), 8);
    }
}

mod trait_variant {
    use super::*;

    #[::trait_variant::make(Send)]
    trait Store<K: Send + 'static, V: Clone>: Send + Sync {
        async fn get(&self, id: K) -> V;
    }

    impl Store<u32, u64> for Memory {
        async fn get(&self, id: u32) -> u64 {
            u64::from(id) * 2
        }
    }

    #[test]
    fn a_generic_trait_is_called() {
        assert_eq!(finish(Store::get(&Memory, 4)), 8);
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn = DynStore)]
    trait Store<K: Send + 'static, V: Clone>: Send + Sync {
        async fn get(&self, id: K) -> V;
    }

    impl Store<u32, u64> for Memory {
        async fn get(&self, id: u32) -> u64 {
            u64::from(id) * 2
        }
    }

    #[test]
    fn a_generic_trait_is_called_through_dyn() {
        let store: Box<dyn DynStore<u32, u64>> = Box::new(Memory);
        assert_eq!(finish(store.get(4)), 8);
    }
}
