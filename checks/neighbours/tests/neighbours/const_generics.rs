//! A trait with a const parameter.

use neighbours::finish;

struct Memory;

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    trait Store<const N: usize>: Send + Sync {
        async fn get(&self, id: u64) -> [u64; N];
    }

    #[::async_trait::async_trait]
    impl Store<2> for Memory {
        async fn get(&self, id: u64) -> [u64; 2] {
            [id; 2]
        }
    }

    #[test]
    fn a_trait_with_a_const_is_called_through_dyn() {
        let store: Box<dyn Store<2>> = Box::new(Memory);
        assert_eq!(finish(store.get(4)), [4; 2]);
    }
}

mod dynify {
    use super::*;
    use ::dynify::PinDynify as _;

    #[::dynify::dynify]
    trait Store<const N: usize>: Send + Sync {
        async fn get(&self, id: u64) -> [u64; N];
    }

    impl Store<2> for Memory {
        async fn get(&self, id: u64) -> [u64; 2] {
            [id; 2]
        }
    }

    #[test]
    fn a_trait_with_a_const_is_called_through_dyn() {
        let store: Box<dyn DynStore<2>> = Box::new(Memory);
        assert_eq!(finish(store.get(4).pin_boxed()), [4; 2]);
    }
}

mod trait_variant {
    use super::*;

    #[::trait_variant::make(Send)]
    trait Store<const N: usize>: Send + Sync {
        async fn get(&self, id: u64) -> [u64; N];
    }

    impl Store<2> for Memory {
        async fn get(&self, id: u64) -> [u64; 2] {
            [id; 2]
        }
    }

    #[test]
    fn a_trait_with_a_const_is_called() {
        assert_eq!(finish(Store::get(&Memory, 4)), [4; 2]);
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn = DynStore)]
    trait Store<const N: usize>: Send + Sync {
        async fn get(&self, id: u64) -> [u64; N];
    }

    impl Store<2> for Memory {
        async fn get(&self, id: u64) -> [u64; 2] {
            [id; 2]
        }
    }

    #[test]
    fn a_trait_with_a_const_is_called_through_dyn() {
        let store: Box<dyn DynStore<2>> = Box::new(Memory);
        assert_eq!(finish(store.get(4)), [4; 2]);
    }
}
