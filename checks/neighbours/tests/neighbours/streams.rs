//! A method that returns `impl Stream` is called through `dyn`.

use futures_core::Stream;
use futures_util::{StreamExt as _, stream};
use neighbours::finish;

struct Upto(u32);

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    trait Numbers {
        fn numbers(&self) -> impl Stream<Item = u32>;
    }

    #[::async_trait::async_trait]
    impl Numbers for Upto {
        fn numbers(&self) -> impl Stream<Item = u32> {
            stream::iter(0..self.0)
        }
    }

    #[test]
    fn a_stream_is_returned() {
        assert_eq!(finish(Upto(3).numbers().collect::<Vec<_>>()), [0, 1, 2]);
    }
}

mod dynosaur {
    use super::*;

    #[::dynosaur::dynosaur(DynNumbers = dyn(box) Numbers)]
    trait Numbers {
        fn numbers(&self) -> impl Stream<Item = u32> + Unpin;
    }

    impl Numbers for Upto {
        fn numbers(&self) -> impl Stream<Item = u32> + Unpin {
            stream::iter(0..self.0)
        }
    }

    #[test]
    fn a_stream_that_says_unpin_is_called_through_dyn() {
        let numbers: Box<DynNumbers<'_>> = DynNumbers::new_box(Upto(3));
        assert_eq!(finish(numbers.numbers().collect::<Vec<_>>()), [0, 1, 2]);
    }
}

mod dynify {
    use super::*;
    use ::dynify::PinDynify as _;

    #[::dynify::dynify]
    trait Numbers {
        fn numbers(&self) -> impl Stream<Item = u32>;
    }

    impl Numbers for Upto {
        fn numbers(&self) -> impl Stream<Item = u32> {
            stream::iter(0..self.0)
        }
    }

    #[test]
    fn a_stream_is_called_through_dyn() {
        let numbers: Box<dyn DynNumbers> = Box::new(Upto(3));
        assert_eq!(finish(Box::pin(numbers.numbers().pin_boxed()).collect::<Vec<_>>()), [0, 1, 2]);
    }
}

mod trait_variant {
    use super::*;

    #[::trait_variant::make(Send)]
    trait Numbers {
        fn numbers(&self) -> impl Stream<Item = u32>;
    }

    impl Numbers for Upto {
        fn numbers(&self) -> impl Stream<Item = u32> + Send {
            stream::iter(0..self.0)
        }
    }

    #[test]
    fn a_stream_is_returned() {
        assert_eq!(finish(Upto(3).numbers().collect::<Vec<_>>()), [0, 1, 2]);
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn = DynNumbers)]
    trait Numbers {
        fn numbers(&self) -> impl Stream<Item = u32>;
    }

    impl Numbers for Upto {
        fn numbers(&self) -> impl Stream<Item = u32> {
            stream::iter(0..self.0)
        }
    }

    async fn sum<N: Numbers>(numbers: N) -> u32 {
        numbers.numbers().fold(0, async |sum, number| sum + number).await
    }

    #[test]
    fn a_stream_is_called_through_dyn() {
        let numbers: Box<dyn DynNumbers> = Box::new(Upto(3));
        assert_eq!(finish(numbers.numbers().collect::<Vec<_>>()), [0, 1, 2]);
        assert_eq!(finish(sum(numbers)), 3);
        assert_eq!(finish(sum(Upto(3))), 3);
    }
}
