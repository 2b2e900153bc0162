//! What is found of methods: what a call allocates, and what the syntax of a body proves.

use serde_json::{Value, json};

use crate::util::{of_text, place, places};

/// The place of a method with this body.
fn with_body(body: &str) -> Value {
    let report = of_text(&format!(
        "#[valuetask::value_task]\nimpl S {{ async fn f(&self, given: Vec<u8>) -> u8 {{ {body} }} }}"
    ));
    place(&report, "f").clone()
}

fn ends_early(body: &str) -> bool {
    with_body(body)["body"]["ends_before_await"].as_bool().expect("a body")
}

#[test]
fn nothing_is_said_of_a_body_that_the_attribute_can_not_read() {
    assert_eq!(with_body("become g()")["body"], Value::Null);
}

#[test]
fn a_path_past_the_awaits_is_found() {
    assert!(ends_early("if self.hit { return 7; } g().await"));
    assert!(ends_early("match self.hit { Some(hit) => hit, None => g().await }"));
    assert!(ends_early("let Some(hit) = self.hit else { return g().await }; hit"));
    assert!(ends_early("while self.empty { g().await; } 7"));
    assert!(ends_early("self.hit || g().await"));
    assert!(ends_early("loop { if let Some(hit) = self.hit() { break hit; } g().await; }"));
    assert!(ends_early("7"));
    assert!(!ends_early("g().await"));
    assert!(!ends_early("let x = g().await; if x { return 7; } 8"));
    assert!(!ends_early("if g().await { return 7; } 8"));
    assert!(!ends_early("match self.hit { Some(_) => g().await, None => h().await }"));
    assert!(!ends_early("loop { g().await; }"));
    assert!(!ends_early("mine!(); 7"), "a macro that may hide an await");
    assert!(!ends_early("g()?.h().await"), "what `?` returns isn't counted");
    assert!(!ends_early("if self.closed { panic!() } g().await"), "a panic is no end");
    assert!(ends_early("if self.closed { return Err(Closed) } g().await"));
}

#[test]
fn a_comment_is_no_part_of_what_is_awaited() {
    let place = with_body("self.client\n    // By its name.\n    .g()\n    .await");
    assert_eq!(place["body"]["awaits"][0]["source"], "self.client.g().await");
}

#[test]
fn allocations_are_those_of_the_signature() {
    let report = of_text(
        "trait T { async fn native(&self); fn opaque(&self) -> impl Future<Output = u8>;\n\
           fn declared(&self) -> BoxFuture<'_, u8>; }\n\
         impl T for S { fn makes(&self) -> BoxFuture<'_, u8> { async { 7 }.boxed() }\n\
           fn hands_on(&self) -> Pin<Box<dyn Future<Output = u8> + '_>> { self.0.hands_on() } }\n\
         #[valuetask::value_task]\nimpl S { async fn task(&self) {}\n#[value_task(boxed)] async fn boxed(&self) {} }\n\
         #[async_trait::async_trait]\nimpl S { async fn real(&self) {} }\n\
         #[dynosaur::dynosaur(DynU)]\ntrait U { async fn companion(&self); }\n\
         #[valuetask::async_method]\nimpl S { async fn method(&self) -> ValueTask<'_, u8> { 7 }\n\
           async fn own(&self) -> Own<u8> { 7 } }\n\
         #[async_recursion::async_recursion]\nasync fn recursive() {}\n\
         async fn free() {}\nimpl S { async fn inherent(&self) {} }",
    );
    let cost = |name: &str| place(&report, name)["allocations"].clone();
    let both = |least: u8, most: u8| json!({ "least": least, "most": most });
    for name in ["native", "opaque", "hands_on", "task", "method"] {
        assert_eq!(cost(name), both(0, 0), "{name}");
    }
    for name in ["declared", "makes", "boxed", "real", "recursive"] {
        assert_eq!(cost(name), both(1, 1), "{name}");
    }
    assert_eq!(cost("companion"), both(0, 1));
    assert_eq!(cost("own"), Value::Null);
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
    assert_eq!(mixed["allocations"], json!({ "least": 0, "most": 1 }));
}

#[test]
fn an_attribute_on_a_method_goes_by_its_own_name() {
    let report = of_text(
        "#[valuetask::value_task(lazy)]\nimpl S {\n#[valuetask::async_trait] async fn pooled(&self) {}\n\
         #[valuetask::value_task] async fn lazy(&self) {}\n}\n\
         #[valuetask::async_trait]\nimpl T for S {\n#[valuetask::value_task] async fn hot(&self) {}\n}",
    );
    for (name, attribute, mechanism) in
        [("pooled", "async_trait", "lazy"), ("lazy", "value_task", "lazy"), ("hot", "value_task", "ready")]
    {
        let found = place(&report, name);
        let expected = (&json!([format!("valuetask::{attribute}")]), &json!(mechanism));
        assert_eq!((&found["attribute"], &found["body"]["mechanism"]), expected, "{name}");
    }
}

#[test]
fn a_break_leaves_the_loop_or_block_of_its_label() {
    assert!(ends_early("'l: loop { loop { break 'l; } } 7"));
    assert!(ends_early("'b: { if self.warm { break 'b; } g().await; } 7"));
    assert!(!ends_early("'l: loop { g().await; loop { break 'l; } } 7"));
}
