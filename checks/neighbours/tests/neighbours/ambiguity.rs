//! A method of an implementer is called by its name, with the trait and its `dyn` counterpart in scope.

use neighbours::finish;

struct Memory;

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    trait Store: Sync {
        async fn get(&self, id: u64) -> u64;
    }

    #[::async_trait::async_trait]
    impl Store for Memory {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    #[test]
    fn a_method_is_called_by_its_name() {
        assert_eq!(finish(Memory.get(4)), 8);
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
    fn a_method_is_called_by_its_name() {
        assert_eq!(finish(Memory.get(4)), 8);
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
    fn a_method_is_called_by_its_name() {
        assert_eq!(finish(Memory.get(4)), 8);
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

    #[test]
    fn a_method_is_called_by_its_name() {
        let object: &dyn DynStore = &Memory;
        assert_eq!(finish(Memory.get(4)), finish(object.get(4)));
    }
}
