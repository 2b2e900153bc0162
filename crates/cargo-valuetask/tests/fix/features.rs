//! Code that compiles only with a feature: it is checked if the feature is on.

use crate::shop::{KNOWN, STORE, Shop};

/// The workspace, with the code that takes no changed `Known` behind a feature.
fn behind_a_feature() -> Shop {
    let shop = Shop::new();
    let known = KNOWN.replace("pub fn", "#[cfg(feature = \"pointers\")]\npub fn");
    shop.write("store/src/lib.rs", &format!("{STORE}{known}{OFF}mod file;\n"));
    let file = "#![cfg(feature = \"pointers\")]\n#[async_trait::async_trait]\ntrait Inner { async fn inner(&self); }\n";
    shop.write("store/src/file.rs", file);
    let manifest = shop.read("store/Cargo.toml");
    shop.write("store/Cargo.toml", &manifest.replace("[features]\n", "[features]\npointers = []\n"));
    shop
}

/// Code behind the feature, and behind another platform.
const OFF: &str = "
#[cfg(all(unix, feature = \"pointers\"))]
pub mod off {
    #[async_trait::async_trait]
    pub(crate) trait Off { async fn off(&self); }
}
#[cfg(windows)]
#[async_trait::async_trait]
trait Elsewhere { async fn elsewhere(&self); }
";

#[test]
fn a_change_that_does_not_compile_with_a_feature_is_taken_back_if_it_is_on_and_stays_if_it_is_off() {
    let taken_back = "taken back: `Known` with 0 impls";
    let shop = behind_a_feature();
    let report = shop.fixes(&["--allow-dirty", "--", "--workspace", "--all-features"]);
    assert!(report.contains("changed: 4 traits, 1 impl") && report.contains(taken_back), "{report}");
    assert!(!report.contains("not checked: store/src/lib.rs:20"), "{report}");
    drop(shop);
    let shop = behind_a_feature();
    let report = shop.fixes(&["--allow-dirty"]);
    assert!(report.contains("changed: 5 traits, 1 impl") && !report.contains("taken back"), "{report}");
    for line in [
        "not checked: store/src/lib.rs:20, behind `cfg(all(unix, feature = \"pointers\"))`: \
         run `cargo check --workspace --all-targets --features store/pointers`\n",
        "not checked: store/src/file.rs:2, behind `cfg(feature = \"pointers\")`: run",
        "not checked: store/src/lib.rs:24, behind `cfg(windows)`: check it where that holds\n",
    ] {
        assert!(report.contains(line), "no `{line}` in\n{report}");
    }
}
