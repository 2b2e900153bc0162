//! What makes `dyn` of a trait of another crate.

use neighbours::finish;

/// Stands for another crate.
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
