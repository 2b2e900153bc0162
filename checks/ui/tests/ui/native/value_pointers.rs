//! A method is no pointer to a function for every lifetime of the receiver, if an argument has to live as long as the task: neither an object's
//! nor a hidden one, started hot or not. A task that isn't `Send` is another type.
#![forbid(unsafe_code)]
use std::marker::PhantomData;
use std::rc::Rc;

use valuetask::{ValueTask, value_task};

struct Lazy;
struct Hot;
struct Key<'k>(&'k str);

static LAZY: Lazy = Lazy;
static HOT: Hot = Hot;

type Escaped = ValueTask<'static, usize>;

async fn pause() {}

#[value_task(dyn = DynNames)]
trait Names<K: AsRef<str> + Send> {
    async fn name(&self, key: K) -> usize;
}

impl<K: AsRef<str> + Send> Names<K> for Lazy {
    async fn name(&self, key: K) -> usize {
        pause().await;
        key.as_ref().len()
    }
}

#[value_task(dyn)]
impl<K: AsRef<str> + Send> Names<K> for Hot {
    async fn name(&self, key: K) -> usize {
        pause().await;
        key.as_ref().len()
    }
}

fn pointer_to_the_hidden_method<'s>(key: &'s str) -> Escaped {
    let name: for<'vt> fn(&'vt Lazy, &'s str) -> ValueTask<'vt, usize> = <Lazy as Names<&'s str>>::__valuetask_native_name;
    name(&LAZY, key)
}

fn pointer_to_the_hot_hidden_method<'s>(key: &'s str) -> Escaped {
    let name: for<'vt> fn(&'vt Hot, &'s str) -> ValueTask<'vt, usize> = <Hot as Names<&'s str>>::__valuetask_native_name;
    name(&HOT, key)
}

fn pointer_to_the_objects_method<'s>(key: &'s str) -> Escaped {
    let object: &'static dyn DynNames<&'s str> = &HOT;
    let name: for<'vt> fn(&'vt (dyn DynNames<&'s str> + 'static), &'s str) -> ValueTask<'vt, usize> =
        <dyn DynNames<&'s str>>::name;
    name(object, key)
}

/// Implemented for a key that borrows.
#[value_task(dyn = DynFinds)]
trait Finds<K: Send> {
    async fn find(&self, key: K) -> usize;
}

impl<'k> Finds<&'k str> for Lazy {
    async fn find(&self, key: &'k str) -> usize {
        pause().await;
        key.len()
    }
}

#[value_task(dyn)]
impl<'k> Finds<&'k str> for Hot {
    async fn find(&self, key: &'k str) -> usize {
        pause().await;
        key.len()
    }
}

fn implementation_for_a_borrowed_key<'s>(key: &'s str) -> Escaped {
    let find: for<'vt> fn(&'vt Lazy, &'s str) -> ValueTask<'vt, usize> = <Lazy as Finds<&'s str>>::__valuetask_native_find;
    find(&LAZY, key)
}

fn hot_implementation_for_a_borrowed_key<'s>(key: &'s str) -> Escaped {
    let find: for<'vt> fn(&'vt Hot, &'s str) -> ValueTask<'vt, usize> = <Hot as Finds<&'s str>>::__valuetask_native_find;
    find(&HOT, key)
}

/// Its associated type borrows.
#[value_task(dyn = DynKeyed)]
trait Keyed {
    type Key: AsRef<str> + Send;
    async fn keyed(&self, key: Self::Key) -> usize;
}

struct Of<'k>(PhantomData<&'k str>);

impl<'k> Keyed for Of<'k> {
    type Key = &'k str;
    async fn keyed(&self, key: &'k str) -> usize {
        pause().await;
        key.len()
    }
}

fn associated_type_that_borrows<'s>(key: &'s str) -> Escaped {
    let object: Box<dyn DynKeyed<Key = &'s str>> = Box::new(Of(PhantomData));
    let object: &'static (dyn DynKeyed<Key = &'s str> + 'static) = Box::leak(object);
    let keyed: for<'vt> fn(&'vt (dyn DynKeyed<Key = &'s str> + 'static), &'s str) -> ValueTask<'vt, usize> =
        <dyn DynKeyed<Key = &'s str>>::keyed;
    keyed(object, key)
}

/// An argument has a lifetime of its own.
#[value_task(dyn = DynLooks)]
trait Looks {
    async fn look(&self, key: Key<'_>) -> usize;
}

type Handler = for<'s, 'k> fn(&'s (dyn DynLooks + 'static), Key<'k>) -> ValueTask<'s, usize>;
static TABLE_OF_HANDLERS: [Handler; 1] = [<dyn DynLooks>::look];

/// A future that isn't `Send`.
#[value_task(dyn = DynStays)]
trait Stays {
    fn stay(&self) -> impl Future<Output = usize>;
}

impl Stays for Lazy {
    async fn stay(&self) -> usize {
        let kept = Rc::new(7);
        pause().await;
        *kept
    }
}

fn a_future_that_is_not_send() -> Escaped {
    let object: &'static dyn DynStays = &LAZY;
    object.stay()
}

fn main() {}
