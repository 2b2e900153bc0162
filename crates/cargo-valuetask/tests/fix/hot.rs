//! Which methods `--hot` starts at the call, and which it leaves as they may do something to others.

use crate::run::succeeds;
use crate::shop::{APP, Shop};

/// What is shown for an app whose method has this body.
fn shown(body: &str) -> String {
    let shop = Shop::new();
    shop.write(
        "app/src/lib.rs",
        &APP.replace("{ None }", &format!("{{ {body} }}")).replace("pub struct Nothing;", NOTHING),
    );
    succeeds(&mut shop.fix(&["--dry-run", "--hot"]))
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
        assert!(!shown.contains("(hot)"), "{body}\n{shown}");
    }
}

#[test]
fn a_method_whose_callee_may_do_something_is_not() {
    let shop = Shop::new();
    let more = r#"
pub struct Counted(std::sync::Mutex<u32>);

#[async_trait::async_trait]
impl shop::Store for Counted {
    async fn get(&self, _key: u32) -> Option<String> { *self.0.lock().unwrap() += 1; None }
}
"#;
    let app = APP.replace("{ None }", "{ self.0.get(1).await }").replace("Nothing;", "Nothing(Counted);");
    shop.write("app/src/lib.rs", &format!("{app}{more}"));
    let shown = succeeds(&mut shop.fix(&["--dry-run", "--hot"]));
    assert!(shown.contains("2 impls") && !shown.contains("(hot)"), "{shown}");
}
