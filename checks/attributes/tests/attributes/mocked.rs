//! mockall's `#[automock]` above the attribute, which it knows by the name `async_trait`.

use attributes::{drive, pause};
use mockall::{automock, predicate::eq};

mod pooled {
    use super::*;
    use valuetask::async_trait;

    #[automock]
    #[async_trait]
    pub(super) trait Store: Send + Sync {
        async fn get(&self, key: &str) -> Option<u64>;
        async fn put(&mut self, key: String, value: u64) -> Result<(), String>;
        fn len(&self) -> usize;
        async fn total<'a>(&'a self, of: &'a [u64]) -> u64;
        async fn provided(&self) -> u64 {
            pause().await;
            1
        }
    }
}

mod hot {
    use super::*;
    use valuetask::value_task as async_trait;

    #[automock]
    #[async_trait]
    pub(super) trait Store {
        async fn get(&self, key: u32) -> u64;
    }
}

mod mixed {
    use super::*;
    use valuetask::async_trait;

    #[automock]
    #[async_trait(value_task(get, first))]
    pub(super) trait Store {
        async fn get(&self, key: &str) -> u64;
        async fn first(&mut self) -> Option<u64>;
        async fn put(&self, key: String) -> bool;
    }

    pub(super) struct Doubles;

    #[async_trait(value_task(first))]
    impl Store for Doubles {
        #[valuetask::value_task]
        async fn get(&self, key: &str) -> u64 {
            key.len() as u64 * 2
        }
        async fn first(&mut self) -> Option<u64> {
            None
        }
        async fn put(&self, _key: String) -> bool {
            true
        }
    }
}

mod by_path {
    #[mockall::automock]
    #[valuetask::async_trait]
    pub(super) trait Store {
        async fn get(&self, key: u32) -> u64;
    }
}

mod exact {
    use super::*;
    use valuetask::async_trait;

    #[automock]
    #[async_trait(exact)]
    pub(super) trait Store: Send + Sync {
        async fn get(&self, key: &str) -> Option<u64>;
        async fn total<'a>(&'a self, of: &'a [u64]) -> u64;
    }
}

mod by_hand {
    use valuetask::value_task as async_trait;

    mockall::mock! {
        pub(super) Memory {}

        #[async_trait]
        impl super::hot::Store for Memory {
            async fn get(&self, key: u32) -> u64;
        }
    }
}

#[test]
fn a_mock_returns_its_expected_value() {
    use pooled::{MockStore, Store};
    let mut mock = MockStore::new();
    mock.expect_get().with(eq("a")).times(2).returning(|_| Some(1));
    mock.expect_put().withf(|key, value| key == "b" && *value == 2).return_once(|_, _| Err("full".into()));
    mock.expect_len().return_const(7_usize);
    mock.expect_total().returning(|of| of.iter().sum());
    mock.expect_provided().return_const(3_u64);

    let mut store: Box<dyn Store> = Box::new(mock);
    assert_eq!(drive(store.get("a"), || ()), Some(1));
    assert_eq!(drive(store.get("a"), || ()), Some(1));
    assert_eq!(drive(store.put("b".into(), 2), || ()), Err("full".into()));
    assert_eq!(store.len(), 7);
    assert_eq!(drive(store.total(&[1, 2, 3]), || ()), 6);
    assert_eq!(drive(store.provided(), || ()), 3);
}

#[test]
#[should_panic(expected = "No matching expectation found")]
fn a_mock_refuses_an_unexpected_call() {
    use pooled::{MockStore, Store};
    let mut mock = MockStore::new();
    mock.expect_get().with(eq("a")).return_const(None);
    let _ = drive(mock.get("b"), || ());
}

#[test]
fn a_hot_mock_is_complete_at_the_call() {
    use hot::{MockStore, Store};
    let mut mock = MockStore::new();
    mock.expect_get().returning(|key| u64::from(key) + 1);
    assert_eq!(mock.get(1).try_result().ok(), Some(2));
}

#[test]
fn a_mock_starts_at_the_call_the_methods_that_the_attribute_of_its_trait_names() {
    use mixed::{Doubles, MockStore, Store};
    let mut mock = MockStore::new();
    mock.expect_get().with(eq("a")).return_const(7_u64);
    mock.expect_first().return_const(Some(1));
    mock.expect_put().never();
    let store: &mut dyn Store = &mut mock;
    assert_eq!(store.get("a").try_result().ok(), Some(7));
    assert_eq!(store.first().try_result().ok(), Some(Some(1)));
    drop(store.put("b".to_owned()));
    let doubles: &dyn Store = &Doubles;
    assert_eq!((doubles.get("abc").try_result().ok(), drive(doubles.put("b".into()), || ())), (Some(6), true));
}

#[test]
fn a_mock_has_exact_signatures_where_its_trait_has() {
    use exact::{MockStore, Store};
    let mut mock = MockStore::new();
    mock.expect_get().with(eq("a")).return_const(Some(1));
    mock.expect_total().returning(|of| of.iter().sum());
    let store: &dyn Store = &mock;
    assert_eq!((drive(store.get("a"), || ()), drive(store.total(&[1, 2]), || ())), (Some(1), 3));
}

#[test]
fn the_attribute_may_be_named_by_its_path() {
    use by_path::{MockStore, Store};
    let mut mock = MockStore::new();
    mock.expect_get().return_const(3_u64);
    assert_eq!(drive(mock.get(1), || ()), 3);
}

#[test]
fn a_mock_that_is_written_out_implements_the_trait() {
    use hot::Store;
    let mut mock = by_hand::MockMemory::new();
    mock.expect_get().returning(|key| u64::from(key) * 2);
    let store: &dyn Store = &mock;
    assert_eq!(drive(store.get(4), || ()), 8);
}
