//! `#[instrument]` above a method of an implementer: its span is around every poll of a call through `dyn`.

use std::sync::{Arc, Mutex};

use neighbours::{finish, pause};
use tracing::instrument;
use tracing::span::Id;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry::{LookupSpan, Registry};

struct Memory;

/// Counts the enters of the spans with this name.
#[derive(Clone, Default)]
struct Entered(Arc<Mutex<u64>>);

impl<S: tracing::Subscriber + for<'s> LookupSpan<'s>> Layer<S> for Entered {
    fn on_enter(&self, id: &Id, context: Context<'_, S>) {
        if context.span(id).is_some_and(|span| span.name() == "get") {
            *self.0.lock().expect("the lock isn't poisoned") += 1;
        }
    }
}

/// Returns how often a span `get` is entered while this future is polled to its end.
fn entered(future: impl Future<Output = u64>) -> u64 {
    let entered = Entered::default();
    tracing::subscriber::with_default(Registry::default().with(entered.clone()), || finish(future));
    let count = entered.0.lock().expect("the lock isn't poisoned");
    *count
}

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    trait Store: Send + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    #[::async_trait::async_trait]
    impl Store for Memory {
        #[instrument(skip(self))]
        async fn get(&self, id: u64) -> u64 {
            pause().await;
            id * 2
        }
    }

    #[test]
    fn the_span_is_around_each_poll() {
        let store: Box<dyn Store> = Box::new(Memory);
        assert_eq!(entered(async { store.get(4).await }), 3);
    }
}

mod dynosaur {
    use super::*;

    #[::dynosaur::dynosaur(DynStore = dyn(box) Store)]
    trait Store: Send + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    impl Store for Memory {
        #[instrument(skip(self))]
        async fn get(&self, id: u64) -> u64 {
            pause().await;
            id * 2
        }
    }

    #[test]
    fn the_span_is_around_each_poll() {
        let store: Box<DynStore<'_>> = DynStore::new_box(Memory);
        assert_eq!(entered(async { store.get(4).await }), 3);
    }
}

mod dynify {
    use super::*;
    use ::dynify::PinDynify as _;

    #[::dynify::dynify]
    trait Store: Send + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    impl Store for Memory {
        #[instrument(skip(self))]
        async fn get(&self, id: u64) -> u64 {
            pause().await;
            id * 2
        }
    }

    #[test]
    fn the_span_is_around_each_poll() {
        let store: Box<dyn DynStore> = Box::new(Memory);
        assert_eq!(entered(async { store.get(4).pin_boxed().await }), 3);
    }
}

mod trait_variant {
    use super::*;

    #[::trait_variant::make(Send)]
    trait Store: Send + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    impl Store for Memory {
        #[instrument(skip(self))]
        async fn get(&self, id: u64) -> u64 {
            pause().await;
            id * 2
        }
    }

    #[test]
    fn the_span_is_around_each_poll() {
        assert_eq!(entered(async { Memory.get(4).await }), 3);
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn = DynStore)]
    trait Store: Send + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    impl Store for Memory {
        #[instrument(skip(self))]
        async fn get(&self, id: u64) -> u64 {
            pause().await;
            id * 2
        }
    }

    #[test]
    fn the_span_is_around_each_poll() {
        let store: Box<dyn DynStore> = Box::new(Memory);
        assert_eq!(entered(async { store.get(4).await }), 3);
    }
}
