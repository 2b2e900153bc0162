//! A trait with type parameters.

use neighbours::finish;

struct Memory;

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    trait Store<K: Sync, V> {
        async fn get(&self, id: &K) -> V;
    }

    #[::async_trait::async_trait]
    impl Store<u32, u64> for Memory {
        async fn get(&self, id: &u32) -> u64 {
            u64::from(*id) * 2
        }
    }

    #[test]
    fn a_generic_trait_is_called_through_dyn() {
        let store: Box<dyn Store<u32, u64>> = Box::new(Memory);
        assert_eq!(finish(store.get(&4)), 8);
    }
}

mod dynosaur {
    use super::*;

    #[::dynosaur::dynosaur(DynStore = dyn(box) Store)]
    trait Store<K, V> {
        async fn get(&self, id: &K) -> V;
    }

    impl Store<u32, u64> for Memory {
        async fn get(&self, id: &u32) -> u64 {
            u64::from(*id) * 2
        }
    }

    #[test]
    fn a_generic_trait_is_called_through_dyn() {
        let store: Box<DynStore<'_, u32, u64>> = DynStore::new_box(Memory);
        assert_eq!(finish(store.get(&4)), 8);
    }
}

mod dynify {
    use super::*;
    use ::dynify::PinDynify as _;

    #[::dynify::dynify]
    trait Store<K, V> {
        async fn get(&self, id: &K) -> V;
    }

    impl Store<u32, u64> for Memory {
        async fn get(&self, id: &u32) -> u64 {
            u64::from(*id) * 2
        }
    }

    #[test]
    fn a_generic_trait_is_called_through_dyn() {
        let store: Box<dyn DynStore<u32, u64>> = Box::new(Memory);
        assert_eq!(finish(store.get(&4).pin_boxed()), 8);
    }
}

mod trait_variant {
    use super::*;

    #[::trait_variant::make(Send)]
    trait Store<K: Sync, V>: Sync {
        async fn get(&self, id: &K) -> V;
    }

    impl Store<u32, u64> for Memory {
        async fn get(&self, id: &u32) -> u64 {
            u64::from(*id) * 2
        }
    }

    #[test]
    fn a_generic_trait_is_called() {
        assert_eq!(finish(Memory.get(&4)), 8);
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn = DynStore)]
    trait Store<K, V> {
        async fn get(&self, id: &K) -> V;
    }

    impl Store<u32, u64> for Memory {
        async fn get(&self, id: &u32) -> u64 {
            u64::from(*id) * 2
        }
    }

    #[test]
    fn a_generic_trait_is_called_through_dyn() {
        let store: Box<dyn DynStore<u32, u64>> = Box::new(Memory);
        assert_eq!(finish(store.get(&4)), 8);
    }
}
