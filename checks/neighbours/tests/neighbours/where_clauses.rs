//! A trait with a where-clause.

use neighbours::finish;

struct Memory;

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    trait Store<K>: Send + Sync
    where
        K: Send + 'static,
    {
        async fn get(&self, id: K) -> u64;
    }

    #[::async_trait::async_trait]
    impl Store<u32> for Memory {
        async fn get(&self, id: u32) -> u64 {
            u64::from(id) * 2
        }
    }

    #[test]
    fn a_trait_with_a_clause_is_called_through_dyn() {
        let store: Box<dyn Store<u32>> = Box::new(Memory);
        assert_eq!(finish(store.get(4)), 8);
    }
}

mod dynify {
    use super::*;
    use ::dynify::PinDynify as _;

    #[::dynify::dynify]
    trait Store<K>: Send + Sync
    where
        K: Send + 'static,
    {
        async fn get(&self, id: K) -> u64;
    }

    impl Store<u32> for Memory {
        async fn get(&self, id: u32) -> u64 {
            u64::from(id) * 2
        }
    }

    #[test]
    fn a_trait_with_a_clause_is_called_through_dyn() {
        let store: Box<dyn DynStore<u32>> = Box::new(Memory);
        assert_eq!(finish(store.get(4).pin_boxed()), 8);
    }
}

mod trait_variant {
    use super::*;

    #[::trait_variant::make(Send)]
    trait Store<K>: Send + Sync
    where
        K: Send + 'static,
    {
        async fn get(&self, id: K) -> u64;
    }

    impl Store<u32> for Memory {
        async fn get(&self, id: u32) -> u64 {
            u64::from(id) * 2
        }
    }

    #[test]
    fn a_trait_with_a_clause_is_called() {
        assert_eq!(finish(Store::get(&Memory, 4)), 8);
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn = DynStore)]
    trait Store<K>: Send + Sync
    where
        K: Send + 'static,
    {
        async fn get(&self, id: K) -> u64;
    }

    impl Store<u32> for Memory {
        async fn get(&self, id: u32) -> u64 {
            u64::from(id) * 2
        }
    }

    #[test]
    fn a_trait_with_a_clause_is_called_through_dyn() {
        let store: Box<dyn DynStore<u32>> = Box::new(Memory);
        assert_eq!(finish(store.get(4)), 8);
    }
}
