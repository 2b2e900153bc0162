//! The allocations of a call on an implementer of known type.

use allocation_counter::measure;
use neighbours::finish;

struct Memory;

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    trait Store {
        async fn get(&self, id: u64) -> u64;
    }

    #[::async_trait::async_trait]
    impl Store for Memory {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    #[test]
    fn a_static_call_allocates_a_box() {
        let counted = measure(|| assert_eq!(finish(Memory.get(4)), 8));
        assert_eq!(counted.count_total, 1);
    }
}

mod dynosaur {
    use super::*;

    #[::dynosaur::dynosaur(DynStore = dyn(box) Store)]
    trait Store {
        async fn get(&self, id: u64) -> u64;
    }

    impl Store for Memory {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    #[test]
    fn a_static_call_allocates_nothing() {
        let _ = DynStore::from_ref(&Memory);
        let counted = measure(|| assert_eq!(finish(Memory.get(4)), 8));
        assert_eq!(counted.count_total, 0);
    }
}

mod dynify {
    use super::*;

    #[::dynify::dynify]
    trait Store {
        async fn get(&self, id: u64) -> u64;
    }

    impl Store for Memory {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    #[test]
    fn a_static_call_allocates_nothing() {
        let counted = measure(|| assert_eq!(finish(Store::get(&Memory, 4)), 8));
        assert_eq!(counted.count_total, 0);
    }
}

mod trait_variant {
    use super::*;

    #[::trait_variant::make(Send)]
    trait Store: Sync {
        async fn get(&self, id: u64) -> u64;
    }

    impl Store for Memory {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    #[test]
    fn a_static_call_allocates_nothing() {
        let counted = measure(|| assert_eq!(finish(Memory.get(4)), 8));
        assert_eq!(counted.count_total, 0);
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn = DynStore)]
    trait Store {
        async fn get(&self, id: u64) -> u64;
    }

    impl Store for Memory {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    struct Hot;

    #[valuetask::value_task(dyn)]
    impl Store for Hot {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    #[test]
    fn a_static_call_allocates_nothing() {
        let counted = measure(|| {
            assert_eq!(finish(Memory.get(4)), 8);
            assert_eq!(finish(Hot.get(4)), 8);
        });
        assert_eq!(counted.count_total, 0);
    }
}
