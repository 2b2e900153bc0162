//! A trait that is sealed by a private supertrait, outside of its module called through `dyn`.

use neighbours::finish;

struct Memory;

mod private {
    pub(super) trait Sealed {}
    impl Sealed for super::Memory {}
}

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    trait Store: private::Sealed + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    #[::async_trait::async_trait]
    impl Store for Memory {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    #[test]
    fn a_sealed_trait_is_called_through_dyn() {
        let store: Box<dyn Store> = Box::new(Memory);
        assert_eq!(finish(store.get(4)), 8);
    }
}

mod dynosaur {
    use super::*;

    #[::dynosaur::dynosaur(DynStore = dyn(box) Store)]
    trait Store: private::Sealed {
        async fn get(&self, id: u64) -> u64;
    }

    impl Store for Memory {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    impl private::Sealed for DynStore<'_> {}

    #[test]
    fn a_sealed_trait_is_called_through_dyn_once_its_type_is_sealed_by_hand() {
        let store: Box<DynStore<'_>> = DynStore::new_box(Memory);
        assert_eq!(finish(store.get(4)), 8);
    }
}

mod dynify {
    use super::*;
    use ::dynify::PinDynify as _;

    #[::dynify::dynify]
    trait Store: private::Sealed {
        async fn get(&self, id: u64) -> u64;
    }

    impl Store for Memory {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    #[test]
    fn a_sealed_trait_is_called_through_dyn() {
        let store: Box<dyn DynStore> = Box::new(Memory);
        assert_eq!(finish(store.get(4).pin_boxed()), 8);
    }
}

mod trait_variant {
    use super::*;

    #[::trait_variant::make(Send)]
    trait Store: private::Sealed + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    impl Store for Memory {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    #[test]
    fn a_sealed_trait_is_called() {
        assert_eq!(finish(Memory.get(4)), 8);
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn = DynStore)]
    trait Store: private::Sealed {
        async fn get(&self, id: u64) -> u64;
    }

    impl Store for Memory {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    #[test]
    fn a_sealed_trait_is_called_through_dyn() {
        let store: Box<dyn DynStore> = Box::new(Memory);
        assert_eq!(finish(store.get(4)), 8);
    }
}
