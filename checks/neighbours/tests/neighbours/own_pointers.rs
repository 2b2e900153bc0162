//! The user's own implementation for any `Box` of an implementer.

use neighbours::finish;

struct Memory;

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    trait Store: Send + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    #[::async_trait::async_trait]
    impl Store for Memory {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    #[::async_trait::async_trait]
    impl<T: Store + ?Sized> Store for Box<T> {
        async fn get(&self, id: u64) -> u64 {
            Store::get(&**self, id).await
        }
    }

    #[test]
    fn a_box_of_an_implementer_is_one() {
        assert_eq!(finish(Store::get(&Box::new(Memory), 4)), 8);
        let boxed: Box<dyn Store> = Box::new(Memory);
        assert_eq!(finish(Store::get(&boxed, 4)), 8);
    }
}

mod dynosaur {
    use super::*;

    #[::dynosaur::dynosaur(DynStore = dyn(box) Store, bridge(none))]
    trait Store: Send + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    impl Store for Memory {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    impl<T: Store + ?Sized> Store for Box<T> {
        async fn get(&self, id: u64) -> u64 {
            Store::get(&**self, id).await
        }
    }

    #[test]
    fn a_box_of_an_implementer_is_one_where_that_of_the_attribute_is_turned_off() {
        assert_eq!(finish(Store::get(&Box::new(Memory), 4)), 8);
        let boxed: Box<DynStore<'_>> = DynStore::new_box(Memory);
        assert_eq!(finish(Store::get(&boxed, 4)), 8);
    }
}

mod dynify {
    use super::*;
    use ::dynify::PinDynify as _;

    #[::dynify::dynify]
    trait Store: Send + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    impl Store for Memory {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    impl<T: Store + ?Sized> Store for Box<T> {
        async fn get(&self, id: u64) -> u64 {
            Store::get(&**self, id).await
        }
    }

    #[test]
    fn a_box_of_an_implementer_is_one() {
        let boxed = Box::new(Memory);
        assert_eq!(finish(Store::get(&boxed, 4)), 8);
        let object: &dyn DynStore = &boxed;
        assert_eq!(finish(object.get(4).pin_boxed()), 8);
    }
}

mod trait_variant {
    use super::*;

    #[::trait_variant::make(Send)]
    trait Store: Send + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    impl Store for Memory {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    impl<T: Store + ?Sized> Store for Box<T> {
        async fn get(&self, id: u64) -> u64 {
            Store::get(&**self, id).await
        }
    }

    #[test]
    fn a_box_of_an_implementer_is_one() {
        assert_eq!(finish(Store::get(&Box::new(Memory), 4)), 8);
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn(no_pointers) = DynStore)]
    trait Store: Send + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    impl Store for Memory {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    impl<T: Store + ?Sized> Store for Box<T> {
        async fn get(&self, id: u64) -> u64 {
            Store::get(&**self, id).await
        }
    }

    #[test]
    fn a_box_of_an_implementer_is_one_where_that_of_the_attribute_is_turned_off() {
        assert_eq!(finish(Store::get(&Box::new(Memory), 4)), 8);
        let boxed: Box<dyn DynStore> = Box::new(Memory);
        assert_eq!(finish(Store::get(&boxed, 4)), 8);
    }
}
