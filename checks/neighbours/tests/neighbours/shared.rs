//! A `dyn` counterpart is shared between threads if the trait is `Send + Sync`.

use std::sync::Arc;
use std::thread;

use neighbours::finish;

struct Double;

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    trait Store: Send + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    #[::async_trait::async_trait]
    impl Store for Double {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    #[test]
    fn two_threads_call_through_one_arc() {
        let store: Arc<dyn Store> = Arc::new(Double);
        let other = store.clone();
        assert_eq!(thread::spawn(move || finish(other.get(4))).join().ok(), Some(8));
        assert_eq!(finish(store.get(5)), 10);
    }
}

mod dynosaur {
    use super::*;

    #[::dynosaur::dynosaur(DynStore = dyn(box) Store)]
    trait Store: Send + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    impl Store for Double {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    #[test]
    fn two_threads_call_through_one_arc() {
        let store: Arc<DynStore<'_>> = DynStore::new_arc(Double);
        let other = store.clone();
        assert_eq!(thread::spawn(move || finish(other.get(4))).join().ok(), Some(8));
        assert_eq!(finish(store.get(5)), 10);
    }
}

mod dynify {
    use super::*;
    use ::dynify::PinDynify as _;

    #[::dynify::dynify]
    trait Store: Send + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    impl Store for Double {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    #[test]
    fn two_threads_call_through_one_arc() {
        let store: Arc<dyn DynStore> = Arc::new(Double);
        let other = store.clone();
        assert_eq!(thread::spawn(move || finish(other.get(4).pin_boxed())).join().ok(), Some(8));
        assert_eq!(finish(store.get(5).pin_boxed()), 10);
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn = DynStore)]
    trait Store: Send + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    impl Store for Double {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    #[test]
    fn two_threads_call_through_one_arc() {
        let store: Arc<dyn DynStore> = Arc::new(Double);
        let other = store.clone();
        assert_eq!(thread::spawn(move || finish(other.get(4))).join().ok(), Some(8));
        assert_eq!(finish(store.get(5)), 10);
    }
}
