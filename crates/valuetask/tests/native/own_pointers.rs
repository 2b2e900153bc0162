//! `dyn(no_pointers)`: the crate implements the trait for pointers to an implementer itself.

use std::sync::Arc;

use valuetask::value_task;

#[value_task(dyn(no_pointers) = DynStore)]
trait Store: Send + Sync {
    async fn get(&self, key: u64) -> u64;
}

struct Doubles;

impl Store for Doubles {
    async fn get(&self, key: u64) -> u64 {
        key * 2
    }
}

impl<T: Store + ?Sized> Store for &T {
    async fn get(&self, key: u64) -> u64 {
        T::get(self, key).await + 10
    }
}

#[value_task(dyn)]
impl<T: Store + ?Sized> Store for Box<T> {
    async fn get(&self, key: u64) -> u64 {
        T::get(self, key).await + 100
    }
}

impl<T: Store + ?Sized> Store for Arc<T> {
    async fn get(&self, key: u64) -> u64 {
        T::get(self, key).await + 1000
    }
}

async fn of<S: Store + ?Sized>(store: &S) -> u64 {
    store.get(4).await
}

#[test]
fn the_crates_own_pointers_lead_to_objects_as_to_any_implementer() {
    let boxed: Box<dyn DynStore> = Box::new(Doubles);
    let shared: Arc<dyn DynStore> = Arc::new(Doubles);
    assert_eq!(pollster::block_on(of(&Box::new(Doubles))), 108);
    assert_eq!(pollster::block_on(of(&boxed)), 108);
    assert_eq!(pollster::block_on(of(&shared)), 1008);
    assert_eq!(pollster::block_on(of(&&*shared)), 18);
}

#[test]
fn an_object_implements_the_trait_itself() {
    let object: &dyn DynStore = &Doubles;
    assert_eq!(pollster::block_on(of(object)), 8);
    assert_eq!(pollster::block_on(object.get(4)), 8);
}

#[test]
fn a_pointer_may_be_made_an_object() {
    let boxed: Box<dyn DynStore> = Box::new(Doubles);
    let again: Box<dyn DynStore> = Box::new(boxed);
    assert_eq!(pollster::block_on((*again).get(4)), 108);
}

/// Beside supertraits with their own erased traits.
#[value_task(dyn(no_pointers, Store = DynStore) = DynCache)]
trait Cache: Store {
    async fn refresh(&self) -> u64;
}

impl Cache for Doubles {
    async fn refresh(&self) -> u64 {
        self.get(4).await
    }
}

impl<T: Cache + ?Sized> Cache for Box<T> {
    async fn refresh(&self) -> u64 {
        T::refresh(self).await + 1
    }
}

#[test]
fn the_option_stands_beside_supertraits() {
    let cache: Box<dyn DynCache> = Box::new(Doubles);
    assert_eq!(pollster::block_on(cache.refresh()), 8);
    assert_eq!(pollster::block_on((*cache).get(1)), 2);
}
