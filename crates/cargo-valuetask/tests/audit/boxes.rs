//! What boxes a future, by whichever expression, wherever it stands, and what isn't known of it.

use crate::run::{error_line, misused, says, succeeds};
use crate::util::{audit, of_text, text};

/// The places that allocate and those of which that isn't known: a line, a name and a cost each.
fn costs(source: &str) -> Vec<(u64, String, String)> {
    let report = of_text(source);
    let places = report["places"].as_array().expect("places").iter();
    let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
    let row = |place: &serde_json::Value| {
        (place["line"].as_u64().expect("a number"), text(&place["name"]), text(&place["allocates"]))
    };
    places.map(row).filter(|(.., cost)| cost != "nothing").collect()
}

fn boxes(line: u64, name: &str) -> (u64, String, String) {
    (line, name.to_owned(), "every call".to_owned())
}

#[test]
fn each_expression_that_boxes_a_future_for_a_function_makes_its_call_allocate() {
    for made in [
        "FutureExt::boxed(async { 1 })",
        "futures::FutureExt::boxed_local(later())",
        "Pin::from(Box::new(async { 1 }) as Box<dyn Future<Output = u8>>)",
        "Box::into_pin(Box::new(later()))",
        "(Box::new(later()) as Box<dyn Future<Output = u8>>).into()",
        "{ let made: Box<dyn Future<Output = u8>> = Box::new(later()); Pin::from(made) }",
        "if now { later().boxed() } else { ready(1) }",
        "pooled().into_boxed()",
        "self.0.map(Box::pin)",
    ] {
        let source = format!("fn f(&self) -> BoxFuture<'static, u8> {{ {made} }}");
        assert_eq!(costs(&source), [boxes(1, "f")], "{made}");
    }
    assert_eq!(costs("fn f() -> Box<dyn Future<Output = u8> + Unpin> { Box::new(ready(1)) }"), [boxes(1, "f")]);
}

#[test]
fn a_function_that_hands_a_box_on_allocates_none() {
    for handed_on in [
        "given",
        "given.unwrap()",
        "self.next.take()",
        "match given { Some(of) => of, None => other() }",
        "self.below(Box::new(given))",
    ] {
        let source =
            format!("fn f(&self, given: BoxFuture<'static, u8>) -> Option<BoxFuture<'static, u8>> {{ {handed_on} }}");
        assert_eq!(costs(&source), [], "{handed_on}");
    }
}

#[test]
fn a_box_in_another_type_and_in_an_alias_is_seen() {
    let source = "\
        type Answer = Shared<BoxFuture<'static, u8>>;\n\
        fn shared() -> Shared<BoxFuture<'static, u8>> { async { 1 }.boxed().shared() }\n\
        fn aliased() -> Answer { async { 1 }.boxed().shared() }\n\
        fn tried() -> Result<(u8, Pin<Box<impl Future<Output = u8>>>), Error> { Ok((1, Box::pin(later()))) }\n\
        fn table() -> Vec<Box<dyn Fn() -> BoxFuture<'static, u8>>> { Vec::new() }\n";
    assert_eq!(costs(source), [boxes(2, "shared"), boxes(3, "aliased"), boxes(4, "tried")]);
}

#[test]
fn closures_fields_tables_and_bodies_are_read() {
    let source = "\
        struct Job { run: Option<BoxFuture<'static, ()>>, name: Box<str> }\n\
        async fn later() {}\n\
        fn job() -> Job { Job { run: Some(Box::pin(made())), name: Box::new(key()) } }\n\
        static TABLE: [fn(u8) -> Answer; 1] = [|id| async move { id }.boxed()];\n\
        fn fill(table: &mut Table) {\n\
            table.insert(\"a\", |id| Box::pin(later(id)));\n\
            table.insert(\"b\", |id| -> BoxFuture<'static, u8> { Box::pin(made(id)) });\n\
        }\n\
        async fn deep(n: u8) { Box::pin(other(n)).await; vec![Box::pin(later())]; }\n";
    let found = [
        boxes(3, "Box::pin(..)"),
        boxes(4, ".boxed()"),
        boxes(6, "Box::pin(..)"),
        boxes(7, "Box::pin(..)"),
        boxes(9, "Box::pin(..)"),
        boxes(9, "Box::pin(..)"),
    ];
    assert_eq!(costs(source), found);
    let (_folder, mut command) = text(source);
    let report = succeeds(&mut command);
    for said in [
        "6 expressions in other code box a future.\n",
        "  expressions        6      0  every call        given.rs:3\n",
        "  `Box::pin(..)` in `job`  given.rs:3, and 5 more  `--fix` changes signatures, and no box that a body",
    ] {
        assert!(report.contains(said), "no `{said}` in\n{report}");
    }
    let output = command.args(["--deny", "boxed"]).output().expect("the binary runs");
    says(&error_line(&output, 1), &["6 places denied"]);
    let first = "given.rs:3:35: error: `Box::pin(..)` in `job` boxes a future; help: make a `PooledFuture`\n";
    assert!(output.stdout.starts_with(first.as_bytes()), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn a_type_beside_a_box_may_be_an_alias_and_a_macro_may_make_one() {
    let source = "\
        type Answer = BoxFuture<'static, u8>;\n\
        struct Job { run: Answer, key: Box<str> }\n\
        fn job() -> Job { Job { run: Box::pin(other()), key: Box::new(other()) } }\n\
        fn local() { let answer: Option<Answer> = Some(Box::pin(other())); }\n\
        fn cast() { call(Box::pin(other()) as Answer); }\n";
    let found = [boxes(3, "Box::pin(..)"), boxes(4, "Box::pin(..)"), boxes(5, "Box::pin(..)")];
    assert_eq!(costs(source), found);
    let unknown = costs("fn f() -> BoxFuture<'static, u8> { make!(7) }\nfn g() -> Vec<u8> { make!(7) }");
    assert_eq!(unknown, [(1, "f".to_owned(), "unknown".to_owned())]);
}

#[test]
fn a_box_under_another_name_or_in_parentheses_is_seen() {
    let source = "\
        use futures::future::BoxFuture as BF;\n\
        use std::{boxed::Box as B, pin::Pin};\n\
        type My<T> = BF<'static, T>;\n\
        trait T { fn c(&self) -> BF<'_, u8>; fn d(&self) -> My<u8>; }\n\
        trait U { fn e(&self) -> Pin<Box<(dyn Future<Output = u8> + Send)>>; }\n\
        fn go() { spawn(B::pin(async {})); }\n";
    let found = [boxes(4, "c"), boxes(4, "d"), boxes(5, "e"), boxes(6, "Box::pin(..)")];
    assert_eq!(costs(source), found);
}

#[test]
fn a_plain_box_of_an_async_function_of_the_file_is_one_of_a_future() {
    let source = "\
        async fn work() {}\n\
        trait Maker { async fn new(); }\n\
        fn go() { spawn(Box::new(work())); Box::new(key()); Box::new(Thing::new()); }\n\
        fn pinned() { Pin::new(Box::new(work())); }\n";
    assert_eq!(costs(source), [boxes(3, "Box::new(..)"), boxes(4, "Box::new(..)")]);
}

#[test]
fn what_another_item_of_the_same_name_says_does_not_count() {
    let source = "\
        struct Fut { inner: BoxFuture<'static, u8> }\n\
        struct Fault { inner: Box<Kind> }\n\
        fn e() -> Fault { Fault { inner: Box::new(kind()) } }\n\
        impl Fut { fn of() -> Self { Self { inner: Box::pin(other()) } } }\n\
        mod b { type Response = BoxFuture<'static, u8>; trait B { fn get(&self) -> Response; } }\n\
        mod c { struct Response(u8); trait H { fn respond(&self) -> Response; } }\n\
        mod d { trait Store { async fn get(&self, key: &u8); } }\n\
        fn pin(map: &Map) { Box::pin(map.get(&1)); Other { inner: Box::new(1) }; }\n";
    let unknown = |name: &str| (8, name.to_owned(), "unknown".to_owned());
    let found = [boxes(4, "Box::pin(..)"), boxes(5, "get"), unknown("Box::pin(..)"), unknown("Box::new(..)")];
    assert_eq!(costs(source), found);
}

#[test]
fn a_box_of_what_may_be_no_future_is_unknown_and_tests_are_left_out() {
    let source = "fn f(s: S) { let mut s = Box::pin(s.numbers()); }\n\
        #[test]\nfn t() { Box::pin(async {}); }\n#[cfg(test)]\nmod tests { fn t() { Box::pin(async {}); } }\n";
    assert_eq!(costs(source)[0], (1, "Box::pin(..)".to_owned(), "unknown".to_owned()));
    let (_folder, mut command) = text(source);
    let report = succeeds(&mut command);
    let head = "No call is known to allocate a future: 0 async methods in 1 file.\n\
                Not known: of 1 boxed expression, it isn't known whether a call allocates.\n";
    assert!(report.starts_with(head), "{report}");
}

#[test]
fn what_is_not_known_or_read_is_counted_and_denied_by_choice() {
    let (_folder, mut command) = text(
        "#[someone::elses] trait T { async fn f(&self); }\nmake! { fn g() { async {} } }\n\
         macro_rules! m { () => { Box::pin(x) } }\nfn h() -> BoxFuture<'static, u8> { make!(async => 1) }\n\
         fn i() { join!(async {}, async {}); }\n",
    );
    let unknown =
        "of 2 async methods, it isn't known whether a call allocates, and 3 macro calls with async code not read";
    let report = succeeds(&mut command);
    assert!(report.contains(&format!("\nNot known: {unknown}.\n")), "{report}");
    assert!(report.contains("  make!  given.rs:2, and 2 more  it holds async code that isn't read\n"), "{report}");
    let warning = format!("warning: {unknown}; `--deny unknown` fails on that\n");
    assert_eq!(succeeds(command.args(["--deny", "boxed"])), warning);
    let output = command.args(["--deny", "unknown"]).output().expect("the binary runs");
    says(&error_line(&output, 1), &["5 places denied"]);
    let lines = String::from_utf8(output.stdout).expect("text");
    for line in [
        "given.rs:1:38: error: T::f may allocate a future: what `#[someone::elses]` (someone: elses) makes of it isn't known\n",
        "given.rs:4:4: error: h may allocate a future: a macro call in it isn't read\n",
        "given.rs:2:1: error: `make!` holds async code that isn't read\n",
    ] {
        assert!(lines.contains(line), "no `{line}` in\n{lines}");
    }
    says(&misused(&mut audit(["shop", "--deny", "boxed,none"])), &["none", "unknown"]);
}

#[test]
fn the_reason_why_a_private_box_stays_is_its_own() {
    let (_folder, mut command) = text(
        "type Answer<'a> = Pin<Box<dyn Future<Output = u8> + 'a>>;\nfn aliased() -> Answer<'static> { Box::pin(async { 1 }) }\n\
         fn in_parts() -> BoxFuture<'static, u8> { let made = Box::pin(async { 1 }); made }\n\
         pub fn public() -> BoxFuture<'static, u8> { Box::pin(async { 1 }) }\n",
    );
    let report = succeeds(&mut command);
    for line in [
        "  aliased  given.rs:2  its type is an alias: write the boxed future out, and `--fix` changes it\n",
        "  in_parts  given.rs:3  `--fix` changes a boxed future whose body ends with",
        "  public  given.rs:4  it returns a box by its own signature, which callers may name\n",
    ] {
        assert!(report.contains(line), "no `{line}` in\n{report}");
    }
}
