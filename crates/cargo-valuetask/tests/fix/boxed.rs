//! Private functions that box a future by their own signature.

use crate::shop::{APP, Shop};

const FUNCTIONS: &str = "
use std::future::Future;
use std::pin::Pin;

type Boxed<T> = Pin<Box<dyn Future<Output = T>>>;

fn made(key: u32) -> Pin<Box<dyn Future<Output = u32> + Send>> {
    Box::pin(async move { key + 1 })
}

impl Nothing {
    fn local<'a>(&'a self) -> Pin<Box<dyn Future<Output = u32> + 'a>> {
        let one = 1;
        Box::pin(async move { one })
    }

    pub fn public(&self) -> Boxed<u32> {
        Box::pin(async { 1 })
    }

    pub async fn all(&self) -> u32 {
        made(1).await + self.local().await + self.public().await
    }
}
";

#[test]
fn a_private_function_that_boxes_its_future_returns_a_pooled_one() {
    let shop = Shop::new();
    shop.write("app/src/lib.rs", &format!("{APP}{FUNCTIONS}"));
    let report = shop.fixes(&["--allow-dirty"]);
    let app = shop.read("app/src/lib.rs");
    for code in [
        "fn made(key: u32) -> valuetask::PooledFuture<'static, u32> {\n    valuetask::PooledFuture::new(async move { key + 1 })\n}",
        "-> valuetask::LocalPooledFuture<'a, u32> {\n        let one = 1;\n        valuetask::LocalPooledFuture::new(async",
        "pub fn public(&self) -> Boxed<u32> {\n        Box::pin(async { 1 })",
    ] {
        assert!(app.contains(code), "no `{code}` in\n{app}");
    }
    assert!(report.contains("changed: 1 trait, 1 impl, 2 functions, in "), "{report}");
}

const EXT: &str = "
use std::{future::Future, pin::Pin};
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
pub type LocalBoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;
pub trait FutureExt: Future {
    fn boxed<'a>(self) -> BoxFuture<'a, Self::Output> where Self: Sized + Send + 'a { Box::pin(self) }
    fn boxed_local<'a>(self) -> LocalBoxFuture<'a, Self::Output> where Self: Sized + 'a { Box::pin(self) }
}
impl<F: Future> FutureExt for F {}
";

const BY_METHODS: &str = "
mod ext;
use ext::{BoxFuture, FutureExt, LocalBoxFuture};

fn sent(key: &u32) -> BoxFuture<'_, u32> {
    async move { *key }.boxed()
}

pub(crate) fn local(key: &u32) -> LocalBoxFuture<'_, u32> {
    async move { *key }.boxed_local()
}

fn named(key: &u32) -> BoxFuture<'_, u32> {
    Box::pin(async move { *key })
}

pub async fn all() -> u32 {
    sent(&1).await + local(&2).await + named(&3).await
}
";

#[test]
fn boxes_by_methods_and_by_names_of_futures_change_and_the_import_that_nothing_uses_goes() {
    let shop = Shop::new();
    let own = "#[async_trait::async_trait]\npub trait Own { async fn own(&self); }\n";
    shop.write("app/src/ext.rs", EXT);
    shop.write("app/src/lib.rs", &format!("{BY_METHODS}{own}"));
    let report = shop.fixes(&["--allow-dirty", "--", "-p", "app"]);
    let app = shop.read("app/src/lib.rs");
    for code in [
        "fn sent(key: &u32) -> valuetask::PooledFuture<'_, u32> {\n    valuetask::PooledFuture::new(async move { *key })\n",
        "-> valuetask::LocalPooledFuture<'_, u32> {\n    valuetask::LocalPooledFuture::new(async move { *key })\n",
        "fn named(key: &u32) -> valuetask::PooledFuture<'_, u32> {\n    valuetask::PooledFuture::new(async",
        "mod ext;\n\nfn sent(",
    ] {
        assert!(app.contains(code), "no `{code}` in\n{app}\n{report}");
    }
}

#[test]
fn one_whose_box_is_asked_for_is_taken_back() {
    let shop = Shop::new();
    let kept = "
type Boxed = std::pin::Pin<Box<dyn std::future::Future<Output = u32> + Send>>;
fn made() -> std::pin::Pin<Box<dyn std::future::Future<Output = u32> + Send>> {
    Box::pin(async { 1 })
}
pub fn table() -> [fn() -> Boxed; 1] {
    [made]
}
";
    shop.write("app/src/lib.rs", &format!("{APP}{kept}"));
    let report = shop.fixes(&["--allow-dirty"]);
    assert!(report.contains("taken back: `made`\n  app/src/lib.rs:"), "{report}");
    assert!(shop.read("app/src/lib.rs").ends_with(kept), "{report}");
}

#[test]
fn functions_that_a_package_would_need_valuetask_for_alone_are_left_until_it_depends_on_that() {
    let shop = Shop::new();
    shop.write("app/src/lib.rs", BY_METHODS);
    let report = shop.fixes(&["--dry-run"]);
    let why = "left: fn sent  app/src/lib.rs:5, and 2 more  nothing else in its package needs valuetask: ";
    assert!(report.contains(why) && !report.contains("b/app/"), "{report}");
    let depends =
        format!("{}valuetask = {{ path = \"{}\" }}\n", shop.read("app/Cargo.toml"), crate::shop::valuetask().display());
    shop.write("app/Cargo.toml", &depends);
    let report = shop.fixes(&["--dry-run"]);
    assert!(report.contains("+fn sent(key: &u32) -> valuetask::PooledFuture") && !report.contains(why), "{report}");
}
