//! The traits that are taken back for an error that may be about several.

use crate::run::says;
use crate::shop::{APP, IS_BOX, STORE, Shop};

/// A derive macro that implements a trait under async-trait: what it writes can't be changed.
const DERIVES: &str = r##"use proc_macro::TokenStream;

#[proc_macro_derive(Row)]
pub fn row(item: TokenStream) -> TokenStream {
    let name = item.into_iter().skip_while(|token| token.to_string() != "struct").nth(1).unwrap();
    let code = r#"#[async_trait::async_trait] impl store::Loader for NAME {
        async fn load<C: store::Connection>(&self, connection: &C) -> u32 { connection.run().await }
    }"#;
    code.replace("NAME", &name.to_string()).parse().unwrap()
}
"##;

const DERIVES_MANIFEST: &str = "[package]\nname = \"derives\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n\
    [lib]\nproc-macro = true\n";

const LOADER: &str = r#"
#[async_trait]
pub trait Connection: Send + Sync {
    async fn run(&self) -> u32;
}

#[async_trait]
pub trait Loader {
    async fn load<C: Connection>(&self, connection: &C) -> u32;
}
"#;

#[test]
fn an_error_in_what_a_derive_macro_writes_is_laid_to_its_trait_alone() {
    let shop = Shop::new();
    shop.write("derives/Cargo.toml", DERIVES_MANIFEST);
    shop.write("derives/src/lib.rs", DERIVES);
    shop.write("Cargo.toml", &shop.read("Cargo.toml").replace("\"app\"", "\"app\", \"derives\""));
    shop.write("app/Cargo.toml", &format!("{}derives = {{ path = \"../derives\" }}\n", shop.read("app/Cargo.toml")));
    shop.write("store/src/lib.rs", &format!("{STORE}{LOADER}"));
    shop.write("app/src/lib.rs", &format!("{APP}\n#[derive(derives::Row)]\npub struct Entry;\n"));
    shop.lock();
    let shown = shop.fixes(&["--allow-dirty"]);
    says(&shown, &["taken back: `Loader` with 0 impls\n  app/src/lib.rs:", "error[E0053]"]);
    assert_eq!(shown.matches("taken back").count(), 1, "{shown}");
    says(&shop.read("store/src/lib.rs"), &["#[valuetask::async_trait]\npub trait Connection"]);
}

#[test]
fn a_trait_that_was_taken_back_beside_the_one_at_fault_is_changed_after_all() {
    let shop = Shop::new();
    shop.write("store/src/lib.rs", &format!("{STORE}{LOADER}"));
    let both = "pub fn both(s: &dyn shop::Store, c: &dyn shop::Connection) {\n    \
                { drop(c.run()); is_box(s.get(1)) }\n}\n";
    shop.write("app/src/lib.rs", &format!("{APP}{IS_BOX}{both}"));
    let shown = shop.fixes(&["--allow-dirty"]);
    says(&shown, &["taken back: `Store` with 1 impl\n  app/src/lib.rs:"]);
    assert_eq!(shown.matches("taken back").count(), 1, "{shown}");
    says(&shop.read("store/src/lib.rs"), &["#[valuetask::async_trait]\npub trait Connection"]);
}
