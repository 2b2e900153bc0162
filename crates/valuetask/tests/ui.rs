//! What misuse says: everything under `tests/ui` but `harmless` is refused, with the message beside it.
//!
//! The numbered files are the eighteen ways to misuse the original's value tasks, all of which compile there.

#[test]
#[cfg_attr(miri, ignore = "starts cargo")]
fn misuse_is_refused_with_its_message() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/harmless/*.rs");
    cases.compile_fail("tests/ui/misuse/*.rs");
    // What a task holds, where a method is used as a value.
    cases.compile_fail("tests/ui/value/*.rs");
    // Shared tasks.
    cases.compile_fail("tests/ui/task/*.rs");
}
