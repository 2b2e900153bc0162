//! What is found of methods: when a call allocates.

use serde_json::json;

use crate::util::{of_text, place, places};

#[test]
fn allocations_are_those_of_the_signature() {
    let report = of_text(
        "trait T { async fn native(&self); fn opaque(&self) -> impl Future<Output = u8>;\n\
           fn declared(&self) -> BoxFuture<'_, u8>; }\n\
         impl T for S { fn makes(&self) -> BoxFuture<'_, u8> { async { 7 }.boxed() }\n\
           fn hands_on(&self) -> Pin<Box<dyn Future<Output = u8> + '_>> { self.0.hands_on() } }\n\
         #[valuetask::value_task]\nimpl S { async fn task(&self) {}\n#[value_task(boxed)] async fn boxed(&self) {} }\n\
         #[async_trait::async_trait]\nimpl S { async fn real(&self) {} }\n\
         #[dynosaur::dynosaur(DynU)]\ntrait U { async fn erased(&self); }\n\
         #[valuetask::async_method]\nimpl S { async fn method(&self) -> ValueTask<'_, u8> { 7 }\n\
           async fn own(&self) -> Own<u8> { 7 } }\n\
         #[async_recursion::async_recursion]\nasync fn recursive() {}\n\
         async fn free() {}\nimpl S { async fn inherent(&self) {} }",
    );
    let cost = |name: &str| place(&report, name)["allocates"].clone();
    for name in ["native", "opaque", "hands_on", "task", "method"] {
        assert_eq!(cost(name), "nothing", "{name}");
    }
    for name in ["declared", "makes", "boxed", "real", "recursive"] {
        assert_eq!(cost(name), "every call", "{name}");
    }
    assert_eq!([cost("erased"), cost("own")], ["unknown", "unknown"]);
    assert!(places(&report).iter().all(|(name, _)| name != "free" && name != "inherent"));
}

#[test]
fn attributes_of_several_configurations_are_all_told() {
    let report = of_text(
        "#[cfg_attr(wasm, async_trait::async_trait(?Send))]\n#[cfg_attr(not(wasm), async_trait::async_trait)]\n\
         impl S { async fn same(&self) {} }\n\
         #[cfg_attr(wasm, async_trait::async_trait(?Send))]\n#[cfg_attr(not(wasm), valuetask::value_task)]\n\
         impl S { async fn mixed(&self) {} }",
    );
    let same = place(&report, "same");
    assert_eq!(same["attribute"], json!(["async_trait::async_trait"]));
    let mixed = place(&report, "mixed");
    assert_eq!(mixed["attribute"], json!(["valuetask::value_task", "async_trait::async_trait"]));
    assert_eq!(mixed["allocates"], "by configuration");
}

#[test]
fn an_attribute_on_a_method_goes_by_its_own_name() {
    let report = of_text(
        "#[valuetask::value_task(lazy)]\nimpl S {\n#[valuetask::async_trait] async fn pooled(&self) {}\n\
         #[valuetask::value_task] async fn lazy(&self) {}\n}\n\
         #[valuetask::async_trait]\nimpl T for S {\n#[valuetask::value_task] async fn hot(&self) {}\n}",
    );
    for (name, attribute) in [("pooled", "async_trait"), ("lazy", "value_task"), ("hot", "value_task")] {
        assert_eq!(place(&report, name)["attribute"], json!([format!("valuetask::{attribute}")]), "{name}");
    }
}
