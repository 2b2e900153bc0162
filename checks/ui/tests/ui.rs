//! The compiler's messages: all programs under `tests/ui` but `harmless` are refused, with the message beside them.
//!
//! | folder     | content                                                                                                    |
//! |------------|------------------------------------------------------------------------------------------------------------|
//! | `misuse`   | the eighteen ways to misuse .NET's value tasks, all of which compile there; numbered                        |
//! | `harmless` | one of the eighteen that compiles here, too, with this file, and does no harm                              |
//! | `value`    | the borrows and auto traits of tasks, where a method is used as a value                                    |
//! | `task`     | misuse of shared tasks                                                                                     |
//! | `mistakes` | mistakes of new users: each message names the mistake, its place and, if the compiler can, the remedy      |
//! | `macro`    | other code that the attributes refuse, at the user's own tokens                                            |
//! | `pooled`   | misuse of pooled futures, and code that `#[async_trait]` refuses                                           |
//! | `native`   | mistakes in native traits, and the borrows and auto traits of their tasks                                  |
#![forbid(unsafe_code)]

/// A module, as a program that passes would have all programs built and linked, where the others are only checked.
#[allow(dead_code, reason = "it isn't run")]
#[path = "ui/harmless/m09_stored_in_a_field.rs"]
mod harmless;

#[test]
#[cfg_attr(miri, ignore = "starts cargo")]
fn what_is_wrong_is_refused_where_it_is_written() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/misuse/*.rs");
    cases.compile_fail("tests/ui/value/*.rs");
    cases.compile_fail("tests/ui/mistakes/*.rs");
    cases.compile_fail("tests/ui/macro/*.rs");
    cases.compile_fail("tests/ui/task/*.rs");
    cases.compile_fail("tests/ui/pooled/*.rs");
    cases.compile_fail("tests/ui/native/*.rs");
}
