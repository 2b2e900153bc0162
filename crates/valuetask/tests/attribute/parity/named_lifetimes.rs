//! Lifetimes that a method names.
#![allow(clippy::elidable_lifetime_names, clippy::needless_lifetimes, reason = "written out is one of the shapes")]

use pollster::block_on;

use super::attribute;
use crate::util::pause;

#[attribute]
trait Explicit {
    async fn first<'a, 'b>(&'a self, key: &'b str) -> &'a str;
    async fn second<'a>(&self, key: &'a str) -> &'a str;
    async fn either<'a>(&'a self, key: &'a str) -> &'a str;
    async fn outlived<'a, 'b: 'a>(&self, one: &'a str, other: &'b str) -> &'a str;
    async fn clause<'a, 'b>(&self, one: &'a str, other: &'b str) -> &'a str
    where
        'b: 'a;
    async fn two_deep<'a, 'b>(&self, text: &'a &'b str) -> &'b str;
    async fn free_of_self<'a>(text: &'a str) -> &'a str;
    async fn own_names<'task, 'of_self>(&'task self, key: &'of_self str, other: &str) -> &'of_self str;
    async fn for_ever(&self, key: &str) -> &'static str;
}

#[attribute]
impl Explicit for String {
    async fn first<'a, 'b>(&'a self, key: &'b str) -> &'a str {
        pause().await;
        if key.is_empty() { "" } else { self }
    }

    async fn second<'a>(&self, key: &'a str) -> &'a str {
        pause().await;
        key
    }

    async fn either<'a>(&'a self, key: &'a str) -> &'a str {
        pause().await;
        if key.is_empty() { self } else { key }
    }

    async fn outlived<'a, 'b: 'a>(&self, one: &'a str, other: &'b str) -> &'a str {
        pause().await;
        if one.is_empty() { other } else { one }
    }

    async fn clause<'a, 'b>(&self, one: &'a str, other: &'b str) -> &'a str
    where
        'b: 'a,
    {
        pause().await;
        if one.is_empty() { other } else { one }
    }

    async fn two_deep<'a, 'b>(&self, text: &'a &'b str) -> &'b str {
        pause().await;
        text
    }

    async fn free_of_self<'a>(text: &'a str) -> &'a str {
        pause().await;
        text
    }

    async fn own_names<'task, 'of_self>(&'task self, key: &'of_self str, other: &str) -> &'of_self str {
        pause().await;
        key.strip_prefix(other).unwrap_or(key)
    }

    async fn for_ever(&self, key: &str) -> &'static str {
        pause().await;
        if key.is_empty() { "empty" } else { "full" }
    }
}

#[test]
fn named_lifetimes_limit_the_borrows_of_a_result() {
    let key = String::from("key");
    let (first, second, fixed);
    {
        let text = String::from("text");
        second = block_on(text.second(&key));
        fixed = block_on(text.for_ever(&key));
        assert_eq!(block_on(text.either("")), "text");
        assert_eq!(block_on(text.own_names(&key, "k")), "ey");
    }
    let text = String::from("text");
    {
        let key = String::from("x");
        first = block_on(text.first(&key));
        assert_eq!(block_on(text.outlived("", &key)), "x");
        assert_eq!(block_on(text.clause("a", &key)), "a");
    }
    let deep = {
        let short = &*key;
        block_on(text.two_deep(&short))
    };
    assert_eq!((first, second, fixed, deep), ("text", "key", "full", "key"));
    assert_eq!(block_on(String::free_of_self(&key)), "key");
}

struct Text(String);

/// The implementation names the lifetime that is elided here, and elides the named one.
#[attribute]
trait Either {
    async fn left_out(&self, key: &str) -> usize;
    async fn by_value(&mut self, key: Option<&str>) -> usize;
    async fn in_output(&self, key: &str) -> &str;
    async fn nested(&self, key: &mut &str);
    async fn named<'a, 'b>(&'a self, key: &'b str) -> &'a str;
    async fn all_named<'a, 'b>(&'a self, key: &'b str) -> usize;
}

#[attribute]
impl Either for Text {
    async fn left_out<'a, 'b>(&'a self, key: &'b str) -> usize {
        pause().await;
        self.0.len() + key.len()
    }

    async fn by_value<'a, 'b>(&'a mut self, key: Option<&'b str>) -> usize {
        pause().await;
        key.map_or(0, str::len)
    }

    async fn in_output<'a, 'b>(&'a self, key: &'b str) -> &'a str {
        pause().await;
        if key.is_empty() { "" } else { &self.0 }
    }

    async fn nested<'a, 'b, 'c>(&'a self, key: &'b mut &'c str) {
        pause().await;
        *key = &key[1..];
    }

    async fn named(&self, key: &str) -> &str {
        pause().await;
        if key.is_empty() { "" } else { &self.0 }
    }

    async fn all_named(&self, key: &str) -> usize {
        pause().await;
        self.0.len() + key.len()
    }
}

#[test]
fn an_implementation_may_name_a_lifetime_that_its_trait_elides_and_the_reverse() {
    let mut text = Text("text".into());
    let mut key = "key";
    {
        let object: &dyn Either = &text;
        assert_eq!(block_on(object.left_out("key")) + block_on(object.all_named("key")), 14);
        assert_eq!((block_on(object.in_output("key")), block_on(object.named("key"))), ("text", "text"));
        block_on(object.nested(&mut key));
    }
    assert_eq!(key, "ey");
    assert_eq!(block_on(text.by_value(Some(key))), 2);
}
