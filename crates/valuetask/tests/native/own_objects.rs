//! Traits that mention their own object, or that of a trait that mentions theirs, and objects that repeat what the trait has.

use std::fmt::Debug;
use std::rc::Rc;
use std::sync::Arc;

use valuetask::value_task;

fn is_send<T: Send>(value: T) -> T {
    value
}

/// An object within a type of the user's.
struct Opened {
    store: Box<dyn DynStore>,
    all: Vec<Arc<dyn DynStore>>,
}

#[value_task(dyn = DynStore)]
trait Store: Send + Sync + 'static {
    async fn id(&self) -> u8;
    async fn open(&self) -> Option<Box<dyn DynStore>>;
    async fn opened(&self) -> Opened;
    async fn lend<'s>(&self, other: &'s dyn DynStore, name: &str) -> &'s dyn DynStore;
    async fn index(&self) -> Arc<dyn DynIndex>;
}

/// It mentions the object of another trait, which mentions its own.
#[value_task(dyn = DynIndex)]
trait Index: Send + Sync {
    async fn store(&self) -> Box<dyn DynStore>;
    async fn into_id(self: Box<Self>) -> u8;
}

#[derive(Debug)]
struct Numbered(u8);

#[value_task(dyn)]
impl Store for Numbered {
    async fn id(&self) -> u8 {
        self.0
    }

    async fn open(&self) -> Option<Box<dyn DynStore>> {
        Some(Box::new(Numbered(self.0 + 1)))
    }

    async fn opened(&self) -> Opened {
        Opened { store: Box::new(Numbered(self.0 + 1)), all: vec![Arc::new(Numbered(self.0 + 2))] }
    }

    async fn lend<'s>(&self, other: &'s dyn DynStore, _: &str) -> &'s dyn DynStore {
        other
    }

    async fn index(&self) -> Arc<dyn DynIndex> {
        Arc::new(Numbered(self.0))
    }
}

#[value_task(dyn)]
impl Index for Numbered {
    async fn store(&self) -> Box<dyn DynStore> {
        Box::new(Numbered(self.0))
    }

    async fn into_id(self: Box<Self>) -> u8 {
        self.0
    }
}

async fn sum<S: Store + ?Sized>(store: &S) -> u8 {
    let Opened { store: opened, all } = store.opened().await;
    let next = if let Some(next) = store.open().await { next.id().await } else { 0 };
    let lent = store.lend(&*opened, "lent").await.id().await;
    store.id().await
        + next
        + opened.id().await
        + all[0].id().await
        + lent
        + store.index().await.store().await.id().await
}

#[test]
fn an_object_and_pointers_to_it_implement_a_trait_that_mentions_the_object() {
    let boxed: Box<dyn DynStore> = Box::new(Numbered(1));
    let shared: Arc<dyn DynStore> = Arc::new(Numbered(1));
    assert_eq!(pollster::block_on(is_send(sum(&Numbered(1)))), 11);
    assert_eq!(pollster::block_on(is_send(sum(&boxed))), 11);
    assert_eq!(pollster::block_on(is_send(sum(&*boxed))), 11);
    assert_eq!(pollster::block_on(is_send(sum(&shared))), 11);
}

#[test]
fn an_object_may_repeat_auto_traits_of_its_trait() {
    let both: Arc<dyn DynStore + Send + Sync> = Arc::new(Numbered(1));
    let send: Box<dyn DynStore + Send> = Box::new(Numbered(1));
    let sync: &(dyn DynStore + Sync) = &Numbered(1);
    let local: Rc<dyn DynStore + Send + Sync> = Rc::new(Numbered(1));
    assert_eq!(both.id().try_result().ok(), Some(1));
    assert_eq!(send.id().try_result().ok(), Some(1));
    assert_eq!(sync.id().try_result().ok(), Some(1));
    assert_eq!(local.id().try_result().ok(), Some(1));
    assert_eq!(pollster::block_on(is_send(sum(&both))), 11);
    assert_eq!(pollster::block_on(is_send(sum(&send))), 11);
    assert_eq!(pollster::block_on(is_send(sum(sync))), 11);
    let index: Box<dyn DynIndex + Send + Sync> = Box::new(Numbered(1));
    assert_eq!(pollster::block_on(index.into_id()), 1);
}

/// A chain, whose methods take the rest of it.
struct Rest<'r>(&'r [Arc<dyn DynLayer>]);

/// `Base` says what the attribute doesn't see.
trait Base: Debug + Send + Sync + 'static {}

impl Base for Numbered {}
impl<T: Base + ?Sized> Base for Arc<T> {}
impl Base for Box<dyn DynLayer> {}

#[value_task(dyn = DynLayer)]
trait Layer: Base {
    async fn call(&self, request: u8, rest: Rest<'_>) -> u8;
    async fn inner(&self) -> Option<Box<dyn DynLayer>>;
}

#[value_task(dyn)]
impl Layer for Numbered {
    async fn call(&self, request: u8, rest: Rest<'_>) -> u8 {
        match rest.0.split_first() {
            Some((first, rest)) => self.0 + first.call(request, Rest(rest)).await,
            None => self.0 + request,
        }
    }

    async fn inner(&self) -> Option<Box<dyn DynLayer>> {
        Some(Box::new(Numbered(self.0)))
    }
}

async fn through<L: Layer>(layer: L) -> u8 {
    let inner = layer.inner().await.map_or(0, |inner| format!("{inner:?}").len());
    layer.call(1, Rest(&[Arc::new(Numbered(10)), Arc::new(Numbered(20))])).await + u8::try_from(inner).unwrap_or(0)
}

#[test]
fn supertraits_may_have_auto_traits_that_the_attribute_does_not_see() {
    let shared: Arc<dyn DynLayer> = Arc::new(Numbered(1));
    let boxed: Box<dyn DynLayer> = Box::new(Numbered(1));
    assert_eq!(pollster::block_on(is_send(through(Numbered(1)))), 43);
    assert_eq!(pollster::block_on(is_send(through(shared))), 43);
    assert_eq!(pollster::block_on(is_send(through(boxed))), 43);
}

/// A native supertrait.
#[value_task(dyn(Store = DynStore) = DynCache)]
trait Cache: Store {
    async fn cache(&self) -> Option<Box<dyn DynCache>>;
    async fn last(&self, of: &[Arc<dyn DynCache>], unless: &u8) -> u8;
}

#[value_task(dyn)]
impl Cache for Numbered {
    async fn cache(&self) -> Option<Box<dyn DynCache>> {
        Some(Box::new(Numbered(self.0)))
    }

    async fn last(&self, of: &[Arc<dyn DynCache>], unless: &u8) -> u8 {
        if let Some(last) = of.last() { last.id().await } else { *unless }
    }
}

#[test]
fn a_trait_with_a_native_supertrait_may_mention_its_object() {
    let cache: Arc<dyn DynCache + Send + Sync> = Arc::new(Numbered(1));
    assert!(pollster::block_on(cache.cache()).is_some());
    assert_eq!(pollster::block_on(cache.last(&[Arc::new(Numbered(3))], &2)), 3);
    assert_eq!(pollster::block_on(cache.id()), 1);
}

/// Parameters and associated types.
#[value_task(dyn = DynKeyed)]
trait Keyed<K: Send + 'static>: Send + Sync {
    type Value: Send;
    async fn itself(&self) -> Box<dyn DynKeyed<K, Value = u8>>;
    async fn value(&self, key: K) -> Self::Value;
}

#[value_task(dyn)]
impl Keyed<u16> for Numbered {
    type Value = u8;

    async fn itself(&self) -> Box<dyn DynKeyed<u16, Value = u8>> {
        Box::new(Numbered(self.0))
    }

    async fn value(&self, _: u16) -> u8 {
        self.0
    }
}

async fn keyed<V: Keyed<u16, Value = u8>>(keyed: V) -> u8 {
    keyed.itself().await.value(1).await + keyed.value(1).await
}

/// Without supertraits, objects say what they are.
#[value_task(dyn = DynOpen)]
trait Open {
    async fn next(&self) -> Option<Arc<dyn DynOpen + Send + Sync>>
    where
        Self: Sync;
    async fn count(&self, all: &[Arc<dyn DynOpen + Send + Sync>], more: &u8) -> u8;
}

#[value_task(dyn)]
impl Open for Numbered {
    async fn next(&self) -> Option<Arc<dyn DynOpen + Send + Sync>> {
        Some(Arc::new(Numbered(self.0)))
    }

    async fn count(&self, all: &[Arc<dyn DynOpen + Send + Sync>], more: &u8) -> u8 {
        all.iter().map(|_| more).sum()
    }
}

async fn open<O: Open + Send + Sync>(open: O) -> u8 {
    let next = Vec::from_iter(open.next().await);
    open.count(&next, &7).await
}

#[test]
fn a_trait_with_parameters_or_without_supertraits_may_mention_its_object() {
    let boxed: Box<dyn DynKeyed<u16, Value = u8>> = Box::new(Numbered(2));
    assert_eq!(pollster::block_on(is_send(keyed(boxed))), 4);
    let shared: Arc<dyn DynOpen + Send + Sync> = Arc::new(Numbered(2));
    assert_eq!(pollster::block_on(is_send(open(shared))), 7);
}
