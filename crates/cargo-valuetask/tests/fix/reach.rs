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
    ] {
        let report = report(&format!("{prelude}\n{OWN}"));
        assert!(report.contains("would change: 1 trait") && !report.contains("left:"), "{report}");
    }
    for handed_on in [
        format!("pub mod prelude {{ {import} }}"),
        format!("mod prelude {{ {import} }}\npub use prelude::*;"),
        format!("mod prelude {{ {import} }}\npub use self::prelude::async_trait;"),
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
