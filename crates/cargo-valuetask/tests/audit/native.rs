//! Native traits: those with an erased trait for `dyn`, by `#[value_task(dyn = ..)]` or by another crate's attribute.

use serde_json::{Value, json};

use crate::util::{of_text, places};

/// What is said of the method of an item.
fn of_item<'r>(report: &'r Value, item: &str, name: &str) -> &'r Value {
    let mut found = places(report).into_iter().filter(|(own, place)| own == name && place["item"] == item);
    let (_, place) = found.next().unwrap_or_else(|| panic!("{item}: {name}"));
    assert!(found.next().is_none(), "{item}: {name}");
    place
}

#[test]
fn a_native_trait_of_ours_allocates_nothing() {
    let report = of_text(
        "#[valuetask::value_task(dyn = DynStore)]
        trait Store { async fn get(&self) -> u64; fn stream(&self) -> impl Future<Output = u64>; }
        impl Store for Plain { async fn get(&self) -> u64 { 7 } }
        #[valuetask::value_task(dyn)] impl Store for Hot { async fn get(&self) -> u64 { 7 } }
        #[valuetask::value_task(dyn, lazy)] impl Store for Lazy { async fn get(&self) -> u64 { 7 } }",
    );
    for (item, kind) in [
        ("trait Store", "attribute"),
        ("impl Store for Plain", "native"),
        ("impl Store for Hot", "attribute"),
        ("impl Store for Lazy", "attribute"),
    ] {
        let get = of_item(&report, item, "get");
        assert_eq!((&get["kind"], &get["allocates"]), (&kind.into(), &"nothing".into()), "{item}");
    }
    assert_eq!(of_item(&report, "trait Store", "stream")["kind"], "native");
}

#[test]
fn traits_of_one_name_are_two_where_two_modules_declare_them() {
    let of_module = |name: &str| {
        format!(
            "mod {name} {{ use async_trait::async_trait; #[async_trait] pub trait Store {{ async fn get(&self); }}\n\
             #[async_trait] impl Store for X {{ async fn get(&self) {{}} }} }}\n"
        )
    };
    let report = of_text(&format!("{}{}", of_module("a"), of_module("b")));
    let allocating = report["allocating"].as_array().expect("a list");
    let impls: Vec<_> = allocating.iter().map(|group| (&group["name"], &group["impls"])).collect();
    assert_eq!(impls, [(&json!("Store"), &json!(1)), (&json!("Store"), &json!(1))]);
}
