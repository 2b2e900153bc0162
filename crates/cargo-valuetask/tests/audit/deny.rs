//! Which rules fail a run.

use crate::run::{error_line, says, succeeds};
use crate::util::{audit, text};

#[test]
fn a_denied_rule_that_is_found_fails_after_the_report() {
    let output = audit(["shop", "--deny", "boxed-call,effect-before-await"]).output().expect("the binary runs");
    says(&error_line(&output, 1), &["denied, and found", "boxed-call (", "effect-before-await (2)", "--deny"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("#[async_trait]"), "the report is printed first");
}

#[test]
fn a_denied_rule_that_is_not_found_fails_nothing() {
    let (_folder, mut command) = text("#[async_trait::async_trait]\nimpl S { async fn f(&self) {} }");
    succeeds(command.args(["--deny", "effect-before-await", "--deny", "wrong-attribute"]));
}

#[test]
fn an_attribute_without_an_async_method_can_be_denied_but_not_in_tests() {
    let rule = ["--deny", "needless-attribute"];
    let (_folder, mut command) = text("#[async_trait::async_trait]\ntrait Marker {}");
    let output = command.args(rule).output().expect("the binary runs");
    says(&error_line(&output, 1), &["denied, and found: needless-attribute (1)"]);
    for source in ["#[async_trait::async_trait]\n#[cfg(test)]\ntrait Marker {}", "trait Marker {}"] {
        succeeds(text(source).1.args(rule));
    }
}

#[test]
fn tests_may_do_what_is_denied() {
    succeeds(audit(["names/app/tests"]).args(["--deny", "boxed-call"]));
}

#[test]
fn a_rule_that_there_is_not_is_refused() {
    let output = audit(["shop", "--deny", "no-such-rule"]).output().expect("the binary runs");
    says(&error_line(&output, 2), &["no-such-rule", "boxed-call", "--help"]);
}
