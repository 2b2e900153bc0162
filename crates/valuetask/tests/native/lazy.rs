//! A trait, or a method of it, that says `lazy`: behind `dyn` it returns a pooled future.

use std::cell::Cell;
use std::rc::Rc;

use valuetask::{LocalPooledFuture, PooledFuture, ValueTask, async_trait, value_task};

use crate::util::Once;

#[value_task(dyn = DynStore, lazy)]
trait Store: Send + Sync {
    async fn get(&self, key: &str) -> usize;
    async fn lent<'k>(&self, key: &'k str) -> &'k str {
        key
    }
    async fn close(self) -> usize;
}

impl Store for usize {
    async fn get(&self, key: &str) -> usize {
        Once::default().await;
        self + key.len()
    }

    async fn close(self) -> usize {
        self
    }
}

/// With one method that may start at the call, and one that may not.
#[value_task(dyn = DynMixed)]
trait Mixed: Send + Sync {
    async fn hot(&self) -> usize;
    #[value_task(lazy)]
    async fn lazy(&self) -> usize;
}

#[value_task(dyn)]
impl Mixed for usize {
    async fn hot(&self) -> usize {
        *self
    }

    #[value_task(lazy)]
    async fn lazy(&self) -> usize {
        *self
    }
}

/// An implementation that doesn't say which method is lazy.
#[value_task(dyn)]
impl Mixed for u8 {
    async fn hot(&self) -> usize {
        usize::from(*self)
    }

    async fn lazy(&self) -> usize {
        Once::default().await;
        usize::from(*self)
    }
}

/// Its value isn't `Send`.
#[async_trait(dyn = DynLocal, ?Send)]
trait Local {
    async fn get(&self) -> Rc<Cell<u8>>;
}

struct Shared(Rc<Cell<u8>>);

impl Local for Shared {
    async fn get(&self) -> Rc<Cell<u8>> {
        self.0.clone()
    }
}

async fn length<S: Store + ?Sized>(store: &S) -> usize {
    store.get("four").await
}

#[test]
fn a_lazy_method_returns_a_pooled_future() {
    let store: &dyn DynStore = &3;
    let future: PooledFuture<'_, usize> = store.get("four");
    assert_eq!(pollster::block_on(future), 7);
    assert_eq!(pollster::block_on(store.lent("four")), "four");
    let store: Box<dyn DynStore> = Box::new(3);
    assert_eq!(pollster::block_on(length(&store)), 7);
    let again: &dyn DynStore = &store;
    assert_eq!(pollster::block_on(again.get("four")), 7);
    assert_eq!(pollster::block_on(store.close()), 3);
}

#[test]
fn what_leads_to_an_object_returns_one_too() {
    let store: Box<dyn DynStore> = Box::new(3);
    let future: PooledFuture<'_, usize> = Store::get(&store, "four");
    assert_eq!(pollster::block_on(future), 7);
}

#[test]
fn a_trait_may_have_methods_of_both_kinds() {
    let mixed: &dyn DynMixed = &3_usize;
    let task: ValueTask<'_, usize> = mixed.hot();
    let future: PooledFuture<'_, usize> = mixed.lazy();
    assert_eq!(task.try_result().ok(), Some(3));
    assert_eq!(pollster::block_on(future), 3);
}

#[test]
fn a_method_is_lazy_if_the_trait_says_so_and_the_implementation_does_not() {
    let mixed: &dyn DynMixed = &3_u8;
    assert_eq!(mixed.hot().try_result().ok(), Some(3));
    let future: PooledFuture<'_, usize> = mixed.lazy();
    assert_eq!(pollster::block_on(future), 3);
}

#[test]
fn a_method_under_async_trait_is_lazy() {
    let local: &dyn DynLocal = &Shared(Rc::new(Cell::new(7)));
    let future: LocalPooledFuture<'_, Rc<Cell<u8>>> = local.get();
    assert_eq!(pollster::block_on(future).get(), 7);
}

#[test]
fn a_pooled_future_is_send_for_every_value() {
    fn is_send<T: Send>(future: T) -> T {
        future
    }
    async fn generic<S: Store>(store: S) -> usize {
        is_send(store.get("four")).await
    }
    let boxed: Box<dyn DynStore> = Box::new(3);
    assert_eq!(pollster::block_on(is_send(generic(boxed))), 7);
}
