//! `self: Arc<Self>` is called through an `Arc`.

use std::sync::Arc;

use neighbours::finish;

struct Pool(u64);

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    trait Share: Send + Sync {
        async fn share(self: Arc<Self>) -> u64;
    }

    #[::async_trait::async_trait]
    impl Share for Pool {
        async fn share(self: Arc<Self>) -> u64 {
            self.0
        }
    }

    #[test]
    fn an_arc_is_shared() {
        let pool: Arc<dyn Share> = Arc::new(Pool(4));
        assert_eq!(finish(pool.clone().share()) + finish(pool.share()), 8);
    }
}

mod dynify {
    use super::*;
    use ::dynify::PinDynify as _;

    #[::dynify::dynify]
    trait Share {
        async fn share(self: Arc<Self>) -> u64;
    }

    impl Share for Pool {
        async fn share(self: Arc<Self>) -> u64 {
            self.0
        }
    }

    #[test]
    fn an_arc_is_shared() {
        let pool: Arc<dyn DynShare> = Arc::new(Pool(4));
        assert_eq!(finish(pool.clone().share().pin_boxed()) + finish(pool.share().pin_boxed()), 8);
    }
}

mod trait_variant {
    use super::*;

    #[::trait_variant::make(Send)]
    trait Share: Sync {
        async fn share(self: Arc<Self>) -> u64;
    }

    impl Share for Pool {
        async fn share(self: Arc<Self>) -> u64 {
            self.0
        }
    }

    #[test]
    fn an_arc_is_shared() {
        assert_eq!(finish(Arc::new(Pool(4)).share()), 4);
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn = DynShare)]
    trait Share {
        async fn share(self: Arc<Self>) -> u64;
    }

    impl Share for Pool {
        async fn share(self: Arc<Self>) -> u64 {
            self.0
        }
    }

    #[test]
    fn an_arc_is_shared() {
        let pool: Arc<dyn DynShare> = Arc::new(Pool(4));
        assert_eq!(finish(pool.clone().share()) + finish(pool.share()), 8);
    }
}
