//! A default body awaits the other methods, and isn't written again.

use neighbours::finish;

struct Three;

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    trait Count: Send + Sync {
        async fn count(&self) -> u64;

        async fn twice(&self) -> u64 {
            self.count().await + self.count().await
        }
    }

    #[::async_trait::async_trait]
    impl Count for Three {
        async fn count(&self) -> u64 {
            3
        }
    }

    #[test]
    fn a_default_body_is_called_through_dyn() {
        let three: Box<dyn Count> = Box::new(Three);
        assert_eq!(finish(three.twice()), 6);
    }
}

mod dynosaur {
    use super::*;

    #[::dynosaur::dynosaur(DynCount = dyn(box) Count)]
    trait Count: Send + Sync {
        async fn count(&self) -> u64;

        async fn twice(&self) -> u64 {
            self.count().await + self.count().await
        }
    }

    impl Count for Three {
        async fn count(&self) -> u64 {
            3
        }
    }

    #[test]
    fn a_default_body_is_called_through_dyn() {
        let three: Box<DynCount<'_>> = DynCount::new_box(Three);
        assert_eq!(finish(three.twice()), 6);
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn = DynCount)]
    trait Count: Send + Sync {
        async fn count(&self) -> u64;

        async fn twice(&self) -> u64 {
            self.count().await + self.count().await
        }
    }

    impl Count for Three {
        async fn count(&self) -> u64 {
            3
        }
    }

    #[test]
    fn a_default_body_is_called_through_dyn() {
        let three: Box<dyn DynCount> = Box::new(Three);
        assert_eq!(finish(three.twice()), 6);
    }
}
