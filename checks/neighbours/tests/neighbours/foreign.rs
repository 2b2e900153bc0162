//! A `dyn` counterpart for a trait of another crate.

use neighbours::finish;

/// In place of another crate.
mod other {
    pub(super) trait Store {
        async fn get(&self, id: u64) -> u64;
    }
}

struct Memory;

impl other::Store for Memory {
    async fn get(&self, id: u64) -> u64 {
        id * 2
    }
}

mod dynify {
    use super::*;
    use ::dynify::PinDynify as _;

    #[::dynify::dynify(remote = "other::Store")]
    trait DynStore {
        async fn get(&self, id: u64) -> u64;
    }

    #[test]
    fn a_trait_of_another_crate_is_called_through_dyn() {
        let store: Box<dyn DynStore> = Box::new(Memory);
        assert_eq!(finish(store.get(4).pin_boxed()), 8);
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn(no_pointers) = DynStore, ?Send)]
    trait Store {
        async fn get(&self, id: u64) -> u64;
    }

    impl<S: other::Store> Store for S {
        async fn get(&self, id: u64) -> u64 {
            other::Store::get(self, id).await
        }
    }

    impl other::Store for Box<dyn DynStore> {
        async fn get(&self, id: u64) -> u64 {
            (**self).get(id).await
        }
    }

    async fn generic<S: other::Store>(store: S) -> u64 {
        store.get(5).await
    }

    #[test]
    fn a_trait_of_another_crate_is_called_through_dyn_by_one_over_it() {
        let store: Box<dyn DynStore> = Box::new(Memory);
        assert_eq!(finish((*store).get(4)), 8);
        assert_eq!(finish(generic(store)), 10);
        assert_eq!(finish(generic(Memory)), 10);
    }
}
