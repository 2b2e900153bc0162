//! Traits and impls without an async method: their attributes change as all others do.

use crate::run::says;
use crate::shop::Shop;

#[test]
fn a_marker_changes_with_its_impls_and_what_is_changed_compiles() {
    let shop = Shop::new();
    shop.write(
        "app/src/lib.rs",
        "#![deny(warnings)]\nuse async_trait::async_trait;\n\n#[async_trait]\npub trait Marker {\n    fn mark(&self) {}\n}\n\n\
         pub struct Nothing;\n\n#[cfg_attr(unix, async_trait)]\n#[cfg_attr(not(unix), async_trait(?Send))]\n\
         impl Marker for Nothing {}\n\n#[async_trait::async_trait]\nimpl Marker for u8 {}\n",
    );
    let report = shop.fixes(&["--allow-dirty"]);
    says(&report, &["changed: 2 traits, 2 impls, in 4 files"]);
    let app = shop.read("app/src/lib.rs");
    says(&app, &["use valuetask::async_trait;\n\n#[async_trait]\npub trait Marker", "#[valuetask::async_trait]\nimpl"]);
}

#[test]
fn one_in_a_macro_changes_with_its_trait() {
    let shop = Shop::new();
    let app = "#[async_trait::async_trait]\npub trait Marker {}\nmacro_rules! marked {\n    ($name:ident) => {\n        \
               #[async_trait::async_trait]\n        impl Marker for $name {}\n    };\n}\n\
               pub struct Nothing;\nmarked!(Nothing);\n";
    shop.write("app/src/lib.rs", app);
    says(&shop.fixes(&["--dry-run"]), &["+        #[valuetask::async_trait]\n         impl Marker for $name"]);
}

#[test]
fn an_import_that_an_attribute_in_a_macro_has_its_name_by_stays() {
    let shop = Shop::new();
    let app = "use async_trait::async_trait;\n\n#[async_trait]\npub trait Marker {}\n\
               macro_rules! marked { ($name:ident) => { #[async_trait] pub trait $name {} } }\nmarked!(Other);\n";
    shop.write("app/src/lib.rs", app);
    let shown = shop.fixes(&["--dry-run"]);
    says(
        &shown,
        &["+#[valuetask::async_trait]\n pub trait Marker", "left: marked!  app/src/lib.rs:5  what the macro makes"],
    );
    assert!(!shown.contains("-use async_trait::async_trait;\n\n"), "{shown}");
}
