//! An associated const stands beside methods that are called through `dyn`.

use neighbours::finish;

struct Store;

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    trait Table {
        const NAME: &'static str;
        async fn get(&self, id: u64) -> u64;
    }

    #[::async_trait::async_trait]
    impl Table for Store {
        const NAME: &'static str = "users";

        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    #[test]
    fn a_const_is_defined() {
        assert_eq!(finish(Store.get(4)), 8);
        assert_eq!(Store::NAME, "users");
    }
}

mod trait_variant {
    use super::*;

    #[::trait_variant::make(Send)]
    trait Table: Sync {
        const NAME: &'static str;
        async fn get(&self, id: u64) -> u64;
    }

    impl Table for Store {
        const NAME: &'static str = "users";

        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    #[test]
    fn a_const_is_defined() {
        assert_eq!(finish(Store.get(4)), 8);
        assert_eq!(Store::NAME, "users");
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn = DynTable)]
    trait Table {
        const NAME: &'static str;
        async fn get(&self, id: u64) -> u64;
    }

    impl Table for Store {
        const NAME: &'static str = "users";

        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    #[test]
    fn a_const_is_defined() {
        let store: Box<dyn DynTable> = Box::new(Store);
        assert_eq!(finish(store.get(4)), 8);
        assert_eq!(Store::NAME, "users");
    }
}
