//! `#[async_trait(exact)]`: pooled futures under the signatures of the crate async-trait.
//!
//! - a trait and its implementation may write a type differently, which is E0195 without `exact`
//! - code may name the lifetimes of those signatures
//! - an implementation may be written by hand, as for the crate async-trait, with another return type
//! - one method may be exact, and the others not
//! - a method that returns `Self` requires `Sized`, unlike one that returns a box
#![forbid(unsafe_code)]
#![deny(warnings)]

use std::collections::HashMap;
use std::fmt::Display;

use crate::util::pause;
use pollster::block_on;
use valuetask::{LocalPooledFuture, PooledFuture, async_trait};

type Name<'n> = Option<&'n str>;

#[async_trait(exact)]
trait Store<K = u64>: Send + Sync {
    type Key<'k>: Send
    where
        Self: 'k;
    type Value: Display + Send;

    async fn defaulted(&self, key: K) -> usize;
    async fn alias(&self, name: Name<'_>, other: Option<&str>) -> usize;
    async fn projected<'s>(&'s self, key: Self::Key<'s>) -> usize;
    async fn value(&self, value: Self::Value) -> String;
}

#[async_trait(exact)]
impl Store for Vec<&'static str> {
    type Key<'k> = &'k str;
    type Value = &'static str;

    async fn defaulted(&self, key: u64) -> usize {
        pause().await;
        self.len() + usize::try_from(key).unwrap_or(usize::MAX)
    }

    async fn alias(&self, name: Option<&str>, other: Name<'_>) -> usize {
        pause().await;
        name.map_or(0, str::len) + other.map_or(0, str::len)
    }

    async fn projected<'s>(&'s self, key: &'s str) -> usize {
        pause().await;
        self.iter().filter(|held| **held == key).count()
    }

    async fn value(&self, value: &'static str) -> String {
        pause().await;
        value.to_string()
    }
}

#[test]
fn a_trait_and_its_implementation_may_say_a_type_differently() {
    let store = vec!["a", "b", "a"];
    assert_eq!(block_on(store.defaulted(4)), 7);
    assert_eq!(block_on(store.alias(Some("one"), None)), 3);
    assert_eq!(block_on(store.projected("a")), 2);
    let object: &dyn Defaulted = &store;
    assert_eq!(block_on(object.get(4)), 5);
    assert_eq!(block_on(store.value("text")), "text");
}

/// The implementation omits the parameter.
#[async_trait(exact)]
trait Defaulted<K = u64> {
    async fn get(&self, key: K) -> usize;
}

#[async_trait(exact)]
impl<T> Defaulted for Vec<T> {
    async fn get(&self, key: u64) -> usize {
        key.to_string().len() + 4
    }
}

/// Names the lifetimes of the signature.
#[async_trait(exact)]
trait Named {
    async fn first<T>(&self, values: &[T], or: T) -> T
    where
        T: Clone + Send + Sync + 'async_trait;
    async fn kept(&self, key: &str) -> PooledFuture<'life1, usize>;
}

struct Maps(HashMap<String, u32>);

#[async_trait(exact)]
impl Named for Maps {
    async fn first<T>(&self, values: &[T], or: T) -> T
    where
        T: Clone + Send + Sync + 'async_trait,
    {
        pause().await;
        values.first().cloned().unwrap_or(or)
    }

    async fn kept(&self, key: &str) -> PooledFuture<'life1, usize> {
        PooledFuture::new(async move { key.len() })
    }
}

#[test]
fn code_may_name_the_lifetimes() {
    let maps = Maps(HashMap::new());
    assert_eq!(block_on(maps.first(&["a"], "b")), "a");
    let key = String::from("key");
    let kept = block_on(maps.kept(&key));
    drop(maps);
    assert_eq!(block_on(kept), 3);
}

/// One method under each signature.
#[async_trait]
trait Mixed {
    async fn plain(&self, key: &str) -> u32;
    #[async_trait(exact)]
    async fn exact(&self, key: &str) -> u32;
    #[async_trait(exact, ?Send)]
    async fn local(&self, key: &str) -> u32;
}

impl Mixed for Maps {
    fn plain<'task>(&'task self, key: &'task str) -> PooledFuture<'task, u32> {
        PooledFuture::new(async move { self.0[key] })
    }

    fn exact<'life0, 'life1, 'async_trait>(&'life0 self, key: &'life1 str) -> PooledFuture<'async_trait, u32>
    where
        'life0: 'async_trait,
        'life1: 'async_trait,
        Self: 'async_trait,
    {
        PooledFuture::new(async move { self.0[key] + 1 })
    }

    fn local<'life0, 'life1, 'async_trait>(&'life0 self, key: &'life1 str) -> LocalPooledFuture<'async_trait, u32>
    where
        'life0: 'async_trait,
        'life1: 'async_trait,
        Self: 'async_trait,
    {
        LocalPooledFuture::new(async move { self.0[key] + 2 })
    }
}

#[test]
fn each_signature_may_be_written_by_hand() {
    let maps = Maps(HashMap::from([(String::from("a"), 1)]));
    let mixed: &dyn Mixed = &maps;
    assert_eq!((block_on(mixed.plain("a")), block_on(mixed.exact("a")), block_on(mixed.local("a"))), (1, 2, 3));
}

#[async_trait(exact)]
trait Open {
    async fn open(name: &str) -> Self;

    async fn again(&self) -> Option<(u32, Self)>
    where
        Self: Sized;

    async fn name(&self) -> &str;

    async fn opened(name: &str) -> Result<Self, String>
    where
        Self: Send,
    {
        if name.is_empty() { Err("no name".to_owned()) } else { Ok(Self::open(name).await) }
    }
}

#[derive(Debug, PartialEq)]
struct File(String);

#[async_trait(exact)]
impl Open for File {
    async fn open(name: &str) -> Self {
        File(name.to_owned())
    }

    async fn again(&self) -> Option<(u32, Self)> {
        Some((1, Self::open(&self.0).await))
    }

    async fn name(&self) -> &str {
        &self.0
    }
}

#[test]
fn self_is_returned() {
    let file = block_on(File::open("a"));
    assert_eq!(block_on(file.again()), Some((1, File("a".to_owned()))));
    assert_eq!(block_on(file.name()), "a");
    assert_eq!(block_on(File::opened("b")), Ok(File("b".to_owned())));
    assert_eq!(block_on(File::opened("")), Err("no name".to_owned()));
}

/// As attributes of other crates write it, which put it above an item that has it already.
#[async_trait]
#[async_trait]
trait Twice {
    async fn twice(&self) -> u64;
}

#[async_trait(?Send)]
#[async_trait(?Send)]
trait LocallyTwice {
    async fn twice(&self) -> u64;
}

#[async_trait]
#[async_trait]
impl Twice for u64 {
    async fn twice(&self) -> u64 {
        2 * self
    }
}

#[async_trait(?Send)]
impl LocallyTwice for u32 {
    async fn twice(&self) -> u64 {
        u64::from(2 * self)
    }
}

#[test]
fn the_attribute_may_stand_there_twice() {
    let (twice, locally): (&dyn Twice, &dyn LocallyTwice) = (&2, &3);
    assert_eq!((block_on(twice.twice()), block_on(locally.twice())), (4, 6));
}
