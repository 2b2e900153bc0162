//! Code that compiles only with a feature: it is checked if the feature is on.

use crate::shop::{STORE, Shop};

/// The workspace, with the code that takes no changed `Known` behind a feature.
fn behind_a_feature() -> Shop {
    let shop = Shop::new();
    let store = STORE.replace("pub fn known", "#[cfg(feature = \"pointers\")]\npub fn known");
    shop.write("store/src/lib.rs", &format!("{store}{OFF}"));
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
    assert!(report.contains("changed: 3 traits, 1 impl") && report.contains(taken_back), "{report}");
    assert!(!report.contains("not checked: store/src/lib.rs:21"), "{report}");
    drop(shop);
    let shop = behind_a_feature();
    let report = shop.fixes(&["--allow-dirty"]);
    assert!(report.contains("changed: 4 traits, 1 impl") && !report.contains("taken back"), "{report}");
    for line in [
        "not checked: store/src/lib.rs:21, behind `cfg(all(unix, feature = \"pointers\"))`: \
         run `cargo check --workspace --all-targets --features store/pointers`\n",
        "not checked: store/src/lib.rs:25, behind `cfg(windows)`: check it where that holds\n",
    ] {
        assert!(report.contains(line), "no `{line}` in\n{report}");
    }
}
