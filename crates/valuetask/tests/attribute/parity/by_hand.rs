//! Implementations written as functions, without the attribute.
#![allow(clippy::useless_conversion, reason = "under one of the attributes it is one")]

use std::cell::Cell;

use pollster::block_on;
use valuetask::{LocalPooledFuture, PooledFuture, ValueTask};

use super::{LocalReturned, Returned, attribute};
use crate::util::pause;

#[attribute]
trait Store<K> {
    type Value;

    async fn only_self(&self) -> usize;
    async fn two(&self, one: &str, other: &str) -> usize;
    async fn part(&self, key: &str) -> Option<&str>;
    async fn keyed(&mut self, key: K) -> Self::Value;
    async fn nothing() -> u8;
    async fn defaulted(&self, key: &str) -> usize {
        self.two(key, key).await
    }
}

struct Text(String);

impl Store<u32> for Text {
    type Value = u32;

    fn only_self(&self) -> Returned<'_, usize> {
        ValueTask::ready(self.0.len()).into()
    }

    fn two<'t>(&'t self, one: &'t str, other: &'t str) -> Returned<'t, usize> {
        PooledFuture::new(async move {
            pause().await;
            one.len() + other.len()
        })
        .into()
    }

    fn part<'s: 't, 't>(&'s self, _: &'t str) -> Returned<'t, Option<&'s str>> {
        ValueTask::ready(Some(&*self.0)).into()
    }

    fn keyed<'t>(&'t mut self, key: u32) -> Returned<'t, u32>
    where
        u32: 't,
    {
        ValueTask::ready(key).into()
    }

    fn nothing() -> Returned<'static, u8> {
        ValueTask::ready(1).into()
    }
}

#[test]
fn a_function_that_returns_a_task_implements_an_async_method() {
    let mut text = Text("abc".into());
    assert_eq!(block_on(text.only_self()), 3);
    assert_eq!(block_on(text.two("ab", "c")), 3);
    assert_eq!(block_on(text.defaulted("ab")), 4);
    assert_eq!(block_on(text.keyed(4)), 4);
    assert_eq!(block_on(<Text as Store<u32>>::nothing()), 1);
    assert_eq!(block_on(text.part("x")), Some("abc"));
}

#[attribute(?Send)]
trait Local {
    async fn number(&self) -> u32;
}

impl Local for Cell<u32> {
    fn number(&self) -> LocalReturned<'_, u32> {
        LocalPooledFuture::new(async {
            pause().await;
            self.get()
        })
        .into()
    }
}

#[test]
fn a_method_that_returns_a_local_task_implements_a_method_that_is_not_send() {
    assert_eq!(block_on((&Cell::new(5_u32) as &dyn Local).number()), 5);
}

/// Written as functions, implemented by async methods.
trait Plain {
    fn get(&self) -> Returned<'_, u32>;
    fn add<'t>(&'t self, more: &'t u32) -> Returned<'t, u32>;
}

#[attribute]
impl Plain for u32 {
    async fn get(&self) -> u32 {
        pause().await;
        *self
    }

    async fn add(&self, more: &u32) -> u32 {
        *self + more
    }
}

#[test]
fn async_methods_implement_functions_that_return_tasks() {
    assert_eq!(block_on(3.get()), 3);
    assert_eq!(block_on((&3_u32 as &dyn Plain).add(&4)), 7);
}

#[attribute]
trait Mixed {
    fn plain(&self) -> u32;
    async fn waits(&self) -> u32;
}

#[attribute]
impl Mixed for u32 {
    fn plain(&self) -> u32 {
        *self
    }

    async fn waits(&self) -> u32 {
        pause().await;
        self.plain()
    }
}

/// Without an async method, so that the attribute has nothing to do.
#[attribute]
trait Untouched {
    const FOUR: u32;
    fn four(&self) -> u32;
}

#[attribute]
impl Untouched for Text {
    const FOUR: u32 = 4;

    fn four(&self) -> u32 {
        Self::FOUR
    }
}

#[test]
fn methods_that_arent_async_pass_through() {
    assert_eq!(3.plain() + block_on(3.waits()), 6);
    assert_eq!(Text(String::new()).four(), 4);
}
