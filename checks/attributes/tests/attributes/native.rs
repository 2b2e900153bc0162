//! Attributes beside `dyn = Name`: `#[instrument]` on an implementation's method, and mockall's `mock!`.

use std::sync::{Arc, Mutex};

use attributes::{drive, pause};
use tracing::instrument;
use tracing::span::Id;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry::{LookupSpan, Registry};
use valuetask::value_task;

#[value_task(dyn = DynStore)]
trait Store: Send + Sync {
    async fn get(&self, id: u64) -> u64;
}

struct Memory;

impl Store for Memory {
    #[instrument(skip(self))]
    async fn get(&self, id: u64) -> u64 {
        pause().await;
        id * 2
    }
}

/// Counts the enters of the spans `get`.
#[derive(Clone, Default)]
struct Entered(Arc<Mutex<u64>>);

impl<S: tracing::Subscriber + for<'s> LookupSpan<'s>> Layer<S> for Entered {
    fn on_enter(&self, id: &Id, context: Context<'_, S>) {
        if context.span(id).is_some_and(|span| span.name() == "get") {
            *self.0.lock().expect("the lock isn't poisoned") += 1;
        }
    }
}

#[test]
fn the_span_of_an_implementation_is_entered_at_each_poll_and_at_the_drop() {
    let entered = Entered::default();
    let store: Box<dyn DynStore> = Box::new(Memory);
    tracing::subscriber::with_default(Registry::default().with(entered.clone()), || {
        assert_eq!(drive(store.get(4), || ()), 8);
    });
    assert_eq!(*entered.0.lock().expect("the lock isn't poisoned"), 3);
}

mockall::mock! {
    Store {}

    impl Store for Store {
        async fn get(&self, id: u64) -> u64;
    }
}

#[test]
fn a_mock_that_is_written_out_is_called_through_dyn() {
    let mut mock = MockStore::new();
    mock.expect_get().returning(|id| id * 2);
    let store: Box<dyn DynStore> = Box::new(mock);
    assert_eq!(drive(store.get(4), || ()), 8);
}
