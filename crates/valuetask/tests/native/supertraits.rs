//! Supertraits: auto traits, as on a `dyn`, private ones, and native ones.

use std::fmt::{Debug, Display};
use std::sync::Arc;

use valuetask::value_task;

mod store {
    use valuetask::value_task;

    #[value_task(dyn = DynStore)]
    pub(crate) trait Store: Send + Sync {
        type Value: Send;
        async fn get(&self, key: u64) -> Self::Value;
        async fn put(&mut self, value: Self::Value);
    }
}

use store::{DynStore, Store};

#[value_task(dyn(Store<Value = u64> = DynStore<Value = u64>) = DynCache)]
trait Cache: Store<Value = u64> + Debug + Send + Sync {
    async fn refresh(&self) -> u64 {
        self.get(4).await
    }
}

#[derive(Debug)]
struct Doubles(u64);

#[value_task(dyn)]
impl Store for Doubles {
    type Value = u64;

    async fn get(&self, key: u64) -> u64 {
        key * self.0
    }

    async fn put(&mut self, value: u64) {
        self.0 = value;
    }
}

impl Cache for Doubles {}

/// Written by hand, so that generic code takes the object, too.
impl Store for Box<dyn DynCache> {
    type Value = u64;

    async fn get(&self, key: u64) -> u64 {
        (**self).get(key).await
    }

    async fn put(&mut self, value: u64) {
        (**self).put(value).await;
    }
}

async fn both<C: Cache>(mut cache: C) -> u64 {
    cache.put(3).await;
    cache.refresh().await
}

#[test]
fn an_object_has_the_methods_of_a_native_supertrait() {
    let mut cache: Box<dyn DynCache> = Box::new(Doubles(2));
    assert_eq!(pollster::block_on(cache.refresh()), 8);
    assert!(cache_mut(&mut *cache).put(5).is_completed());
    let object: &dyn DynCache = &*cache;
    assert_eq!(object.get(1).try_result().ok(), Some(5));
    assert_eq!(format!("{object:?}"), "Doubles(5)");
    let store: &dyn DynStore<Value = u64> = object;
    assert_eq!(store.get(2).try_result().ok(), Some(10));
    assert_eq!(pollster::block_on(both(cache)), 12);
    assert_eq!(pollster::block_on(both(Doubles(2))), 12);
}

fn cache_mut(cache: &mut dyn DynCache) -> &mut dyn DynStore<Value = u64> {
    cache
}

mod sealed {
    pub(super) trait Sealed {}
    impl Sealed for u64 {}
    impl<T: Sealed + ?Sized> Sealed for Box<T> {}
}

#[value_task(dyn = DynShown)]
trait Shown: Display + sealed::Sealed + Send + Sync + 'static {
    async fn show(&self) -> String {
        self.to_string()
    }
}

impl Shown for u64 {}

async fn shown<S: Shown>(shown: S) -> String {
    format!("{shown} {}", shown.show().await)
}

#[test]
fn a_pointer_needs_the_traits_bounds() {
    let object: Box<dyn DynShown> = Box::new(7);
    assert_eq!(object.to_string(), "7");
    assert_eq!(pollster::block_on(shown(object)), "7 7");
}

/// A `Sized` bound, which the erased trait drops.
#[value_task(dyn = DynMade)]
trait Made: Sized + Send + Sync {
    async fn size(&self) -> usize {
        size_of::<Self>()
    }
}

impl Made for u32 {}

#[test]
fn a_trait_of_sized_types_has_objects() {
    let object: Arc<dyn DynMade> = Arc::new(7_u32);
    assert_eq!(pollster::block_on(object.size()), 4);
}

/// A bound that no object has, which the erased trait drops: a pointer to one may have it.
#[value_task(dyn = DynShared)]
trait Shared: Clone + PartialEq + Send + Sync + 'static {
    async fn next(&self) -> u32;
}

impl Shared for u32 {
    async fn next(&self) -> u32 {
        self + 1
    }
}

#[derive(Clone)]
struct Service(Arc<dyn DynShared>);

#[test]
fn a_trait_of_types_that_are_cloned_has_objects() {
    let service = Service(Arc::new(7_u32));
    let clone = service.clone();
    assert_eq!(pollster::block_on(clone.0.next()) + pollster::block_on(service.0.next()), 16);
}

/// A lifetime of the trait's, which its parameters and associated types get where an object has it.
#[value_task(dyn = DynKept)]
trait Kept<Key: Send + Sync>: Send + Sync + 'static {
    type Value: Send;
    async fn get(&self, key: &Key) -> Option<Self::Value>;
}

impl Kept<usize> for Vec<u32> {
    type Value = u32;
    async fn get(&self, key: &usize) -> Option<u32> {
        self.as_slice().get(*key).copied()
    }
}

async fn first<K: Kept<usize>>(kept: K) -> Option<K::Value> {
    kept.get(&0).await
}

#[test]
fn what_an_object_mentions_lives_as_long_as_the_trait_says() {
    let object: Box<dyn DynKept<usize, Value = u32>> = Box::new(vec![7]);
    assert_eq!(pollster::block_on(object.get(&1)), None);
    assert_eq!(pollster::block_on(first(object)), Some(7));
}
