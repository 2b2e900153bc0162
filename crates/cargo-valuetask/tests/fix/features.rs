//! Code that compiles only with a feature: it is checked if the feature is on.

use crate::shop::{STORE, Shop};

/// The workspace, with the code that takes no changed `Known` behind a feature.
fn behind_a_feature() -> Shop {
    let shop = Shop::new();
    shop.write("store/src/lib.rs", &STORE.replace("pub fn known", "#[cfg(feature = \"pointers\")]\npub fn known"));
    let manifest = shop.read("store/Cargo.toml");
    shop.write("store/Cargo.toml", &manifest.replace("[features]\n", "[features]\npointers = []\n"));
    shop
}

#[test]
fn a_change_that_does_not_compile_with_a_feature_is_taken_back_if_it_is_on_and_stays_if_it_is_off() {
    let taken_back = "taken back: `Known` with 0 impls";
    let shop = behind_a_feature();
    let report = shop.fixes(&["--allow-dirty", "--", "--workspace", "--all-features"]);
    assert!(report.contains("changed: 1 trait, 1 impl") && report.contains(taken_back), "{report}");
    drop(shop);
    let shop = behind_a_feature();
    let report = shop.fixes(&["--allow-dirty"]);
    assert!(report.contains("changed: 2 traits, 1 impl") && !report.contains("taken back"), "{report}");
}
