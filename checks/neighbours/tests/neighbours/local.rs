//! A call through `dyn` holds values that can't leave their thread.

use std::cell::Cell;
use std::rc::Rc;

use neighbours::{finish, pause};

struct Counter(Rc<Cell<u64>>);

mod async_trait {
    use super::*;

    #[::async_trait::async_trait(?Send)]
    trait Count {
        async fn count(&self) -> Rc<Cell<u64>>;
    }

    #[::async_trait::async_trait(?Send)]
    impl Count for Counter {
        async fn count(&self) -> Rc<Cell<u64>> {
            let count = self.0.clone();
            pause().await;
            count.set(count.get() + 1);
            count
        }
    }

    #[test]
    fn a_task_of_one_thread_is_called_through_dyn() {
        let counter: Box<dyn Count> = Box::new(Counter(Rc::default()));
        assert_eq!(finish(counter.count()).get(), 1);
    }
}

mod dynosaur {
    use super::*;

    #[::dynosaur::dynosaur(DynCount = dyn(box) Count)]
    trait Count {
        async fn count(&self) -> Rc<Cell<u64>>;
    }

    impl Count for Counter {
        async fn count(&self) -> Rc<Cell<u64>> {
            let count = self.0.clone();
            pause().await;
            count.set(count.get() + 1);
            count
        }
    }

    #[test]
    fn a_task_of_one_thread_is_called_through_dyn() {
        let counter = DynCount::new_box(Counter(Rc::default()));
        assert_eq!(finish(counter.count()).get(), 1);
    }
}

mod dynify {
    use super::*;
    use ::dynify::PinDynify as _;

    #[::dynify::dynify]
    trait Count {
        async fn count(&self) -> Rc<Cell<u64>>;
    }

    impl Count for Counter {
        async fn count(&self) -> Rc<Cell<u64>> {
            let count = self.0.clone();
            pause().await;
            count.set(count.get() + 1);
            count
        }
    }

    #[test]
    fn a_task_of_one_thread_is_called_through_dyn() {
        let counter: Box<dyn DynCount> = Box::new(Counter(Rc::default()));
        assert_eq!(finish(counter.count().pin_boxed()).get(), 1);
    }
}

mod trait_variant {
    use super::*;

    #[::trait_variant::make(SendCount: Send)]
    trait Count {
        async fn count(&self) -> Rc<Cell<u64>>;
    }

    impl Count for Counter {
        async fn count(&self) -> Rc<Cell<u64>> {
            let count = self.0.clone();
            pause().await;
            count.set(count.get() + 1);
            count
        }
    }

    #[test]
    fn a_task_of_one_thread_is_called() {
        assert_eq!(finish(Count::count(&Counter(Rc::default()))).get(), 1);
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(?Send, dyn = DynCount)]
    trait Count {
        async fn count(&self) -> Rc<Cell<u64>>;
    }

    impl Count for Counter {
        async fn count(&self) -> Rc<Cell<u64>> {
            let count = self.0.clone();
            pause().await;
            count.set(count.get() + 1);
            count
        }
    }

    #[test]
    fn a_task_of_one_thread_is_called_through_dyn() {
        let counter: Box<dyn DynCount> = Box::new(Counter(Rc::default()));
        assert_eq!(finish(counter.count()).get(), 1);
    }
}
