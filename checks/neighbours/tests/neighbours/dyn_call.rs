//! A trait with an async method is called through a trait object, or its counterpart.

use neighbours::{finish, pause};

struct Double;

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    trait Store {
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
    fn a_method_is_called_through_dyn() {
        let store: Box<dyn Store> = Box::new(Double);
        assert_eq!(finish(store.get(4)), 8);
    }
}

mod dynosaur {
    use super::*;

    #[::dynosaur::dynosaur(DynStore = dyn(box) Store)]
    trait Store {
        async fn get(&self, id: u64) -> u64;
    }

    impl Store for Double {
        async fn get(&self, id: u64) -> u64 {
            pause().await;
            id * 2
        }
    }

    #[test]
    fn a_method_is_called_through_dyn() {
        let store: Box<DynStore<'_>> = DynStore::new_box(Double);
        assert_eq!(finish(store.get(4)), 8);
    }
}

mod dynify {
    use super::*;
    use ::dynify::PinDynify as _;

    #[::dynify::dynify]
    trait Store {
        async fn get(&self, id: u64) -> u64;
    }

    impl Store for Double {
        async fn get(&self, id: u64) -> u64 {
            pause().await;
            id * 2
        }
    }

    #[test]
    fn a_method_is_called_through_dyn() {
        let store: Box<dyn DynStore> = Box::new(Double);
        assert_eq!(finish(store.get(4).pin_boxed()), 8);
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn = DynStore)]
    trait Store {
        async fn get(&self, id: u64) -> u64;
    }

    impl Store for Double {
        async fn get(&self, id: u64) -> u64 {
            pause().await;
            id * 2
        }
    }

    #[test]
    fn a_method_is_called_through_dyn() {
        let store: Box<dyn DynStore> = Box::new(Double);
        assert_eq!(finish(store.get(4)), 8);
    }
}
