//! Elided lifetimes in references and types, and the lifetimes of traits and headers.

use std::borrow::Cow;
use std::marker::PhantomData;

use pollster::block_on;

use super::attribute;
use crate::util::pause;

#[derive(Clone, Copy)]
struct Pair<'a, 'b>(&'a str, &'b str);

struct Page<'a> {
    text: &'a str,
}

#[attribute]
trait Elided {
    async fn longest(&self, one: &str, other: &str) -> usize;
    async fn own_part(&self, key: &str) -> Option<&str>;
    async fn of_exclusive(&mut self, key: &str) -> &mut String;
    async fn by_value(&self, key: Option<&str>) -> usize;
    async fn anonymous(&self, pair: Pair<'_, '_>, page: &Page<'_>) -> usize;
    async fn nested(&self, list: &mut Vec<&str>, one: &'static str);
    async fn without_receiver(pair: &mut Pair<'_, '_>) -> usize
    where
        Self: Sized;
    async fn borrowed_or_owned(&self, cow: Cow<'_, str>) -> String;
    async fn boxed(&self, part: Box<dyn Fn(&str) -> usize + Send + '_>) -> usize;
}

#[attribute]
impl Elided for String {
    async fn longest(&self, one: &str, other: &str) -> usize {
        pause().await;
        self.len().max(one.len()).max(other.len())
    }

    async fn own_part(&self, key: &str) -> Option<&str> {
        let at = self.find(key)?;
        pause().await;
        Some(&self[at..])
    }

    async fn of_exclusive(&mut self, key: &str) -> &mut String {
        pause().await;
        self.push_str(key);
        self
    }

    async fn by_value(&self, key: Option<&str>) -> usize {
        pause().await;
        key.map_or(0, str::len)
    }

    async fn anonymous(&self, pair: Pair<'_, '_>, page: &Page<'_>) -> usize {
        pause().await;
        pair.0.len() + pair.1.len() + page.text.len()
    }

    async fn nested(&self, list: &mut Vec<&str>, one: &'static str) {
        pause().await;
        list.push(one);
    }

    async fn without_receiver(pair: &mut Pair<'_, '_>) -> usize {
        pause().await;
        pair.0 = "";
        pair.1.len()
    }

    async fn borrowed_or_owned(&self, cow: Cow<'_, str>) -> String {
        pause().await;
        cow.into_owned()
    }

    async fn boxed(&self, part: Box<dyn Fn(&str) -> usize + Send + '_>) -> usize {
        let length = part(self);
        pause().await;
        length
    }
}

#[test]
fn elided_lifetimes_may_stand_in_references_and_in_types() {
    let mut text = String::from("some text");
    let local = String::from("local");
    {
        let object: &dyn Elided = &text;
        assert_eq!(block_on(object.longest(&local, "x")), 9);
        assert_eq!(block_on(object.by_value(Some(&local))), 5);
    }
    let page = Page { text: &local };
    assert_eq!(block_on(text.anonymous(Pair(&local, "a"), &page)), 11);
    let mut list = vec![&*local];
    block_on(text.nested(&mut list, "more"));
    assert_eq!(list, ["local", "more"]);
    let mut pair = Pair(&local, "ab");
    assert_eq!(block_on(String::without_receiver(&mut pair)), 2);
    assert_eq!(pair.0, "");
    assert_eq!(block_on(text.borrowed_or_owned(Cow::Borrowed(&local))), "local");
    assert_eq!(block_on(text.boxed(Box::new(|of| of.len() + local.len()))), 14);
    block_on(text.of_exclusive("!")).push('?');
    assert_eq!(text, "some text!?");
}

#[test]
fn a_result_may_outlive_the_arguments_it_does_not_borrow() {
    let text = String::from("some text");
    let part = {
        let key = String::from("te");
        block_on(text.own_part(&key))
    };
    assert_eq!(part, Some("text"));
}

/// Of a key that it takes by value.
#[attribute]
trait Table<K> {
    async fn after(&self, key: K) -> &str;
}

#[attribute]
impl<K: AsRef<str> + Send> Table<K> for String {
    async fn after(&self, key: K) -> &str {
        pause().await;
        self.get(key.as_ref().len()..).unwrap_or_default()
    }
}

#[test]
fn a_result_may_outlive_a_key_that_is_taken_by_value() {
    let text = String::from("some text");
    let part = {
        let key = String::from("some");
        block_on(text.after(&key))
    };
    assert_eq!(part, " text");
}

/// With lifetimes of its own.
#[attribute]
trait Reader<'a, 'b> {
    async fn chained(&self, text: &'a &'b str) -> &'b str;
    async fn by_value(pair: Pair<'a, 'b>) -> &'a str;
    async fn twice(one: Pair<'a, 'b>, other: Pair<'a, 'b>) -> String {
        let one = Self::by_value(one).await;
        one.to_owned() + Self::by_value(other).await
    }
    async fn whole(&'a self) -> &'a str;
    async fn unrelated(&self) -> usize;
}

#[attribute]
impl<'a, 'b> Reader<'a, 'b> for Page<'a> {
    async fn chained(&self, text: &'a &'b str) -> &'b str {
        pause().await;
        text
    }

    async fn by_value(pair: Pair<'a, 'b>) -> &'a str {
        pause().await;
        pair.0
    }

    async fn whole(&'a self) -> &'a str {
        pause().await;
        self.text
    }

    async fn unrelated(&self) -> usize {
        self.text.len()
    }
}

#[test]
fn lifetimes_of_the_trait_may_stand_in_its_methods() {
    let text = String::from("text");
    let short = &*text;
    let page = Page { text: &text };
    assert_eq!(block_on(page.chained(&short)), "text");
    assert_eq!(block_on(<Page<'_> as Reader<'_, '_>>::twice(Pair("a", &text), Pair("b", "c"))), "ab");
    assert_eq!(block_on(page.unrelated()), 4);
    assert_eq!(block_on(page.whole()), "text");
}

/// In headers, `'_` is a lifetime without a name.
#[attribute]
trait Size {
    async fn size(&self) -> usize;
    async fn same(&self, other: &str) -> bool;
}

#[attribute]
impl Size for Page<'_> {
    async fn size(&self) -> usize {
        pause().await;
        self.text.len()
    }

    async fn same(&self, other: &str) -> bool {
        pause().await;
        self.text == other
    }
}

#[attribute]
impl<T: Sync> Size for (&T, PhantomData<&mut Pair<'_, '_>>)
where
    T: AsRef<str>,
{
    async fn size(&self) -> usize {
        pause().await;
        self.0.as_ref().len()
    }

    async fn same(&self, other: &str) -> bool {
        self.0.as_ref() == other
    }
}

#[test]
fn a_header_may_leave_its_lifetimes_anonymous() {
    let text = String::from("text");
    assert_eq!(block_on(Page { text: &text }.size()), 4);
    assert!(block_on((&text, PhantomData).same("text")));
    assert_eq!(block_on((&text, PhantomData).size()), 4);
}

/// Bounds may name the lifetime of the future by async-trait's name.
#[attribute]
trait Spoken<T = ()> {
    async fn spoken(&self, value: T) -> &str
    where
        T: Send + 'async_trait,
    {
        drop(value);
        pause().await;
        "spoken"
    }
}

#[attribute]
impl<T> Spoken<T> for () {}

#[test]
fn a_clause_may_speak_of_the_lifetime_of_the_future() {
    assert_eq!(block_on(().spoken(3)), "spoken");
    assert_eq!(block_on((&() as &(dyn Spoken<String> + Sync)).spoken(String::new())), "spoken");
}
