//! Code that names the box of async-trait's methods, and traits whose implementations have other lifetimes: what is written there in place
//! of taking the trait back.

use crate::run::says;
use crate::shop::Shop;

/// The report on a library with this code, and the library afterwards.
fn fixed(more: &str) -> (String, String) {
    let shop = Shop::new();
    let head = "use std::{future::Future, pin::Pin};\nuse async_trait::async_trait;\n\
                pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;\n";
    shop.write("store/src/lib.rs", &format!("{head}{more}"));
    shop.write("app/src/lib.rs", "");
    (shop.fixes(&["--allow-dirty"]), shop.read("store/src/lib.rs"))
}

#[test]
fn a_call_whose_result_is_wanted_as_a_box_becomes_one_in_generic_code() {
    let (shown, store) = fixed(
        "#[async_trait]
pub trait Extract<S>: Sized {
    type Rejection;
    async fn extract(state: &S) -> Result<Self, Self::Rejection>;
}

pub fn extract<E: Extract<S> + 'static, S: Sync>(state: &S) -> BoxFuture<'_, Result<E, E::Rejection>> {
    if true {
        return E::extract(state);
    }
    let extracted = E::extract(state);
    extracted
}

pub fn all<E: Extract<u8> + 'static>(states: &[u8]) -> Vec<BoxFuture<'_, Result<E, E::Rejection>>> {
    let mut all = Vec::new();
    for state in states {
        all.push(E::extract(state));
    }
    all
}
",
    );
    says(&shown, &["changed: 1 trait, 3 mended places, in 2 files"]);
    for code in [
        "return E::extract(state).into_boxed();",
        "    extracted.into_boxed()\n",
        "all.push(E::extract(state).into_boxed());",
    ] {
        assert!(store.contains(code), "no `{code}` in\n{store}\n{shown}");
    }
}

#[test]
fn a_method_that_is_implemented_by_hand_returns_a_pooled_future() {
    let (shown, store) = fixed(
        "#[async_trait]
pub trait Known {
    async fn known(&self) -> bool;
    async fn told(&self, word: &str) -> usize;
}

pub struct ByHand;

fn len(word: &str) -> BoxFuture<'_, usize> {
    Box::pin(async move { word.len() })
}

impl Known for ByHand {
    fn known<'s, 'f>(&'s self) -> Pin<Box<dyn Future<Output = bool> + Send + 'f>>
    where
        's: 'f,
        Self: 'f,
    {
        Box::pin(async { true })
    }

    fn told<'s, 'w, 'f>(&'s self, word: &'w str) -> BoxFuture<'f, usize>
    where
        's: 'f,
        'w: 'f,
        Self: 'f,
    {
        len(word)
    }
}
",
    );
    says(&shown, &["changed: 1 trait, 1 `exact` trait, 4 mended places, in 2 files"]);
    for code in [
        "#[async_trait(exact)]\npub trait Known",
        "(&'s self) -> valuetask::PooledFuture<'f, bool>\n",
        "        valuetask::PooledFuture::new(async { true })\n",
        "word: &'w str) -> valuetask::PooledFuture<'f, usize>\n",
        "        len(word).into()\n",
    ] {
        assert!(store.contains(code), "no `{code}` in\n{store}\n{shown}");
    }
}

#[test]
fn a_trait_with_whose_impl_it_disagrees_by_an_alias_is_exact_with_all_impls() {
    let (shown, store) = fixed(
        "pub type Maybe<'a> = Option<&'a str>;

#[async_trait(?Send)]
pub trait Told {
    async fn told(&self, word: Option<&str>);
}

#[async_trait(?Send)]
impl Told for u8 {
    async fn told(&self, _word: Maybe<'_>) {}
}

#[async_trait(?Send)]
impl Told for u16 {
    async fn told(&self, _word: Option<&str>) {}
}
",
    );
    says(&shown, &["changed: 1 trait, 2 impls, 1 `exact` trait, in 2 files"]);
    assert_eq!(store.matches("#[async_trait(exact, ?Send)]").count(), 3, "{store}");
    assert!(!shown.contains("taken back"), "{shown}");
}
