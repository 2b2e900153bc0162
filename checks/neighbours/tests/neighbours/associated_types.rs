//! Associated types, named by callers through `dyn`.

use neighbours::finish;

struct Upto(u32);

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    trait Next {
        type Item;
        async fn next(&mut self) -> Option<Self::Item>;
    }

    #[::async_trait::async_trait]
    impl Next for Upto {
        type Item = u32;

        async fn next(&mut self) -> Option<u32> {
            self.0 = self.0.checked_sub(1)?;
            Some(self.0)
        }
    }

    #[test]
    fn an_associated_type_is_named() {
        let mut next: Box<dyn Next<Item = u32>> = Box::new(Upto(1));
        assert_eq!(finish(next.next()), Some(0));
        assert_eq!(finish(next.next()), None);
    }
}

mod dynosaur {
    use super::*;

    #[::dynosaur::dynosaur(DynNext = dyn(box) Next)]
    trait Next {
        type Item;
        async fn next(&mut self) -> Option<Self::Item>;
    }

    impl Next for Upto {
        type Item = u32;

        async fn next(&mut self) -> Option<u32> {
            self.0 = self.0.checked_sub(1)?;
            Some(self.0)
        }
    }

    #[test]
    fn an_associated_type_is_named() {
        let mut next: Box<DynNext<'_, u32>> = DynNext::new_box(Upto(1));
        assert_eq!(finish(next.next()), Some(0));
        assert_eq!(finish(next.next()), None);
    }
}

mod dynify {
    use super::*;
    use ::dynify::PinDynify as _;

    #[::dynify::dynify]
    trait Next {
        type Item;
        async fn next(&mut self) -> Option<Self::Item>;
    }

    impl Next for Upto {
        type Item = u32;

        async fn next(&mut self) -> Option<u32> {
            self.0 = self.0.checked_sub(1)?;
            Some(self.0)
        }
    }

    #[test]
    fn an_associated_type_is_named() {
        let mut next: Box<dyn DynNext<Item = u32>> = Box::new(Upto(1));
        assert_eq!(finish(next.next().pin_boxed()), Some(0));
        assert_eq!(finish(next.next().pin_boxed()), None);
    }
}

mod trait_variant {
    use super::*;

    #[::trait_variant::make(Send)]
    trait Next {
        type Item;
        async fn next(&mut self) -> Option<Self::Item>;
    }

    impl Next for Upto {
        type Item = u32;

        async fn next(&mut self) -> Option<u32> {
            self.0 = self.0.checked_sub(1)?;
            Some(self.0)
        }
    }

    #[test]
    fn an_associated_type_is_defined() {
        let mut next = Upto(1);
        assert_eq!(finish(next.next()), Some(0));
        assert_eq!(finish(next.next()), None);
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn = DynNext)]
    trait Next {
        type Item;
        async fn next(&mut self) -> Option<Self::Item>;
    }

    impl Next for Upto {
        type Item = u32;

        async fn next(&mut self) -> Option<u32> {
            self.0 = self.0.checked_sub(1)?;
            Some(self.0)
        }
    }

    #[test]
    fn an_associated_type_is_named() {
        let mut next: Box<dyn DynNext<Item = u32>> = Box::new(Upto(1));
        assert_eq!(finish(next.next()), Some(0));
        assert_eq!(finish(next.next()), None);
    }
}
