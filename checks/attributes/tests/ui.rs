//! The compiler's messages about attributes that don't know this crate.
#![forbid(unsafe_code)]

#[test]
fn what_is_wrong_is_refused_with_what_to_write_instead() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
