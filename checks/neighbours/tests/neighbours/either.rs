//! Generic code takes an implementer or a `dyn` counterpart, in a box or behind a reference, alike.

use neighbours::finish;

struct Double;

mod dynosaur {
    use super::*;

    #[::dynosaur::dynosaur(DynStore = dyn(box) Store, bridge(dyn))]
    trait Store {
        async fn get(&self, id: u64) -> u64;
    }

    impl Store for Double {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    async fn sum(store: impl Store) -> u64 {
        store.get(1).await + store.get(2).await
    }

    #[test]
    fn a_generic_caller_takes_an_implementer_a_box_and_a_reference() {
        assert_eq!(finish(sum(Double)), 6);
        assert_eq!(finish(sum(DynStore::new_box(Double))), 6);
        assert_eq!(finish(sum(DynStore::from_ref(&Double))), 6);
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
            id * 2
        }
    }

    async fn sum(store: impl Store) -> u64 {
        Store::get(&store, 1).await + Store::get(&store, 2).await
    }

    #[test]
    fn a_generic_caller_takes_an_implementer_a_box_and_a_reference() {
        assert_eq!(finish(sum(Double)), 6);
        let boxed: Box<dyn DynStore> = Box::new(Double);
        assert_eq!(finish(sum(boxed)), 6);
    }
}
