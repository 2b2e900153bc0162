//! Attributes of traits and impls without an async method: they are removed, with imports that nothing else uses.

use crate::run::says;
use crate::shop::{APP, STORE, Shop};

/// A shop whose app is this.
fn with_app(app: &str) -> Shop {
    let shop = Shop::new();
    shop.write("app/src/lib.rs", app);
    shop
}

#[test]
fn it_goes_with_the_import_and_the_dependency_and_what_is_left_compiles() {
    let shop = with_app(
        "//! An app.\n#[cfg(all())]\nuse async_trait::async_trait;\nuse store as shop;\n\n/// A mark.\n\
         #[async_trait] // by its name\npub trait Marker {\n    fn mark(&self) {}\n}\n\npub struct Nothing;\n\n\
         #[cfg_attr(unix, async_trait)]\n#[cfg_attr(not(unix), async_trait(?Send))]\nimpl Marker for Nothing {}\n\n\
         #[async_trait::async_trait] impl Marker for dyn shop::Store {}\n",
    );
    let manifest = shop.read("app/Cargo.toml");
    let report = shop.fixes(&["--allow-dirty"]);
    let app = "//! An app.\nuse store as shop;\n\n/// A mark.\n// by its name\npub trait Marker {\n    \
               fn mark(&self) {}\n}\n\npub struct Nothing;\n\nimpl Marker for Nothing {}\n\nimpl Marker for dyn shop::Store {}\n";
    assert_eq!(shop.read("app/src/lib.rs"), app);
    // Nothing of it needs valuetask.
    assert_eq!(shop.read("app/Cargo.toml"), manifest.replace("async-trait = \"0.1\"\n", ""));
    let changed = "changed: 1 trait, 0 impls, 4 attributes that had no async method taken away, in 4 files";
    says(&report, &[changed, "taken back: `Known` with 0 impls"]);
}

#[test]
fn where_an_impl_is_async_as_well_the_import_changes() {
    let app = "use async_trait::async_trait;\n\npub struct Nothing;\n\n#[async_trait]\n\
               impl store::Store for Nothing {\n    async fn get(&self, _key: u32) -> Option<String> { None }\n}\n\n\
               #[async_trait]\npub trait Marker {}\n";
    let shown = with_app(app).fixes(&["--dry-run"]);
    says(
        &shown,
        &[
            "-use async_trait::async_trait;\n+use valuetask::async_trait;\n",
            "-#[async_trait]\n pub trait Marker {}\n",
            "-async-trait = \"0.1\"\n",
            "2 traits, 1 impl, 1 attribute that had no async method taken away",
        ],
    );
}

#[test]
fn of_many_modules_in_a_file_each_import_goes() {
    let module = |number| {
        format!("mod n{number} {{\n    use async_trait::async_trait;\n    #[async_trait]\n    trait Marker {{}}\n}}\n")
    };
    let shown = with_app(&(0..600).map(module).collect::<String>()).fixes(&["--dry-run"]);
    says(&shown, &["600 attributes that had no async method taken away"]);
    assert_eq!(shown.matches("-    use async_trait::async_trait;\n").count(), 600);
}

#[test]
fn an_import_of_several_names_stays() {
    let app = "use store::{Store, async_trait};\n\n#[async_trait]\npub trait Marker: Store {}\n";
    let shown = with_app(app).fixes(&["--dry-run"]);
    says(&shown, &[" use store::{Store, async_trait};\n", "-#[async_trait]\n pub trait Marker"]);
}

#[test]
fn an_import_that_is_named_otherwise_or_is_public_stays() {
    let attribute = "#[async_trait]\npub trait Marker {}\n";
    let stays = "macro_rules! marked { ($name:ident) => { #[async_trait] pub trait $name {} } }\nmarked!(Other);\n";
    for (import, more) in [("use", stays), ("pub use", "")] {
        let app = format!("{import} async_trait::async_trait;\n\n{attribute}{more}");
        let shown = with_app(&app).fixes(&["--dry-run"]);
        assert!(shown.contains("-#[async_trait]\n pub trait Marker"), "{shown}");
        let of_app = shown.split("--- a/store").next().unwrap_or_default();
        assert!(of_app.contains(&format!(" {import} async_trait::async_trait;\n")), "{shown}");
        assert!(!of_app.contains("Cargo.toml"), "{shown}");
    }
}

#[test]
fn one_that_may_have_something_to_do_is_left_and_said_to_be() {
    for (attributes, why) in [
        ("#[other::makes]\n#[async_trait]", "`#[other::makes]` before it may make async methods"),
        ("#[cfg_attr(all(), async_trait, other::makes)]", "other attributes stand in the same `cfg_attr`"),
    ] {
        let app = format!("use async_trait::async_trait;\n\n{attributes}\npub trait Marker {{}}\n");
        let shown = with_app(&app).fixes(&["--dry-run"]);
        assert!(!shown.contains("a/app/"), "{shown}");
        let line = if attributes.contains('\n') { 4 } else { 3 };
        says(&shown, &[&format!("left: app/src/lib.rs:{line}: "), why]);
    }
}

#[test]
fn one_in_a_module_that_a_macro_may_change_is_left_and_said_to_be() {
    for (attributes, left) in [
        ("#[other::makes]", true),
        ("#[cfg_attr(all(), allow(unused), other::makes)]", true),
        ("#[cfg(all())]\n#[allow(unused)]\n#[path = \"x\"]\n#[no_implicit_prelude]", false),
    ] {
        let marker = "#[async_trait::async_trait]\n    pub trait Marker {}";
        let app = format!("{attributes}\npub mod outer {{ pub mod inner {{\n    {marker}\n}} }}\n");
        let shown = with_app(&app).fixes(&["--dry-run"]);
        let why = "left: app/src/lib.rs:3: `#[other::makes]` around it may make async methods";
        assert_eq!((shown.contains(why), shown.contains("a/app/")), (left, !left), "{shown}");
    }
    let app = "#[other::makes]\npub mod before {}\n#[async_trait::async_trait]\npub trait Marker {}\n";
    says(&with_app(app).fixes(&["--dry-run"]), &["-#[async_trait::async_trait]\n pub trait Marker"]);
}

#[test]
fn of_imports_in_several_modules_those_go_that_nothing_names_any_more() {
    let top = "#![deny(warnings)]\nuse async_trait::async_trait;\n\n#[async_trait]\npub trait Marker {}\n\n";
    let inner = "pub mod inner {\n    use async_trait::async_trait;\n\n    #[async_trait]\n    pub trait Other";
    let of_outside = "pub struct Nothing;\n#[async_trait::async_trait]\n\
                      impl outside::Outside for Nothing { async fn out(&self) {} }\n";
    let top_left = "#![deny(warnings)]\n\npub trait Marker {}\n\n";
    for (more, left) in [
        // Both have nothing to do.
        (format!("{inner} {{}}\n}}\n"), "pub mod inner {\n\n    pub trait Other {}\n}\n".to_owned()),
        // The inner one changes.
        (
            format!("{inner} {{ async fn go(&self); }}\n}}\n"),
            format!("{} {{ async fn go(&self); }}\n}}\n", inner.replace("async_trait::", "valuetask::")),
        ),
        // Another stays, by its path.
        (of_outside.to_owned(), of_outside.to_owned()),
    ] {
        let shop = with_app(&format!("{top}{more}"));
        let report = shop.fixes(&["--allow-dirty", "--", "-p", "app"]);
        assert_eq!(shop.read("app/src/lib.rs"), format!("{top_left}{left}"), "{report}");
    }
}

#[test]
fn an_import_that_another_one_names_stays() {
    for import in ["use super::async_trait as at;", "use {store::Store as _, super::async_trait as at};"] {
        let app = format!(
            "use async_trait::async_trait;\n\n#[async_trait]\npub trait Marker {{}}\n\n\
             pub mod inner {{\n    {import}\n\n    #[at]\n    pub trait Other {{}}\n}}\n"
        );
        let shown = with_app(&app).fixes(&["--dry-run"]);
        says(&shown, &["-#[async_trait]\n pub trait Marker", "-    #[at]\n     pub trait Other"]);
        assert!(!shown.contains("\n-use async_trait::async_trait;\n"), "{shown}");
    }
}

#[test]
fn a_package_that_only_speaks_of_valuetask_gets_no_dependency_on_it() {
    let shop = with_app("// use valuetask::ValueTask; one day\n#[async_trait::async_trait]\npub trait Marker {}\n");
    let manifest = shop.read("app/Cargo.toml");
    shop.fixes(&["--allow-dirty"]);
    assert_eq!(shop.read("app/Cargo.toml"), manifest.replace("async-trait = \"0.1\"\n", ""));
}

#[test]
fn one_in_a_macro_is_left_and_said_to_be() {
    let app = "pub trait Marker {}\nmacro_rules! marked {\n    ($name:ident $($fn:item)*) => {\n        \
               #[async_trait::async_trait]\n        impl Marker for $name { $($fn)* }\n    };\n}\n\
               pub struct Nothing;\nmarked!(Nothing);\n";
    let shown = with_app(app).fixes(&["--dry-run"]);
    says(&shown, &["left: app/src/lib.rs:4: no async method is seen in it, and it is in a macro"]);
    assert!(!shown.contains("a/app/"), "{shown}");
}

#[test]
fn where_it_does_not_compile_without_it_is_taken_back_and_all_else_stays_changed() {
    let more = "mod inner;\nuse async_trait::async_trait;\n#[async_trait]\npub trait Marker {}\n";
    let app = format!("{}{more}", APP.split("#[async_trait::async_trait]\nimpl Outside").next().unwrap_or_default());
    let shop = with_app(&app);
    shop.write("app/src/inner.rs", "use super::async_trait;\n");
    let report = shop.fixes(&["--allow-dirty"]);
    let back =
        "taken back: app/src/lib.rs:14: an attribute that has no async method\n  app/src/inner.rs:1: error[E0432]";
    says(&report, &["changed: 1 trait, 1 impl, in 4 files", back]);
    let changed = app.replacen("async_trait::async_trait] //", "valuetask::async_trait] //", 1);
    assert_eq!(shop.read("app/src/lib.rs"), changed);
    assert_ne!(shop.read("store/src/lib.rs"), STORE);
}
