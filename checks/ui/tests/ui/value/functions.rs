//! A function that is passed as a value has the lifetimes of its tasks, for arguments of any form.
#![forbid(unsafe_code)]

use valuetask::{ValueTask, value_task};

struct Store(&'static str);
struct Key<'k>(&'k str);
struct Request<'s, K> {
    store: &'s Store,
    key: K,
}

static STORE: Store = Store("> ");

fn call<A, R>(f: impl FnOnce(A) -> R, a: A) -> R {
    f(a)
}

fn call_with<A, B, R>(f: impl FnOnce(A, B) -> R, a: A, b: B) -> R {
    f(a, b)
}

#[value_task]
async fn parameter<K: AsRef<str> + Send>(key: K) -> usize {
    key.as_ref().len()
}

#[value_task]
async fn parameter_in_a_struct<K: AsRef<str> + Send>(request: Request<'_, K>) -> usize {
    request.store.0.len() + request.key.as_ref().len()
}

#[value_task]
async fn lifetime(store: &Store, key: Key<'_>) -> usize {
    store.0.len() + key.0.len()
}

#[value_task]
async fn two_lifetimes(request: Request<'_, Key<'_>>) -> usize {
    request.store.0.len() + request.key.0.len()
}

#[value_task]
async fn named_lifetime<'k>(store: &Store, key: Key<'k>) -> Key<'k> {
    let _ = store;
    key
}

#[value_task]
async fn list(store: &Store, keys: Vec<&str>) -> usize {
    store.0.len() + keys.len()
}

#[value_task]
async fn option(store: &Store, key: Option<&str>) -> usize {
    store.0.len() + key.map_or(0, str::len)
}

#[value_task]
async fn closure(store: &Store, key: Box<dyn Fn() -> usize + Send + '_>) -> usize {
    store.0.len() + key()
}

#[value_task]
async fn tuple(store: &Store, key: (Key<'_>, u8)) -> usize {
    store.0.len() + key.0.0.len()
}

#[value_task]
async fn array(store: &Store, keys: [&mut &str; 1]) -> usize {
    store.0.len() + keys[0].len()
}

#[value_task]
async fn opaque(store: &Store, key: impl AsRef<str> + Send) -> usize {
    store.0.len() + key.as_ref().len()
}

#[value_task]
async fn function<K: AsRef<str>>(store: &Store, key: fn() -> K) -> usize {
    store.0.len() + key().as_ref().len()
}

#[value_task]
async fn reference(store: &Store, key: &str) -> usize {
    store.0.len() + key.len()
}

type Escaped = ValueTask<'static, usize>;

fn escape_parameter(key: &str) -> Escaped {
    call(parameter, key)
}

fn escape_parameter_in_a_struct(key: &str) -> Vec<Escaped> {
    [Request { store: &STORE, key }].into_iter().map(parameter_in_a_struct).collect()
}

fn escape_lifetime(key: &str) -> Escaped {
    call_with(lifetime, &STORE, Key(key))
}

fn escape_two_lifetimes(key: &str) -> Option<Escaped> {
    Some(Request { store: &STORE, key: Key(key) }).map(two_lifetimes)
}

fn escape_named_lifetime(key: &str) -> ValueTask<'static, Key<'static>> {
    call_with(named_lifetime, &STORE, Key(key))
}

fn escape_list(key: &str) -> Escaped {
    call_with(list, &STORE, vec![key])
}

fn escape_option(key: &str) -> Escaped {
    call_with(option, &STORE, Some(key))
}

fn escape_closure(key: &str) -> Escaped {
    call_with(closure, &STORE, Box::new(|| key.len()))
}

fn escape_tuple(key: &str) -> Escaped {
    call_with(tuple, &STORE, (Key(key), 1))
}

fn escape_array(key: &mut &str) -> Escaped {
    call_with(array, &STORE, [key])
}

fn escape_opaque(key: &str) -> Escaped {
    call_with(opaque, &STORE, key)
}

fn escape_function<'k>(key: fn() -> &'k str) -> Escaped {
    call_with(function, &STORE, key)
}

fn escape_reference(key: &str) -> Escaped {
    call_with(reference, &STORE, key)
}

fn main() {}
