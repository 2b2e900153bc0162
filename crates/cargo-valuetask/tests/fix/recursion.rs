//! Functions under async-recursion's attribute.

use crate::shop::{APP, Shop};

const FUNCTIONS: &str = "
use async_recursion::async_recursion;

#[async_recursion]
pub async fn depth(left: u32) -> u32 {
    if left == 0 { 0 } else { depth(left - 1).await + 1 }
}

impl Nothing {
    #[async_recursion::async_recursion(?Send)]
    pub async fn local(&self, left: u32) -> u32 {
        if left == 0 { 0 } else { self.local(left - 1).await + 1 }
    }
}
";

#[test]
fn functions_change_and_the_package_is_taken_out_of_the_manifest() {
    let shop = Shop::new();
    shop.write("app/src/lib.rs", &format!("{APP}{FUNCTIONS}"));
    let manifest = shop.read("app/Cargo.toml").replace("outside =", "async-recursion = \"1\"\noutside =");
    shop.write("app/Cargo.toml", &manifest);
    shop.lock();
    let report = shop.fixes(&["--allow-dirty"]);
    assert!(report.contains("changed: 1 trait, 1 impl, 2 functions, in 4 files"), "{report}");
    let app = shop.read("app/src/lib.rs");
    assert!(app.contains("use valuetask::async_recursion;\n\n#[async_recursion]\npub async fn depth"), "{app}");
    assert!(app.contains("#[valuetask::async_recursion(?Send)]\n    pub async fn local"), "{app}");
    let manifest = shop.read("app/Cargo.toml");
    assert!(!manifest.contains("async-recursion") && manifest.contains("valuetask ="), "{manifest}");
}

#[test]
fn a_function_that_does_not_compile_is_taken_back_by_its_name() {
    let shop = Shop::new();
    let boxed = "
#[async_recursion::async_recursion]
pub async fn depth(left: u32) -> u32 {
    if left == 0 { 0 } else { depth(left - 1).await + 1 }
}
pub fn named() -> fn(u32) -> std::pin::Pin<Box<dyn std::future::Future<Output = u32> + Send>> {
    depth
}
";
    shop.write("app/src/lib.rs", &format!("{APP}{boxed}"));
    let manifest = shop.read("app/Cargo.toml").replace("outside =", "async-recursion = \"1\"\noutside =");
    shop.write("app/Cargo.toml", &manifest);
    shop.lock();
    let report = shop.fixes(&["--allow-dirty"]);
    assert!(report.contains("taken back: `depth`\n  app/src/lib.rs:"), "{report}");
    assert!(shop.read("app/src/lib.rs").ends_with(boxed) && shop.read("app/Cargo.toml").contains("async-recursion"));
}
