//! What users of a library see: public traits, attributes that are handed on, exported macros, code without std.

use crate::shop::{APP, STORE, Shop};

#[test]
fn public_traits_and_functions_and_what_keeps_a_dependency_are_named() {
    let shop = Shop::new();
    let depth = "#[async_recursion::async_recursion]\npub async fn depth(left: u32) { depth(left).await }\n";
    shop.write("app/src/lib.rs", &format!("{APP}{depth}"));
    shop.write(
        "app/Cargo.toml",
        &shop.read("app/Cargo.toml").replace("outside =", "async-recursion = \"1\"\noutside ="),
    );
    shop.lock();
    let report = shop.fixes(&["--dry-run"]);
    for line in [
        "public, so that an implementation in another crate, if there is one, has to change with it: `Store` (store/src/lib.rs:5)\n",
        "public, and returns another type now: `depth` (app/src/lib.rs:",
        "async-trait stays in app/Cargo.toml: app/src/lib.rs names it\n",
    ] {
        assert!(report.contains(line), "no `{line}` in\n{report}");
    }
    assert!(!report.contains("async-trait stays in store"), "{report}");
}

#[test]
fn an_attribute_that_is_handed_on_stays_with_the_public_traits_of_its_package() {
    for import in ["pub use async_trait::async_trait;", "use async_trait::async_trait; pub use async_trait;"] {
        let shop = Shop::new();
        let own = "#[async_trait]\npub(crate) trait Own { async fn own(&self); }\n";
        let store = shop.read("store/src/lib.rs").replacen("use async_trait::async_trait;", import, 1);
        shop.write("store/src/lib.rs", &format!("{store}{own}"));
        let report = shop.fixes(&["--dry-run"]);
        let why = "`pub use` at store/src/lib.rs:2 hands async-trait's attribute on to crates that may not depend on valuetask";
        assert!(report.contains(&format!("left: trait Store  store/src/lib.rs:5, and 1 more  {why}\n")), "{report}");
        assert!(report.contains("+#[valuetask::async_trait]\n pub(crate) trait Own"), "{report}");
        assert!(!report.contains(&format!("-{import}")) && !report.contains("b/app/src"), "{report}");
    }
}

#[test]
fn an_attribute_that_another_package_hands_on_stays_with_the_traits_that_it_serves() {
    let shop = Shop::new();
    let app = APP.split("#[async_trait::async_trait]\nimpl Outside").next().expect("the first impl");
    shop.write("app/src/lib.rs", &format!("pub use async_trait::async_trait;\npub use store::*;\n{app}"));
    let report = shop.fixes(&["--dry-run"]);
    assert!(report.contains("nothing to change\n") && report.contains("left: trait Store  "), "{report}");
}

#[test]
fn a_trait_that_is_not_public_is_not_named() {
    let shop = Shop::new();
    let traits = "#[async_trait::async_trait]\npub(crate) trait Own { async fn own(&self); }\n";
    shop.write("app/src/lib.rs", traits);
    let report = shop.fixes(&["--dry-run", "app/src/lib.rs"]);
    assert!(report.contains("would change: 1 trait, in") && !report.contains("public, so that"), "{report}");
}

#[test]
fn a_trait_whose_attribute_an_exported_macro_writes_is_left_with_its_impls() {
    let shop = Shop::new();
    let exported = "
#[macro_export]
macro_rules! empty {
    ($T:ty) => {
        #[async_trait::async_trait]
        impl $crate::Store for $T {
            async fn get(&self, _key: u32) -> Option<String> { None }
        }
    };
}
";
    shop.write("store/src/lib.rs", &format!("{STORE}{exported}"));
    let report = shop.fixes(&["--dry-run", "--allow-dirty"]);
    let why = "the exported `empty!` at store/src/lib.rs:11 writes the attribute, for crates that may not depend on valuetask";
    assert!(report.contains(&format!("left: trait Store  store/src/lib.rs:5, and 2 more  {why}\n")), "{report}");
    assert!(!report.contains("+++ b/app/src/lib.rs"), "{report}");
}

#[test]
fn an_exported_macro_that_writes_a_trait_or_a_function_is_left_with_the_import_that_it_names() {
    let shop = Shop::new();
    let exported = "
#[macro_export]
macro_rules! declared {
    ($name:ident, $function:ident) => {
        #[$crate::async_trait]
        pub trait $name { async fn get(&self); }
        #[async_recursion::async_recursion]
        pub async fn $function() { $function().await }
    };
}
";
    shop.write("store/src/lib.rs", &format!("{}{exported}", shop.read("store/src/lib.rs")));
    let manifest = shop.read("store/Cargo.toml").replace("[features]", "async-recursion = \"1\"\n\n[features]");
    shop.write("store/Cargo.toml", &manifest);
    shop.lock();
    let report = shop.fixes(&["--dry-run"]);
    let why = "the exported `declared!` at store/src/lib.rs:11 writes the attribute, for crates that may not depend on valuetask";
    for line in [
        &*format!("left: declared!  store/src/lib.rs:13, and 1 more  {why}\n"),
        "+#[valuetask::async_trait]\n pub trait Store",
        "async-trait stays in store/Cargo.toml: store/src/lib.rs names it\n",
        "async-recursion stays in store/Cargo.toml: store/src/lib.rs names it\n",
    ] {
        assert!(report.contains(line), "no `{line}` in\n{report}");
    }
    assert!(!report.contains("-use async_trait::async_trait;"), "{report}");
}

#[test]
fn code_without_std_gets_the_attributes_alone() {
    let shop = Shop::new();
    shop.write("store/src/lib.rs", &format!("#![cfg_attr(not(test), no_std)]\n{STORE}"));
    let report = shop.fixes(&["--dry-run"]);
    let line = |rest: &str| report.lines().any(|line| line.starts_with("+valuetask") && line.contains(rest));
    assert!(line("default-features = false, features = [\"macros\"]") && line("optional = true"), "{report}");
}

#[test]
fn the_feature_std_of_code_without_std_turns_on_that_of_valuetask() {
    let shop = Shop::new();
    shop.write("store/src/lib.rs", &format!("#![cfg_attr(not(feature = \"std\"), no_std)]\n{STORE}"));
    let manifest = shop.read("store/Cargo.toml").replace("[features]\n", "[features]\nstd = []\n");
    shop.write("store/Cargo.toml", &manifest);
    let report = shop.fixes(&["--dry-run"]);
    assert!(report.contains("\n+std = [\"valuetask?/std\"]\n"), "{report}");
}

#[test]
fn a_build_script_that_names_async_trait_keeps_it_and_a_valuetask_that_is_not_optional_does_not() {
    let shop = Shop::new();
    let manifest = shop.read("store/Cargo.toml");
    shop.write("store/Cargo.toml", &format!("{manifest}\n[build-dependencies]\nasync-trait = \"0.1\"\n"));
    shop.write("store/build.rs", "use async_trait::async_trait;\nfn main() {}\n");
    let report = shop.fixes(&["--dry-run"]);
    assert!(report.contains("async-trait stays in store/Cargo.toml: store/build.rs names it\n"), "{report}");
    std::fs::remove_file(shop.path("store/build.rs")).expect("the file");
    let optional = format!("valuetask = {{ path = \"{}\" }}\nasync-trait = {{", crate::shop::valuetask().display());
    shop.write("store/Cargo.toml", &manifest.replace("async-trait = {", &optional));
    let report = shop.fixes(&["--dry-run"]);
    for line in ["-async-trait = {", "-asynchronous = [\"dep:async-trait\"]\n", "+asynchronous = []\n"] {
        assert!(report.contains(line), "no `{line}` in\n{report}");
    }
}

#[test]
fn a_path_that_is_given_relatively_is_written_so() {
    let shop = Shop::new();
    shop.write("valuetask/Cargo.toml", "");
    let mut command = std::process::Command::new(crate::run::binary());
    command.current_dir(shop.path("")).args(["audit", "--fix", "--dry-run", "--path", "valuetask"]);
    let report = crate::run::succeeds(&mut command);
    assert!(report.contains("path = \"../valuetask\""), "{report}");
}

#[test]
fn a_package_that_has_the_attribute_from_another_gets_valuetask_too() {
    let shop = Shop::new();
    shop.write("outside/src/lib.rs", "pub use async_trait::async_trait;\n");
    shop.write("app/src/lib.rs", "#[outside::async_trait]\npub trait Own { async fn own(&self); }\n");
    shop.write("app/Cargo.toml", &shop.read("app/Cargo.toml").replace("async-trait = \"0.1\"\n", ""));
    shop.lock();
    let report = shop.fixes(&["--dry-run"]);
    let manifest = report.split("+++ b/app/Cargo.toml").nth(1).expect("its manifest changes");
    assert!(manifest.contains("+valuetask = "), "{report}");
}

#[test]
fn an_import_of_a_box_that_only_the_attribute_needed_goes() {
    let needed = "#[async_trait::async_trait]\npub trait Own { async fn own(&self) -> Box<u8>; }\n";
    let vec = "pub fn all() -> Vec<u8> { Vec::new() }\n";
    for (import, code, left) in [
        ("use alloc::boxed::Box;\n", needed.replace("Box<u8>", "u8"), ""),
        ("use alloc::{boxed::Box, vec::Vec};\n", needed.replace("Box<u8>", "u8") + vec, "use alloc::vec::Vec;\n"),
        ("use alloc::boxed::Box;\n", needed.to_owned(), "use alloc::boxed::Box;\n"),
        // Code of another configuration may need it.
        (
            "use alloc::boxed::Box;\n",
            needed.replace("Box<u8>", "u8") + "#[cfg(windows)]\npub fn other() -> Box<u8> { Box::new(1) }\n",
            "use alloc::boxed::Box;\n",
        ),
    ] {
        let shop = Shop::new();
        shop.write("app/src/lib.rs", &format!("#![no_std]\nextern crate alloc;\n{import}\n{code}"));
        let report = shop.fixes(&["--allow-dirty"]);
        let start = format!("#![no_std]\nextern crate alloc;\n{left}");
        assert!(shop.read("app/src/lib.rs").starts_with(&start), "{report}");
        assert!(!report.contains("taken back: `Own`"), "{report}");
    }
}

#[test]
fn an_import_that_code_denies_when_nothing_uses_it_goes() {
    let shop = Shop::new();
    let own = "#[async_trait::async_trait]\npub trait Own { async fn own(&self); }\n";
    let start = "#![no_std]\n#![deny(warnings)]\nextern crate alloc;\n";
    shop.write("app/src/lib.rs", &format!("{start}use alloc::boxed::Box;\n\n{own}"));
    let report = shop.fixes(&["--allow-dirty"]);
    assert!(report.contains("changed: 2 traits, 1 mended place"), "{report}");
    assert!(shop.read("app/src/lib.rs").starts_with(&format!("{start}\n#[valuetask")), "{report}");
}

#[test]
fn imports_stay_sorted_where_they_were() {
    let shop = Shop::new();
    let imports = |first: &str, second: &str| format!("{first}\n{second}\n\n");
    let (old, new) = ("use async_trait::async_trait;", "use valuetask::async_trait;");
    let code = "#[async_trait]\npub trait Own {\n    async fn own(&self, given: Arc<u8>);\n}\n";
    let sorted = format!("{}{code}", imports(old, "use std::sync::Arc;"));
    shop.write("app/src/lib.rs", &sorted);
    shop.fixes(&["--allow-dirty"]);
    assert_eq!(shop.read("app/src/lib.rs"), format!("{}{code}", imports("use std::sync::Arc;", new)));
    let shop = Shop::new();
    shop.write("app/src/lib.rs", &sorted.replace("    async", "  async"));
    shop.fixes(&["--allow-dirty"]);
    assert!(shop.read("app/src/lib.rs").starts_with(&imports(new, "use std::sync::Arc;")), "it wasn't formatted");
}
