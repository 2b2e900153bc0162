//! What other crates can name: only that is handed on to them, and changes for them.

use crate::shop::Shop;

const OWN: &str = "#[async_trait::async_trait]\npub trait Own { async fn own(&self); }\n";

/// The report of a dry run over a library with this code.
fn report(code: &str) -> String {
    let shop = Shop::new();
    shop.write("app/src/lib.rs", code);
    shop.fixes(&["--dry-run", "app"])
}

#[test]
fn an_attribute_that_no_other_crate_can_name_is_not_handed_on() {
    let import = "pub use async_trait::async_trait;";
    for prelude in [
        format!("mod prelude {{ {import} }}"),
        format!("pub(crate) mod prelude {{ {import} }}"),
        format!("mod inner {{ pub mod prelude {{ {import} }} }}"),
        "mod store { use async_trait::async_trait; pub struct Store; }\npub use store::*;".to_owned(),
    ] {
        let report = report(&format!("{prelude}\n{OWN}"));
        assert!(report.contains("would change: 1 trait") && !report.contains("left:"), "{report}");
    }
    for handed_on in [
        format!("pub mod prelude {{ {import} }}"),
        format!("mod prelude {{ {import} }}\npub use prelude::*;"),
        format!("mod prelude {{ {import} }}\npub use self::prelude::async_trait;"),
        format!("mod inner {{ {import} }}\nuse inner as prelude;\npub use prelude::async_trait;"),
        format!(
            "mod inner {{ {import} }}\nmacro_rules! all {{ ($($i:item)*) => {{ $($i)* }} }}\nall! {{ pub use inner::*; }}"
        ),
        format!("macro_rules! all {{ ($($i:item)*) => {{ $($i)* }} }}\nall! {{ {import} }}"),
    ] {
        let report = report(&format!("{handed_on}\n{OWN}"));
        assert!(
            report.contains("nothing to change\n") && report.contains("hands async-trait's attribute on"),
            "{report}"
        );
    }
}

#[test]
fn an_attribute_that_a_test_hands_on_serves_no_other_crate() {
    let shop = Shop::new();
    shop.write("app/src/lib.rs", OWN);
    shop.write("app/tests/it.rs", "pub use async_trait::async_trait;\n");
    let report = shop.fixes(&["--dry-run", "app"]);
    assert!(report.contains("would change: 1 trait"), "{report}");
}

#[test]
fn a_trait_that_no_other_crate_can_name_is_not_said_to_be_public() {
    let public = "public, so that an implementation";
    for hidden in [format!("mod own {{ {OWN} }}"), format!("pub fn own() {{ use std::fmt; {OWN} }}")] {
        let report = report(&hidden);
        assert!(report.contains("would change: 1 trait") && !report.contains(public), "{report}");
    }
    for seen in [format!("pub mod own {{ {OWN} }}"), format!("mod own {{ {OWN} }} pub use own::Own;")] {
        let report = report(&seen);
        assert!(report.contains(public), "{report}");
    }
}

#[test]
fn an_attribute_that_a_library_has_from_another_by_a_glob_is_handed_on() {
    let shop = Shop::new();
    shop.write("outside/src/lib.rs", "pub use async_trait::async_trait;\n");
    shop.write("app/src/lib.rs", "pub use outside::*;\n#[async_trait]\npub trait Own { async fn own(&self); }\n");
    let report = shop.fixes(&["--dry-run", "app"]);
    assert!(report.contains("nothing to change\n") && report.contains("`pub use` at app/src/lib.rs:1"), "{report}");
}

#[test]
fn a_trait_stays_whose_impls_an_exported_macro_may_write_and_changes_with_those_of_others() {
    let writes = |export: &str, parameter: &str, of: &str| {
        format!(
            "#[async_trait::async_trait]\npub trait Of<T> {{ async fn of(&self, t: T); }}\n{export}\nmacro_rules! writes {{\n    \
             ({parameter}, $T:ident) => {{\n        #[async_trait::async_trait]\n        impl {of} for $T {{\n            \
             async fn of(&self, _t: u8) {{}}\n        }}\n    }};\n}}\n"
        )
    };
    for (parameter, of) in [("$x:ty", "$crate::Of<$x>"), ("$of:path", "$of")] {
        for export in ["#[macro_export]", "#[cfg_attr(all(), macro_export)]"] {
            let report = report(&writes(export, parameter, of));
            assert!(report.contains("nothing to change\n") && report.contains("the exported `writes!`"), "{report}");
        }
    }
    let own = report(&writes("", "$x:ty", "Of<$x>"));
    assert!(own.contains("would change: 1 trait, 1 impl"), "{own}");
}
