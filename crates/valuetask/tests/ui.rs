//! What the compiler says: everything under `tests/ui` but `harmless` is refused, with the message beside it.
//!
//! | folder     | what is in it                                                                                              |
//! |------------|------------------------------------------------------------------------------------------------------------|
//! | `misuse`   | the eighteen ways to misuse the original's value tasks, all of which compile there; numbered                |
//! | `harmless` | one of the eighteen that compiles here, too, and does no harm                                              |
//! | `value`    | what a task holds, where a method is used as a value                                                       |
//! | `task`     | misuse of shared tasks                                                                                     |
//! | `mistakes` | what a new user gets wrong: each message says what, where and, as far as the compiler can, what instead    |
//! | `macro`    | what else the attributes refuse, at the user's own tokens                                                  |
//! | `pooled`   | misuse of pooled futures, and what `#[async_trait]` refuses                                                 |
//! | `native`   | the same of native traits: mistakes in them, and what their tasks hold                                     |
#![forbid(unsafe_code)]

#[test]
#[cfg_attr(miri, ignore = "starts cargo")]
fn what_is_wrong_is_refused_where_it_is_written() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/harmless/*.rs");
    cases.compile_fail("tests/ui/misuse/*.rs");
    cases.compile_fail("tests/ui/value/*.rs");
    cases.compile_fail("tests/ui/mistakes/*.rs");
    cases.compile_fail("tests/ui/macro/*.rs");
    cases.compile_fail("tests/ui/task/*.rs");
    cases.compile_fail("tests/ui/pooled/*.rs");
    cases.compile_fail("tests/ui/native/*.rs");
}
