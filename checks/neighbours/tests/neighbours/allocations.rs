//! The allocations of a call through `dyn`: one that is ready, one that suspends, and one that holds 512 bytes over an
//! await.

use allocation_counter::measure;
use neighbours::{finish, pause};

struct Memory;

/// Returns the allocations of one call in steady state.
fn allocations(mut call: impl FnMut()) -> u64 {
    call();
    measure(call).count_total
}

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    trait Store: Sync {
        async fn hit(&self, id: u64) -> u64;
        async fn miss(&self, id: u64) -> u64;
        async fn large(&self, page: [u64; 64]) -> u64;
    }

    #[::async_trait::async_trait]
    impl Store for Memory {
        async fn hit(&self, id: u64) -> u64 {
            id * 2
        }

        async fn miss(&self, id: u64) -> u64 {
            pause().await;
            id * 2
        }

        async fn large(&self, page: [u64; 64]) -> u64 {
            pause().await;
            page[7]
        }
    }

    #[test]
    fn each_call_allocates_a_box() {
        let store: &dyn Store = &Memory;
        assert_eq!(allocations(|| assert_eq!(finish(store.hit(4)), 8)), 1);
        assert_eq!(allocations(|| assert_eq!(finish(store.miss(4)), 8)), 1);
        assert_eq!(allocations(|| assert_eq!(finish(store.large([4; 64])), 4)), 1);
    }
}

mod dynosaur {
    use super::*;

    #[::dynosaur::dynosaur(DynStore = dyn(box) Store)]
    trait Store {
        async fn hit(&self, id: u64) -> u64;
        async fn miss(&self, id: u64) -> u64;
        async fn large(&self, page: [u64; 64]) -> u64;
    }

    impl Store for Memory {
        async fn hit(&self, id: u64) -> u64 {
            id * 2
        }

        async fn miss(&self, id: u64) -> u64 {
            pause().await;
            id * 2
        }

        async fn large(&self, page: [u64; 64]) -> u64 {
            pause().await;
            page[7]
        }
    }

    #[test]
    fn each_call_allocates_a_box() {
        let store = DynStore::from_ref(&Memory);
        assert_eq!(allocations(|| assert_eq!(finish(store.hit(4)), 8)), 1);
        assert_eq!(allocations(|| assert_eq!(finish(store.miss(4)), 8)), 1);
        assert_eq!(allocations(|| assert_eq!(finish(store.large([4; 64])), 4)), 1);
    }
}

mod dynify {
    use super::*;
    use ::dynify::Dynify as _;
    use std::mem::MaybeUninit;

    #[::dynify::dynify]
    trait Store {
        async fn hit(&self, id: u64) -> u64;
        async fn miss(&self, id: u64) -> u64;
        async fn large(&self, page: [u64; 64]) -> u64;
    }

    impl Store for Memory {
        async fn hit(&self, id: u64) -> u64 {
            id * 2
        }

        async fn miss(&self, id: u64) -> u64 {
            pause().await;
            id * 2
        }

        async fn large(&self, page: [u64; 64]) -> u64 {
            pause().await;
            page[7]
        }
    }

    /// Awaits a future of up to 64 bytes on the stack, and any other on the heap.
    macro_rules! finish_in_place {
        ($call:expr) => {{
            let mut stack = [MaybeUninit::<u8>::uninit(); 64];
            let mut heap = Vec::<MaybeUninit<u8>>::new();
            finish($call.init2(&mut stack, &mut heap))
        }};
    }

    #[test]
    fn a_call_allocates_where_its_future_is_larger_than_the_callers_buffer() {
        let store: &dyn DynStore = &Memory;
        assert_eq!(allocations(|| assert_eq!(finish_in_place!(store.hit(4)), 8)), 0);
        assert_eq!(allocations(|| assert_eq!(finish_in_place!(store.miss(4)), 8)), 0);
        assert_eq!(allocations(|| assert_eq!(finish_in_place!(store.large([4; 64])), 4)), 1);
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn = DynStore)]
    trait Store: Sync {
        async fn hit(&self, id: u64) -> u64;
        async fn miss(&self, id: u64) -> u64;
        async fn large(&self, page: [u64; 64]) -> u64;
    }

    macro_rules! implement {
        ($Class:ty, $(#[$attribute:meta])?) => {
            $(#[$attribute])?
            impl Store for $Class {
                async fn hit(&self, id: u64) -> u64 {
                    id * 2
                }

                async fn miss(&self, id: u64) -> u64 {
                    pause().await;
                    id * 2
                }

                async fn large(&self, page: [u64; 64]) -> u64 {
                    pause().await;
                    page[7]
                }
            }
        };
    }

    struct Hot;

    implement!(Memory,);
    implement!(Hot, #[valuetask::value_task(dyn)]);

    #[test]
    fn no_call_allocates_once_the_pool_has_its_slots() {
        for store in [&Memory as &dyn DynStore, &Hot] {
            assert_eq!(allocations(|| assert_eq!(finish(store.hit(4)), 8)), 0);
            assert_eq!(allocations(|| assert_eq!(finish(store.miss(4)), 8)), 0);
            assert_eq!(allocations(|| assert_eq!(finish(store.large([4; 64])), 4)), 0);
        }
    }
}
