//! What is denied in CI.

use crate::run::{error_line, misused, says, succeeds};
use crate::util::{audit, text};

#[test]
fn what_is_denied_has_a_line_for_each_place_and_fails() {
    let (_folder, mut command) = text(
        "#[async_trait::async_trait]\nimpl T for S {\n    async fn f(&self) {}\n}\nfn g() -> BoxFuture<'static, u8> {\n    h().boxed()\n}\n",
    );
    let output = command.args(["--deny", "boxed"]).output().expect("the binary runs");
    says(&error_line(&output, 1), &["audit: 2 places denied", "--deny"]);
    let fix = "`cargo valuetask audit --fix` writes `#[valuetask::async_trait]`, which means the same";
    let expected = format!(
        "given.rs:3:14: error: a call of `T::f for S` allocates a future; help: {fix}\n\
         given.rs:5:4: error: a call of `g` allocates a future; help: return a `PooledFuture`\n"
    );
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
}

#[test]
fn each_way_to_box_has_its_remedy() {
    for (source, help) in [
        ("fn f() -> BoxFuture<'static, u8> { Box::pin(async { 7 }) }", "return a `PooledFuture`"),
        (
            "#[async_recursion::async_recursion] async fn f() {}",
            "`cargo valuetask audit --fix` writes `#[valuetask::async_recursion]`",
        ),
        ("#[valuetask::value_task(boxed)] async fn f() {}", "leave out `boxed`"),
    ] {
        let (_folder, mut command) = text(source);
        let output = command.args(["--deny", "boxed"]).output().expect("the binary runs");
        says(&error_line(&output, 1), &["1 place denied"]);
        says(&String::from_utf8_lossy(&output.stdout), &[&format!("; help: {help}\n")]);
    }
}

#[test]
fn what_is_not_found_fails_nothing() {
    let (_folder, mut command) = text("#[valuetask::async_trait]\nimpl S { async fn f(&self) {} }");
    assert_eq!(succeeds(command.args(["--deny", "boxed"])), "");
}

#[test]
fn tests_may_do_what_is_denied() {
    succeeds(audit(["names/app/tests"]).args(["--deny", "boxed"]));
    let (_folder, mut command) = text("#[async_trait::async_trait]\n#[cfg(test)]\ntrait Marker { async fn f(); }");
    succeeds(command.args(["--deny", "boxed"]));
}

#[test]
fn json_is_printed_whole_and_fails_too() {
    let output = audit(["shop", "--json", "--deny", "boxed"]).output().expect("the binary runs");
    says(&error_line(&output, 1), &["10 places denied"]);
    assert!(output.stdout.starts_with(b"{"));
}

#[test]
fn a_rule_that_there_is_not_is_refused() {
    says(&misused(&mut audit(["shop", "--deny", "no-such-rule"])), &["no-such-rule", "boxed"]);
}
