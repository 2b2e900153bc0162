//! A task outlives neither what its object or its receiver borrows, nor an argument of the trait's lifetime, started hot or not.
#![forbid(unsafe_code)]
use std::sync::Arc;

use valuetask::{ValueTask, value_task};

struct Lazy<'s>(&'s str);
struct Hot<'s>(&'s str);
struct Key<'k>(&'k str);

static LAZY: Lazy<'static> = Lazy("");
static HOT: Hot<'static> = Hot("");

type Escaped = ValueTask<'static, usize>;

fn call<A, R>(f: impl FnOnce(A) -> R, a: A) -> R {
    f(a)
}

fn call2<A, B, R>(f: impl FnOnce(A, B) -> R, a: A, b: B) -> R {
    f(a, b)
}

async fn pause() {}

#[value_task(dyn = DynViews)]
trait Views: Send + Sync {
    async fn lent(&self) -> usize;
    async fn owned(self) -> usize;
    async fn shared(self: Arc<Self>) -> usize;
}

impl Views for Lazy<'_> {
    async fn lent(&self) -> usize {
        pause().await;
        self.0.len()
    }

    async fn owned(self) -> usize {
        pause().await;
        self.0.len()
    }

    async fn shared(self: Arc<Self>) -> usize {
        pause().await;
        self.0.len()
    }
}

#[value_task(dyn)]
impl Views for Hot<'_> {
    async fn lent(&self) -> usize {
        pause().await;
        self.0.len()
    }

    async fn owned(self) -> usize {
        pause().await;
        self.0.len()
    }

    async fn shared(self: Arc<Self>) -> usize {
        pause().await;
        self.0.len()
    }
}

fn object_that_borrows(key: &str) -> Escaped {
    let object: &dyn DynViews = Box::leak(Box::new(Lazy(key)));
    object.lent()
}

fn box_by_value_that_borrows<'s>(key: &'s str) -> Escaped {
    let object: Box<dyn DynViews + 's> = Box::new(Hot(key));
    let owned: fn(Box<dyn DynViews + 's>) -> Escaped = <dyn DynViews + 's>::owned;
    owned(object)
}

fn receiver_by_value(key: &str) -> Escaped {
    call(Views::__valuetask_native_owned, Lazy(key))
}

fn hot_receiver_by_value(key: &str) -> Escaped {
    call(Views::__valuetask_native_owned, Hot(key))
}

fn receiver_in_an_arc(key: &str) -> Escaped {
    call(Views::__valuetask_native_shared, Arc::new(Lazy(key)))
}

fn hot_receiver_in_an_arc(key: &str) -> Escaped {
    call(Views::__valuetask_native_shared, Arc::new(Hot(key)))
}

/// A lifetime of the trait's.
#[value_task(dyn = DynNames)]
trait Names<'k> {
    async fn name(&self, key: &'k str) -> usize;
}

impl<'k> Names<'k> for Lazy<'_> {
    async fn name(&self, key: &'k str) -> usize {
        pause().await;
        key.len()
    }
}

#[value_task(dyn)]
impl<'k> Names<'k> for Hot<'_> {
    async fn name(&self, key: &'k str) -> usize {
        pause().await;
        key.len()
    }
}

fn lifetime_of_the_trait(key: &str) -> Escaped {
    call2(Names::__valuetask_native_name, &LAZY, key)
}

fn hot_lifetime_of_the_trait(key: &str) -> Escaped {
    call2(Names::__valuetask_native_name, &HOT, key)
}

/// A type of the trait's.
#[value_task(dyn = DynFinds)]
trait Finds<K: AsRef<str> + Send> {
    async fn find(&self, key: K) -> usize;
}

fn method_of_a_type_parameter<K: AsRef<str> + Send, D: Finds<K> + 'static>(object: &'static D, key: K) -> Escaped {
    call2(D::__valuetask_native_find, object, key)
}

/// The native method, whose future is taken to live as long as the object.
#[value_task(dyn = DynLooks)]
trait Looks: Send + Sync {
    async fn look(&self, key: Key<'_>) -> usize;
}

fn native_method_of_an_object(object: &'static (dyn DynLooks + 'static), key: &str) -> Escaped {
    fn with<'k, F: Future<Output = usize> + Send + 'static>(
        object: &'static (dyn DynLooks + 'static),
        key: Key<'k>,
        look: impl FnOnce(&'static (dyn DynLooks + 'static), Key<'k>) -> F,
    ) -> Escaped {
        ValueTask::from_future(look(object, key))
    }
    with(object, Key(key), Looks::look)
}

fn main() {}
