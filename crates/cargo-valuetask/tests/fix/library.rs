//! What users of a library see: public traits, attributes that are handed on, exported macros, code without std.

use crate::shop::{APP, STORE, Shop};

#[test]
fn public_traits_and_attributes_that_are_handed_on_are_named() {
    let shop = Shop::new();
    let named = STORE.find("\n/// Its method is named").expect("the trait that is taken back");
    shop.write("store/src/lib.rs", &STORE[..named]);
    let report = shop.fixes(&["--dry-run"]);
    for line in [
        "public, so that an implementation in another crate has to change with it: `Store`\n",
        "store/src/lib.rs:2: hands the attribute on: a crate that writes it needs valuetask in its Cargo.toml\n",
        "async-trait stays in app/Cargo.toml: app/src/lib.rs names it\n",
    ] {
        assert!(report.contains(line), "no `{line}` in\n{report}");
    }
    assert!(!report.contains("async-trait stays in store"), "{report}");
}

#[test]
fn an_attribute_that_is_handed_on_as_it_was_is_named_where_a_public_trait_changes() {
    let shop = Shop::new();
    let macros =
        "macro_rules! all { ($of:ident) => { #[crate::async_trait] impl $of for u8 { async fn a(&self) {} } }; }\n";
    let named = STORE.find("\n/// Its method is named").expect("the trait that is taken back");
    shop.write("store/src/lib.rs", &format!("{}{macros}", &STORE[..named]));
    let report = shop.fixes(&["--dry-run"]);
    let line = "store/src/lib.rs:2: hands async-trait's attribute on, which doesn't fit these traits any more\n";
    assert!(report.contains(line), "{report}");
}

#[test]
fn a_trait_that_is_not_public_is_not_named() {
    let shop = Shop::new();
    let traits = "#[async_trait::async_trait]\npub(crate) trait Own { async fn own(&self); }\n";
    shop.write("app/src/lib.rs", traits);
    let report = shop.fixes(&["--dry-run", "app/src/lib.rs"]);
    assert!(report.contains("1 trait, 0 impls") && !report.contains("public, so that"), "{report}");
}

#[test]
fn a_trait_whose_attribute_an_exported_macro_writes_is_left_with_its_impls() {
    let shop = Shop::new();
    let exported = "
#[macro_export]
macro_rules! empty {
    ($T:ty) => {
        #[$crate::async_trait]
        impl $crate::Store for $T {
            async fn get(&self, _key: u32) -> Option<String> { None }
        }
    };
}
";
    shop.write("store/src/lib.rs", &format!("{STORE}{exported}"));
    let report = shop.fixes(&["--dry-run", "--allow-dirty"]);
    let why = "an exported macro writes the attribute, for crates that may not depend on valuetask";
    for place in ["store/src/lib.rs:5", "store/src/lib.rs:21", "app/src/lib.rs:6"] {
        assert!(report.contains(&format!("left: {place}: {why}\n")), "no {place} in\n{report}");
    }
    assert!(!report.contains("+++ b/app/src/lib.rs"), "{report}");
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
    let app = APP.replacen("#[async_trait::async_trait] // by its path", "#[shop::async_trait]", 1);
    let (head, _) = app.split_once("#[async_trait::async_trait]\nimpl Outside").expect("the last impl");
    shop.write("app/src/lib.rs", &head.replace("use outside::Outside;\n", ""));
    shop.write("app/Cargo.toml", &shop.read("app/Cargo.toml").replace("async-trait = \"0.1\"\n", ""));
    let report = shop.fixes(&["--dry-run"]);
    let manifest = report.split("+++ b/app/Cargo.toml").nth(1).expect("its manifest changes");
    assert!(manifest.contains("+valuetask = "), "{report}");
}

#[test]
fn an_import_of_a_box_that_only_the_attribute_needed_goes() {
    let shop = Shop::new();
    let with = |code: &str| format!("extern crate alloc;\nuse alloc::boxed::Box;\n\n{code}");
    let needed = "#[async_trait::async_trait]\npub trait Own { async fn own(&self) -> Box<u8>; }\n";
    for (code, goes) in [(needed.replace("Box<u8>", "u8"), true), (needed.to_owned(), false)] {
        shop.write("app/src/lib.rs", &with(&code));
        let report = shop.fixes(&["--dry-run"]);
        assert_eq!(report.contains("\n-use alloc::boxed::Box;\n"), goes, "{report}");
    }
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
