//! Which methods `--hot` starts at the call, and which it leaves as they may do something to others.

use crate::run::says;
use crate::shop::{APP, Shop};

/// The dry run of an app whose method has this body.
fn shown(body: &str) -> String {
    let shop = Shop::new();
    shop.write(
        "app/src/lib.rs",
        &APP.replace("{ None }", &format!("{{ {body} }}")).replace("pub struct Nothing;", NOTHING),
    );
    shop.fixes(&["--dry-run", "--hot"])
}

const NOTHING: &str = "pub struct Nothing { inner: Box<dyn shop::Store>, seen: std::sync::Mutex<Vec<u32>> }";

#[test]
fn a_method_that_reads_is_hot() {
    for body in [
        "if self.seen.lock().unwrap().contains(&key) { return Some(format!(\"{}\", key)) } self.inner.get(key).await",
        "'l: loop { let mut own = Vec::new(); own.push(1); break 'l own.first().map(ToString::to_string) }",
    ] {
        let shown = shown(body);
        assert!(shown.contains("of which 1 method hot"), "{body}\n{shown}");
    }
}

#[test]
fn a_method_under_two_attributes_by_configuration_is_hot_once() {
    let shop = Shop::new();
    let conditional =
        "#[cfg_attr(unix, async_trait::async_trait)]\n#[cfg_attr(not(unix), async_trait::async_trait(?Send))]";
    let own = format!("{conditional}\npub trait Own {{ async fn own(&self) {{}} }}\n");
    shop.write("app/src/lib.rs", &own);
    says(&shop.fixes(&["--dry-run", "--hot"]), &["3 traits, 0 impls, of which 1 method hot, in"]);
}

#[test]
fn a_method_that_may_do_something_to_others_is_not() {
    for body in [
        // Behind an await that may be answered at the call.
        "let found = self.inner.get(1).await; self.seen.lock().unwrap().push(1); found",
        // Behind a loop that a labelled break leaves.
        "'l: loop { loop { break 'l } } self.seen.lock().unwrap().push(1); None",
        // By a helper, a method that isn't known, a macro, and a closure.
        "if count() { return None } self.inner.get(1).await",
        "self.note(1); None",
        "count!(self.seen); None",
        "Some(1).map(|one| self.seen.lock().unwrap().push(one)); None",
        "let seen = &self.seen; { let seen = Vec::<u32>::new(); } seen.push(1); None",
        // To a static.
        "crate::hits.fetch_add(1, std::sync::atomic::Ordering::Relaxed); None",
        "unsafe { total += 1 }; None",
        "ALL.get_or_init(Vec::new).first().map(ToString::to_string)",
    ] {
        let shown = shown(body);
        assert!(!shown.contains("[valuetask::value_task"), "{body}\n{shown}");
    }
}

/// The dry run of an app whose method calls one of the same name, in `more`.
fn shown_with_callee(more: &str) -> String {
    let shop = Shop::new();
    let app = APP.replace("{ None }", "{ self.0.get(1).await }").replace("Nothing;", "Nothing(Counted);");
    shop.write("app/src/lib.rs", &format!("{app}\npub struct Counted(std::sync::Mutex<u32>);\n{more}"));
    shop.fixes(&["--dry-run", "--hot"])
}

/// The callee, with this body.
fn counted(body: &str) -> String {
    format!(
        "#[async_trait::async_trait]\nimpl shop::Store for Counted {{\n    \
         async fn get(&self, _key: u32) -> Option<String> {{ {body} }}\n}}\n"
    )
}

#[test]
fn a_method_whose_callee_reads_is_hot() {
    let shown = shown_with_callee(&counted("Some(self.0.lock().unwrap().to_string())"));
    assert!(shown.contains("2 impls, of which 2 methods hot"), "{shown}");
    let boxed = "impl Counted { fn get(&self, _key: u32) -> BoxFuture<'_, Option<String>> { BODY } }";
    for body in ["Box::pin(async { None })", "async move { None }.boxed()"] {
        let shown = shown_with_callee(&boxed.replace("BODY", body));
        assert!(shown.contains("of which 1 method hot"), "{body}\n{shown}");
    }
}

#[test]
fn hot_methods_are_taken_back_where_a_task_is_not_send_and_the_trait_stays_changed() {
    let shop = Shop::new();
    let store = "pub use async_trait::async_trait;\n\n#[async_trait]\npub trait Store: Send + Sync {\n    \
                 async fn get(&self) -> std::rc::Rc<u8>;\n}\n\npub fn sent(store: &'static dyn Store) -> impl Send {\n    \
                 store.get()\n}\n";
    shop.write("store/src/lib.rs", store);
    let app = "pub struct Nothing;\n\n#[store::async_trait]\nimpl store::Store for Nothing {\n    \
               async fn get(&self) -> std::rc::Rc<u8> { std::rc::Rc::new(7) }\n}\n";
    shop.write("app/src/lib.rs", app);
    let shown = shop.fixes(&["--allow-dirty", "--hot"]);
    says(
        &shown,
        &["changed: 1 trait, 1 impl, in ", "taken back: hot methods of `Store`\n  store/src/lib.rs:9: error[E0277]"],
    );
    assert!(!shown.contains("value_task"), "{shown}");
}

#[test]
fn a_method_whose_callee_may_do_something_is_not() {
    let shown = shown_with_callee(&counted("*self.0.lock().unwrap() += 1; None"));
    assert!(shown.contains("2 impls") && !shown.contains("valuetask::value_task]"), "{shown}");
}

#[test]
fn a_method_whose_callee_can_not_be_read_is_not() {
    for body in ["become count(self)", "if true { return None } become count(self)"] {
        let shown = shown_with_callee(&counted(body));
        assert!(shown.contains("2 impls") && !shown.contains("valuetask::value_task]"), "{body}\n{shown}");
    }
}

#[test]
fn a_method_whose_callee_does_something_before_it_makes_its_box_is_not() {
    for body in ["*self.0.lock().unwrap() += 1; Box::pin(async { None })", "count(self)"] {
        let more = "impl Counted { fn get(&self, _key: u32) -> BoxFuture<'_, Option<String>> { BODY } }";
        let shown = shown_with_callee(&more.replace("BODY", body));
        assert!(shown.contains("1 impl") && !shown.contains("valuetask::value_task]"), "{body}\n{shown}");
    }
}

#[test]
fn a_method_whose_callee_has_effects_is_not_for_any_callee_in_any_position() {
    let callees = [
        "pub async fn get(&self) -> u32 { *self.0.lock().unwrap() += 1; 1 }",
        "pub fn get(&self) -> u32 { *self.0.lock().unwrap() += 1; 1 }",
        "pub fn get(&self) -> u32 { self.map() } fn map(&self) -> u32 { count() }",
        "pub fn get(&self) -> std::pin::Pin<Box<dyn Future<Output = u32> + Send>> { count(self) }",
    ];
    let app = "pub mod other;\n#[async_trait::async_trait]\npub trait Finds { async fn find(&self) -> u32; }\n\n\
               #[async_trait::async_trait]\nimpl Finds for other::Counted {\n    \
               async fn find(&self) -> u32 { if true { return 1 } self.get().await }\n}\n";
    let reads = "pub async fn get(&self) -> u32 { *self.0.lock().unwrap() }";
    for (callee, is_hot) in callees.into_iter().map(|callee| (callee, false)).chain([(reads, true)]) {
        let shop = Shop::new();
        shop.write("app/src/lib.rs", app);
        let other = format!("pub struct Counted(std::sync::Mutex<u32>);\nimpl Counted {{ {callee} }}\n");
        shop.write("app/src/other.rs", &other);
        for paths in [&[][..], &["app/src/lib.rs"]] {
            let shown = shop.fixes(&[&["--dry-run", "--hot"], paths].concat());
            assert!(shown.contains("impl, ") || shown.contains("impls, "), "{shown}");
            assert_eq!(
                shown.contains("valuetask::value_task]\n     async fn find(&self) -> u32 {"),
                is_hot,
                "{callee} {paths:?}\n{shown}"
            );
        }
    }
}
