//! Native traits: those with a companion for `dyn`, by `#[value_task(dyn = ..)]` or by another crate's attribute.

use serde_json::{Value, json};

use crate::util::{of_text, places};

/// What is said of the method of an item.
fn of_item<'r>(report: &'r Value, item: &str, name: &str) -> &'r Value {
    let mut found = places(report).into_iter().filter(|(own, place)| own == name && place["item"] == item);
    let (_, place) = found.next().unwrap_or_else(|| panic!("{item}: {name}"));
    assert!(found.next().is_none(), "{item}: {name}");
    place
}

fn allocations(least: u8, most: u8) -> Value {
    json!({ "least": least, "most": most })
}

#[test]
fn a_native_trait_of_ours_allocates_nothing_and_its_impl_says_whether_it_starts() {
    let report = of_text(
        "#[valuetask::value_task(dyn = DynStore)]
        trait Store { async fn get(&self) -> u64; fn stream(&self) -> impl Future<Output = u64>; }
        impl Store for Plain { async fn get(&self) -> u64 { 7 } }
        #[valuetask::value_task(dyn)] impl Store for Hot { async fn get(&self) -> u64 { 7 } }
        #[valuetask::value_task(dyn, lazy)] impl Store for Lazy { async fn get(&self) -> u64 { 7 } }",
    );
    for (item, kind, mechanism) in [
        ("trait Store", "attribute", Value::Null),
        ("impl Store for Plain", "native", Value::Null),
        ("impl Store for Hot", "attribute", json!("ready")),
        ("impl Store for Lazy", "attribute", json!("lazy")),
    ] {
        let get = of_item(&report, item, "get");
        assert_eq!((&get["kind"], &get["allocations"]), (&json!(kind), &allocations(0, 0)), "{item}");
        assert_eq!(get["body"]["mechanism"], mechanism, "{item}");
    }
    assert_eq!(of_item(&report, "trait Store", "stream")["kind"], "native");
}

#[test]
fn what_a_companion_of_ours_has_not_is_native() {
    let report = of_text(
        "#[valuetask::value_task(dyn = DynPart)]
        trait Part {
            async fn item(&self) -> u8;
            async fn sized(&self) where Self: Sized;
            async fn equal(&self, other: &Self) -> bool;
            async fn generic<T>(&self, given: T);
            async fn given(&self, all: Vec<impl Display>);
        }
        #[valuetask::value_task(dyn)]
        impl Part for Hot {
            async fn item(&self) -> u8 { 1 }
            async fn sized(&self) {}
            async fn equal(&self, other: &Hot) -> bool { true }
        }",
    );
    let kind = |item, name| of_item(&report, item, name)["kind"].clone();
    for name in ["sized", "equal", "generic", "given"] {
        assert_eq!(kind("trait Part", name), "native", "{name}");
    }
    for name in ["sized", "equal"] {
        assert_eq!(kind("impl Part for Hot", name), "native", "{name}");
    }
    assert_eq!([kind("trait Part", "item"), kind("impl Part for Hot", "item")], ["attribute", "attribute"]);
}

#[test]
fn a_companion_of_another_crate_allocates_through_dyn() {
    for (attributes, most) in [
        ("#[dynosaur::dynosaur(DynStore = dyn(box) Store)]", 1),
        ("#[trait_variant::make(Send)]\n#[dynosaur::dynosaur(DynStore = dyn(box) Store)]", 1),
        ("#[dynify::dynify]", 1),
        ("#[trait_variant::make(SendStore: Send)]", 0),
    ] {
        let report = of_text(&format!("{attributes} trait Store {{ async fn get(&self) -> u64; }}"));
        assert_eq!(of_item(&report, "trait Store", "get")["allocations"], allocations(0, most), "{attributes}");
        let allocating: Vec<_> = report["allocating"].as_array().expect("a list").iter().collect();
        assert_eq!(allocating.len(), usize::from(most), "{attributes}");
        assert!(allocating.iter().all(|group| group["allocates"] == "through dyn"), "{report}");
    }
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
