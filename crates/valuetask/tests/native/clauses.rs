//! Clauses of a trait about its associated types: those that a `dyn` may have, and an object without the others.

use std::fmt::Display;

use valuetask::value_task;

struct Words(&'static str);

/// Clauses about an associated type, in both ways to write it.
#[value_task(dyn = DynAsks)]
trait Asks<K>: Send + Sync
where
    Self::Item: Display + Send,
    <Self as Asks<K>>::Item: Clone,
    Option<Self::Item>: From<Self::Item>,
{
    type Item;
    async fn ask(&self, key: K) -> Option<Self::Item>;
    async fn twice(&self) -> usize {
        self.name().len() * 2
    }
    fn name(&self) -> &str;
}

#[value_task(dyn)]
impl Asks<u8> for Words {
    type Item = char;

    async fn ask(&self, key: u8) -> Option<char> {
        self.0.chars().nth(usize::from(key))
    }

    fn name(&self) -> &str {
        self.0
    }
}

async fn ask<A: Asks<u8, Item = char>>(asks: A) -> (Option<char>, usize) {
    (asks.ask(1).await, asks.twice().await)
}

#[test]
fn a_trait_may_have_clauses_about_its_types() {
    let object: Box<dyn DynAsks<u8, Item = char>> = Box::new(Words("words"));
    assert_eq!(object.ask(0).try_result().ok(), Some(Some('w')));
    assert_eq!(pollster::block_on(ask(object)), (Some('o'), 10));
    assert_eq!(pollster::block_on(ask(Words("words"))), (Some('o'), 10));
}

/// Its parameter has to be `Display` in every signature.
struct Shown<K: Display>(K);

/// Clauses in both positions. An object has all of them but those about its types.
#[value_task(dyn = DynKeyed)]
trait Keyed<K: Display + Into<Self::Key> + Send, L>: Send + Sync
where
    L: Into<Self::Key> + Display,
    Self::Key: From<L> + Send + PartialEq<Self::Key>,
{
    type Key;
    async fn key(&self, of: Shown<K>) -> Self::Key;
    fn show(&self, what: &Shown<L>) -> String;
    async fn same(&self, of: K) -> bool {
        of.into() == self.first()
    }
    fn first(&self) -> Self::Key;
}

#[value_task(dyn)]
impl Keyed<u8, u16> for Words {
    type Key = u32;

    async fn key(&self, of: Shown<u8>) -> u32 {
        of.0.into()
    }

    fn show(&self, what: &Shown<u16>) -> String {
        format!("{} {}", self.0, what.0)
    }

    fn first(&self) -> u32 {
        3
    }
}

async fn keyed<A: Keyed<u8, u16, Key = u32>>(keyed: A) -> (u32, String, bool) {
    (keyed.key(Shown(2)).await, keyed.show(&Shown(7)), keyed.same(3).await)
}

#[test]
fn a_clause_keeps_the_bounds_that_an_object_may_have() {
    let object: Box<dyn DynKeyed<u8, u16, Key = u32>> = Box::new(Words("words"));
    assert_eq!(object.key(Shown(1)).try_result().ok(), Some(1));
    let expected = (2, "words 7".to_owned(), true);
    assert_eq!(pollster::block_on(keyed(object)), expected);
    assert_eq!(pollster::block_on(keyed(Words("words"))), expected);
}
