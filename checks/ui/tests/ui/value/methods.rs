//! So is a method: of an impl or a trait, by whichever attribute, in generic code and as a trait object's.
#![forbid(unsafe_code)]

use std::future::Future;
use std::pin::Pin;

use valuetask::{LocalValueTask, PooledFuture, TaskLike, ValueTask, async_method, async_trait, value_task};

struct Store(&'static str);
struct Key<'k>(&'k str);
struct Own<K>(K);

static STORE: Store = Store("> ");

fn call<A, B, R>(f: impl FnOnce(A, B) -> R, a: A, b: B) -> R {
    f(a, b)
}

fn call_for_any<'k, F: for<'s> FnOnce(&'s Store, &'k str) -> ValueTask<'s, usize>>(
    f: F,
    key: &'k str,
) -> ValueTask<'static, usize> {
    f(&STORE, key)
}

#[value_task]
impl<K: AsRef<str> + Send> Own<K> {
    async fn by_value(self, store: &Store) -> usize {
        self.0.as_ref().len() + store.0.len()
    }

    async fn boxed_self(self: Box<Self>, store: &Store) -> usize {
        self.0.as_ref().len() + store.0.len()
    }

    async fn made(key: K, store: &Store) -> usize {
        key.as_ref().len() + store.0.len()
    }
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

#[value_task]
trait Owns: Sized + Send {
    async fn owned(self, store: &Store) -> usize;
}

#[value_task]
impl Owns for &str {
    async fn owned(self, store: &Store) -> usize {
        self.len() + store.0.len()
    }
}

#[async_trait]
trait Pooled {
    async fn pooled(&self, key: Key<'_>) -> usize;
}

#[async_trait]
impl Pooled for Store {
    async fn pooled(&self, key: Key<'_>) -> usize {
        key.0.len()
    }
}

#[async_trait]
trait Exact<K: AsRef<str> + Send> {
    #[async_trait(exact)]
    async fn exact(&self, key: K) -> usize;
}

#[async_trait(exact)]
impl<K: AsRef<str> + Send> Exact<K> for Store {
    async fn exact(&self, key: K) -> usize {
        key.as_ref().len()
    }
}

#[value_task(?Send)]
impl Store {
    async fn local(&self, key: Key<'_>) -> usize {
        key.0.len()
    }

    async fn output(&self, key: &str) -> &str {
        let _ = key;
        self.0
    }
}

struct Timed<'a, T>(ValueTask<'a, T>);

impl<'a, T> TaskLike for Timed<'a, T> {
    type Task = ValueTask<'a, T>;

    fn from_task(task: ValueTask<'a, T>) -> Self {
        Self(task)
    }
}

#[async_method]
impl Store {
    async fn timed(&self, key: Key<'_>) -> Timed<'_, usize> {
        key.0.len()
    }

    async fn task<K: AsRef<str> + Send>(&self, key: K) -> ValueTask<'_, usize> {
        key.as_ref().len()
    }

    async fn pooled_of_any<K: AsRef<str> + Send>(&self, key: K) -> PooledFuture<'_, usize> {
        key.as_ref().len()
    }

    async fn boxed(&self, key: Key<'_>) -> Pin<Box<dyn Future<Output = usize> + Send + '_>> {
        key.0.len()
    }
}

type Escaped = ValueTask<'static, usize>;

fn escape_self(key: &str) -> Escaped {
    call(Own::by_value, Own(key), &STORE)
}

fn escape_boxed_self(key: &str) -> Escaped {
    call(Own::boxed_self, Box::new(Own(key)), &STORE)
}

fn escape_parameter_of_the_impl(key: &str) -> Escaped {
    call(Own::made, key, &STORE)
}

fn escape_self_of_a_trait(key: &str) -> Escaped {
    call(Owns::owned, key, &STORE)
}

fn escape_parameter_of_the_trait(key: &str) -> Escaped {
    call(Names::name, &STORE, key)
}

fn escape_for_any(key: &str) -> Escaped {
    call_for_any(Names::name, key)
}

fn escape_object(key: &str) -> Escaped {
    let names: &'static dyn Names<&str> = &STORE;
    call(<dyn Names<&str>>::name, names, key)
}

fn escape_pooled(key: &str) -> PooledFuture<'static, usize> {
    call(Pooled::pooled, &STORE, Key(key))
}

fn escape_exact(key: &str) -> PooledFuture<'static, usize> {
    call(Exact::exact, &STORE, key)
}

fn escape_local(key: &str) -> LocalValueTask<'static, usize> {
    call(Store::local, &STORE, Key(key))
}

fn escape_output(key: &str) -> LocalValueTask<'static, &'static str> {
    call(Store::output, &STORE, key)
}

fn escape_timed(key: &str) -> Timed<'static, usize> {
    call(Store::timed, &STORE, Key(key))
}

fn escape_task(key: &str) -> Escaped {
    call(Store::task, &STORE, key)
}

fn escape_declared_pooled(key: &str) -> PooledFuture<'static, usize> {
    call(Store::pooled_of_any, &STORE, key)
}

fn escape_boxed(key: &str) -> Pin<Box<dyn Future<Output = usize> + Send>> {
    call(Store::boxed, &STORE, Key(key))
}

fn main() {}
