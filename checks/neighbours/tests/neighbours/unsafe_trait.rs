//! A trait that is unsafe to implement is called through `dyn`.

use neighbours::finish;

struct Memory;

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    /// # Safety
    ///
    /// Nothing is asked for.
    #[allow(unsafe_code, reason = "a trait that is unsafe to implement")]
    unsafe trait Store {
        async fn get(&self, id: u64) -> u64;
    }

    #[::async_trait::async_trait]
    // SAFETY: the trait asks for nothing.
    #[allow(unsafe_code, reason = "a trait that is unsafe to implement")]
    unsafe impl Store for Memory {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    #[test]
    fn an_unsafe_trait_is_called_through_dyn() {
        let store: Box<dyn Store> = Box::new(Memory);
        assert_eq!(finish(store.get(4)), 8);
    }
}

mod trait_variant {
    use super::*;

    #[::trait_variant::make(Send)]
    /// # Safety
    ///
    /// Nothing is asked for.
    #[allow(unsafe_code, reason = "a trait that is unsafe to implement")]
    unsafe trait Store {
        async fn get(&self, id: u64) -> u64;
    }

    // SAFETY: the trait asks for nothing.
    #[allow(unsafe_code, reason = "a trait that is unsafe to implement")]
    unsafe impl Store for Memory {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    #[test]
    fn an_unsafe_trait_is_called() {
        assert_eq!(finish(Memory.get(4)), 8);
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn = DynStore)]
    /// # Safety
    ///
    /// Nothing is asked for.
    #[allow(unsafe_code, reason = "a trait that is unsafe to implement")]
    unsafe trait Store {
        async fn get(&self, id: u64) -> u64;
    }

    // SAFETY: the trait asks for nothing.
    #[allow(unsafe_code, reason = "a trait that is unsafe to implement")]
    unsafe impl Store for Memory {
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }

    #[test]
    fn an_unsafe_trait_is_called_through_dyn() {
        let store: Box<dyn DynStore> = Box::new(Memory);
        assert_eq!(finish(store.get(4)), 8);
    }
}
