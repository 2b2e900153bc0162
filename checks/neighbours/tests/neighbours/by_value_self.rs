//! `self` by value is called through a box.

use neighbours::finish;

struct Connection(u64);

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    trait Close: Sized {
        async fn close(self) -> u64
        where
            Self: Send;
    }

    #[::async_trait::async_trait]
    impl Close for Connection {
        async fn close(self) -> u64 {
            self.0
        }
    }

    #[test]
    fn an_object_is_consumed_where_its_type_is_known() {
        assert_eq!(finish(Connection(4).close()), 4);
    }
}

mod trait_variant {
    use super::*;

    #[::trait_variant::make(Send)]
    trait Close {
        async fn close(self) -> u64;
    }

    impl Close for Connection {
        async fn close(self) -> u64 {
            self.0
        }
    }

    #[test]
    fn an_object_is_consumed() {
        assert_eq!(finish(Connection(4).close()), 4);
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn = DynClose)]
    trait Close {
        async fn close(self) -> u64;
    }

    impl Close for Connection {
        async fn close(self) -> u64 {
            self.0
        }
    }

    #[test]
    fn an_object_is_consumed_where_its_type_is_known() {
        let connection: Box<dyn DynClose> = Box::new(Connection(4));
        assert_eq!(finish(connection.close()), 4);
    }
}
