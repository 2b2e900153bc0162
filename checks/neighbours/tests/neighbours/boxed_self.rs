//! `self: Box<Self>` is called through a box.

use neighbours::finish;

struct Connection(u64);

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    trait Close {
        async fn close(self: Box<Self>) -> u64;
    }

    #[::async_trait::async_trait]
    impl Close for Connection {
        async fn close(self: Box<Self>) -> u64 {
            self.0
        }
    }

    #[test]
    fn a_box_is_consumed() {
        let connection: Box<dyn Close> = Box::new(Connection(4));
        assert_eq!(finish(connection.close()), 4);
    }
}

mod dynify {
    use super::*;
    use ::dynify::PinDynify as _;

    #[::dynify::dynify]
    trait Close {
        async fn close(self: Box<Self>) -> u64;
    }

    impl Close for Connection {
        async fn close(self: Box<Self>) -> u64 {
            self.0
        }
    }

    #[test]
    fn a_box_is_consumed() {
        let connection: Box<dyn DynClose> = Box::new(Connection(4));
        assert_eq!(finish(connection.close().pin_boxed()), 4);
    }
}

mod trait_variant {
    use super::*;

    #[::trait_variant::make(Send)]
    trait Close {
        async fn close(self: Box<Self>) -> u64;
    }

    impl Close for Connection {
        async fn close(self: Box<Self>) -> u64 {
            self.0
        }
    }

    #[test]
    fn a_box_is_consumed() {
        assert_eq!(finish(Box::new(Connection(4)).close()), 4);
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn = DynClose)]
    trait Close {
        async fn close(self: Box<Self>) -> u64;
    }

    impl Close for Connection {
        async fn close(self: Box<Self>) -> u64 {
            self.0
        }
    }

    #[test]
    fn a_box_is_consumed() {
        let connection: Box<dyn DynClose> = Box::new(Connection(4));
        assert_eq!(finish(connection.close()), 4);
    }
}
