//! A function whose tasks hold what it is given by value is no pointer to a function for every lifetime.
#![forbid(unsafe_code)]

use std::future::Future;
use std::pin::Pin;

use valuetask::{LocalValueTask, ValueTask, async_method, value_task};

struct Store(&'static str);
struct Key<'k>(&'k str);

#[value_task]
async fn get(store: &Store, key: Key<'_>) -> usize {
    store.0.len() + key.0.len()
}

#[value_task(?Send)]
async fn get_local(store: &Store, key: Key<'_>) -> usize {
    store.0.len() + key.0.len()
}

#[value_task]
async fn get_any<K: AsRef<str> + Send>(store: &Store, key: K) -> usize {
    store.0.len() + key.as_ref().len()
}

#[async_method]
async fn get_boxed(store: &Store, key: Key<'_>) -> Pin<Box<dyn Future<Output = usize> + Send + '_>> {
    store.0.len() + key.0.len()
}

#[value_task]
trait Names<K: AsRef<str> + Send> {
    async fn name(&self, key: K) -> usize;
}

#[value_task]
impl<K: AsRef<str> + Send> Names<K> for Store {
    async fn name(&self, key: K) -> usize {
        key.as_ref().len()
    }
}

static HANDLERS: [for<'s> fn(&'s Store, Key<'_>) -> ValueTask<'s, usize>; 1] = [get];
static LOCAL: [for<'s> fn(&'s Store, Key<'_>) -> LocalValueTask<'s, usize>; 1] = [get_local];
static BOXED: [for<'s> fn(&'s Store, Key<'_>) -> Pin<Box<dyn Future<Output = usize> + Send + 's>>; 1] = [get_boxed];

fn instance<'k>(key: &'k str) -> ValueTask<'static, usize> {
    let get: for<'s> fn(&'s Store, &'k str) -> ValueTask<'s, usize> = get_any::<&'k str>;
    get(&Store(""), key)
}

fn of_a_trait<'k>(key: &'k str) -> ValueTask<'static, usize> {
    let name: for<'s> fn(&'s Store, &'k str) -> ValueTask<'s, usize> = <Store as Names<&'k str>>::name;
    name(&Store(""), key)
}

struct Set<T>(std::marker::PhantomData<fn() -> T>);

#[value_task]
impl<T: AsRef<str> + Send> Set<T> {
    async fn put(&self, key: T) -> usize {
        key.as_ref().len()
    }
}

fn of_an_impl<'k>(key: &'k str) -> ValueTask<'static, usize> {
    let put: for<'s> fn(&'s Set<&'k str>, &'k str) -> ValueTask<'s, usize> = Set::<&'k str>::put;
    put(&Set(std::marker::PhantomData), key)
}

fn main() {}
