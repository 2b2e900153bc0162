//! mockall's `#[automock]` makes a mock of the trait, which is called through `dyn`.

use mockall::automock;
use neighbours::finish;

mod async_trait {
    use super::*;
    use ::async_trait::async_trait;

    #[automock]
    #[async_trait]
    trait Store: Send + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    #[test]
    fn a_mock_is_called_through_dyn() {
        let mut mock = MockStore::new();
        mock.expect_get().returning(|id| id * 2);
        let store: Box<dyn Store> = Box::new(mock);
        assert_eq!(finish(store.get(4)), 8);
    }
}

mod dynosaur {
    use super::*;

    #[::dynosaur::dynosaur(DynStore = dyn(box) Store)]
    #[automock]
    trait Store: Send + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    #[test]
    fn a_mock_is_called_through_dyn() {
        let mut mock = MockStore::new();
        mock.expect_get().returning(|id| id * 2);
        let store: Box<DynStore<'_>> = DynStore::new_box(mock);
        assert_eq!(finish(store.get(4)), 8);
    }
}

mod dynify {
    use super::*;
    use ::dynify::PinDynify as _;

    #[::dynify::dynify]
    trait Store: Send + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    mockall::mock! {
        Store {}

        impl Store for Store {
            async fn get(&self, id: u64) -> u64;
        }
    }

    #[test]
    fn a_mock_that_is_written_out_is_called_through_dyn() {
        let mut mock = MockStore::new();
        mock.expect_get().returning(|id| id * 2);
        let store: Box<dyn DynStore> = Box::new(mock);
        assert_eq!(finish(store.get(4).pin_boxed()), 8);
    }
}

mod trait_variant {
    use super::*;

    #[automock]
    #[::trait_variant::make(Send)]
    trait Store: Send + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    #[test]
    fn a_mock_is_called() {
        let mut mock = MockStore::new();
        mock.expect_get().returning(|id| id * 2);
        assert_eq!(finish(mock.get(4)), 8);
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn = DynStore)]
    trait Store: Send + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    mockall::mock! {
        Store {}

        impl Store for Store {
            async fn get(&self, id: u64) -> u64;
        }
    }

    #[test]
    fn a_mock_that_is_written_out_is_called_through_dyn() {
        let mut mock = MockStore::new();
        mock.expect_get().returning(|id| id * 2);
        let store: Box<dyn DynStore> = Box::new(mock);
        assert_eq!(finish(store.get(4)), 8);
    }
}
