//! Native traits with a companion for `dyn`: by `#[value_task(dyn = ..)]`, by another crate's attribute, and by hand.

use serde_json::{Value, json};

use crate::run::succeeds;
use crate::util::{of_text, place, places, rules, text};

const OURS: &str = "
#[valuetask::value_task(dyn = DynStore)]
trait Store {
    async fn get(&self) -> u64;
    async fn twice(&self) -> u64 { 2 * self.get().await }
    async fn generic<T>(&self, given: T) {}
    fn stream(&self) -> impl Future<Output = u64>;
}
impl Store for Plain {
    async fn get(&self) -> u64 { self.number }
    async fn generic<T>(&self, given: T) {}
    fn stream(&self) -> impl Future<Output = u64> { async { 7 } }
}
#[valuetask::value_task(dyn)]
impl Store for Hot { async fn get(&self) -> u64 { self.number } }
#[valuetask::value_task(dyn, lazy)]
impl Store for Lazy { async fn get(&self) -> u64 { self.number } }
async fn asks(store: &dyn DynStore) -> u64 { store.get().await }
#[valuetask::value_task]
impl Above { async fn above(&self) -> u64 { self.store.get().await } }
";

/// The methods of a name, by the heads of their items.
fn of_item<'r>(report: &'r Value, item: &str, name: &str) -> &'r Value {
    let found: Vec<_> = places(report)
        .into_iter()
        .filter(|(own, place)| own == name && place["item"] == item)
        .map(|(_, place)| place)
        .collect();
    assert_eq!(found.len(), 1, "{item}: {name}");
    found[0]
}

#[test]
fn a_native_trait_of_ours_is_static_and_pooled_and_hot_where_the_impl_says_so() {
    let report = of_text(OURS);
    let in_slots =
        json!({ "companion": "DynStore", "by": "valuetask::value_task", "allocations": { "least": 0, "most": 0 } });
    for item in ["trait Store", "impl Store for Plain", "impl Store for Hot", "impl Store for Lazy"] {
        let get = of_item(&report, item, "get");
        assert_eq!(
            (&get["through_dyn"], &get["allocations"]),
            (&in_slots, &json!({ "least": 0, "most": 0 })),
            "{item}"
        );
    }
    let hot = |item, name| {
        let place = of_item(&report, item, name);
        (place["hot"].as_bool(), place["answered_at_the_call"].as_bool())
    };
    assert_eq!(hot("impl Store for Hot", "get"), (Some(true), Some(true)));
    assert_eq!(hot("impl Store for Lazy", "get"), (Some(false), Some(false)));
    assert_eq!(hot("impl Store for Plain", "get"), (Some(false), Some(false)));
    assert_eq!(hot("trait Store", "get"), (Some(false), Some(false)), "an impl decides");
    assert_eq!(hot("trait Store", "twice").0, Some(true), "a default body starts at the call");
    for item in ["trait Store", "impl Store for Plain"] {
        let [stream, generic] = ["stream", "generic"].map(|name| of_item(&report, item, name));
        assert_eq!((&stream["kind"], &stream["through_dyn"]), (&json!("native"), &in_slots), "{item}");
        assert_eq!((&generic["kind"], &generic["through_dyn"]), (&json!("native"), &Value::Null), "{item}");
    }
}

#[test]
fn what_a_companion_of_ours_has_not_is_static_alone() {
    let report = of_text(
        "#[valuetask::value_task(dyn = DynPart)]
        trait Part {
            type Guard<'g> where Self: 'g;
            type Item;
            async fn item(&self) -> Self::Item;
            async fn sized(&self) where Self: Sized;
            async fn shown(&self) where Self: Debug;
            async fn shared(self: &Arc<Self>);
            async fn equal(&self, other: &Self) -> bool;
            async fn each(&self) -> impl Iterator<Item = u8>;
            async fn guard(&self) -> Self::Guard<'_>;
            async fn given(&self, all: Vec<impl Display>);
        }
        #[valuetask::value_task(dyn)]
        impl Part for Hot {
            type Guard<'g> = &'g u8;
            type Item = u8;
            async fn item(&self) -> u8 { 1 }
            async fn sized(&self) {}
            async fn equal(&self, other: &Hot) -> bool { true }
            async fn guard(&self) -> &u8 { &self.0 }
        }",
    );
    for (name, of_impl) in [
        ("sized", true),
        ("shown", false),
        ("shared", false),
        ("equal", true),
        ("each", false),
        ("guard", true),
        ("given", false),
    ] {
        for item in ["trait Part", "impl Part for Hot"].into_iter().take(1 + usize::from(of_impl)) {
            let place = of_item(&report, item, name);
            let found = (&place["kind"], &place["through_dyn"], &place["hot"], rules(place).len());
            assert_eq!(found, (&json!("native"), &Value::Null, &json!(false), 0), "{item}: {name}");
        }
    }
    for item in ["trait Part", "impl Part for Hot"] {
        assert_eq!(of_item(&report, item, "item")["through_dyn"]["companion"], "DynPart", "{item}");
    }
}

#[test]
fn an_impl_of_a_native_trait_is_told_how_to_start_at_the_call() {
    let report = of_text(OURS);
    let plain = of_item(&report, "impl Store for Plain", "get");
    assert_eq!((rules(plain), plain["worth"].as_u64()), (vec!["lazy-method"], Some(3)));
    assert!(plain["findings"][0]["text"].as_str().expect("a text").contains("`#[value_task(dyn)]` on the impl"));
    let lazy = of_item(&report, "impl Store for Lazy", "get");
    assert!(lazy["findings"][0]["text"].as_str().expect("a text").starts_with("leave out `lazy`"));
    assert!(rules(of_item(&report, "impl Store for Hot", "get")).is_empty());
}

#[test]
fn an_await_of_a_native_method_is_answered_through_dyn_alone() {
    let report = of_text(OURS);
    let first = &place(&report, "above")["body"]["awaits"][0];
    assert_eq!(
        (&first["awaits"], &first["name"], &first["at_the_call"]),
        (&json!("native"), &json!("Store::get"), &Value::Null)
    );
    assert_eq!(rules(place(&report, "above")), ["inner-box"]);
}

#[test]
fn the_summary_has_a_line_for_what_is_native() {
    let (_folder, mut command) = text(OURS);
    let report = succeeds(command.arg("--all").env("COLUMNS", "100"));
    for line in [
        "#[value_task(dyn)], hot",
        "#[value_task(dyn)], lazy",
        "async fn in a trait",
        "allocations a call: 0, as many through `DynStore`",
    ] {
        assert!(report.contains(line), "no `{line}` in\n{report}");
    }
}

/// Asserts that a method allocates through this companion, by what, and is told what wouldn't.
fn boxes(report: &Value, item: &str, by: &str, name: &str, least: u64) {
    let get = of_item(report, item, "get");
    let through = json!({ "companion": name, "by": by, "allocations": { "least": least, "most": 1 } });
    assert_eq!((&get["through_dyn"], &get["allocations"]), (&through, &json!({ "least": 0, "most": 1 })), "{item}");
    assert_eq!(get["findings"][0]["rule"], "boxed-call");
    let advice = format!("native trait: `#[value_task(dyn = {name})]` gives a dyn companion without allocation: ");
    assert!(get["findings"][0]["text"].as_str().is_some_and(|text| text.starts_with(&advice)), "{get}");
}

#[test]
fn a_companion_of_another_crate_allocates() {
    let of = |attribute: &str| {
        of_text(&format!(
            "{attribute} trait Store {{ async fn get(&self) -> u64; }}\n\
             impl Store for Plain {{ async fn get(&self) -> u64 {{ self.number }} }}"
        ))
    };
    let dynosaur = of("#[dynosaur::dynosaur(DynStore = dyn(box) Store)]");
    let beside = of("#[trait_variant::make(Send)]\n#[dynosaur::dynosaur(DynStore = dyn(box) Store)]");
    for report in [dynosaur, beside] {
        boxes(&report, "trait Store", "dynosaur::dynosaur", "DynStore", 1);
        boxes(&report, "impl Store for Plain", "dynosaur::dynosaur", "DynStore", 1);
        assert_eq!(of_item(&report, "impl Store for Plain", "get")["worth"], 3);
    }
    boxes(&of("#[dynify::dynify]"), "impl Store for Plain", "dynify::dynify", "DynStore", 0);
    let variant = of("#[trait_variant::make(SendStore: Send)]");
    assert_eq!(of_item(&variant, "trait Store", "get")["through_dyn"], Value::Null, "it makes nothing for `dyn`");
}

#[test]
fn a_companion_by_hand_is_found_by_its_blanket_impl() {
    let by_hand = |head: &str, body: &str| {
        of_text(&format!(
            "trait Store {{ async fn get(&self) -> u64; async fn other(&self); }}\n\
             trait AnyStore {{ fn get_boxed(&self) -> BoxFuture<'_, u64>; }}\n\
             {head} {{ fn get_boxed(&self) -> BoxFuture<'_, u64> {{ {body} }} }}"
        ))
    };
    for (head, body) in [
        ("impl<T: Store + Sync> AnyStore for T", "Box::pin(self.get())"),
        ("impl<T> AnyStore for T where T: Store + ?Sized", "Box::pin(async move { Store::get(self).await })"),
    ] {
        let report = by_hand(head, body);
        boxes(&report, "trait Store", "hand", "AnyStore", 1);
        assert_eq!(of_item(&report, "trait Store", "other")["through_dyn"], Value::Null, "not one that it calls");
        let made = of_item(&report, "trait AnyStore", "get_boxed");
        assert_eq!(made["companion_of"], "Store");
        let advice = made["findings"][0]["text"].as_str().expect("a text");
        assert!(advice.contains("`Store`") && advice.contains("`#[value_task(dyn = AnyStore)]`"), "{advice}");
    }
    let around = by_hand("impl<T> AnyStore for Any<T> where T: Store", "Box::pin(self.0.get())");
    assert_eq!(of_item(&around, "trait Store", "get")["through_dyn"], Value::Null, "a layer, by another name");
    let other = by_hand("impl<T: Store> AnyStore for T", "Box::pin(self.elsewhere())");
    assert_eq!(of_item(&other, "trait Store", "get")["through_dyn"], Value::Null);
    let one = by_hand("impl AnyStore for Plain", "Box::pin(self.get())");
    assert_eq!(of_item(&one, "trait Store", "get")["through_dyn"], Value::Null, "for one type");
}

#[test]
fn a_companion_by_hand_may_be_for_a_type_around_the_native_one() {
    let report = of_text(
        "trait Store { fn get(&self) -> impl Future<Output = u64> + Send; }\n\
         trait AnyStore { fn get(&self) -> BoxFuture<'_, u64>; }\n\
         impl<T: Store> AnyStore for ToAny<T> { fn get(&self) -> BoxFuture<'_, u64> { self.0.get().boxed() } }\n\
         impl Store for Plain { async fn get(&self) -> u64 { 7 } }",
    );
    boxes(&report, "trait Store", "hand", "AnyStore", 1);
    boxes(&report, "impl Store for Plain", "hand", "AnyStore", 1);
    assert_eq!(of_item(&report, "impl<T: Store> AnyStore for ToAny<T>", "get")["companion_of"], "Store");
}

#[test]
fn an_async_trait_by_hand_is_a_companion_too() {
    let report = of_text(
        "trait Store { async fn get(&self) -> u64; }\n\
         #[async_trait::async_trait] trait AnyStore { async fn get_any(&self) -> u64; }\n\
         #[async_trait::async_trait]\n\
         impl<T: Store + Sync> AnyStore for T { async fn get_any(&self) -> u64 { self.get().await } }",
    );
    boxes(&report, "trait Store", "hand", "AnyStore", 1);
    assert_eq!(of_item(&report, "trait AnyStore", "get_any")["companion_of"], "Store");
}
