//! What `value_task` refuses, with its message at the user's own tokens.
#![forbid(unsafe_code)]

#[test]
#[cfg_attr(miri, ignore = "starts cargo")]
fn every_mistake_is_reported_where_it_was_made() {
    trybuild::TestCases::new().compile_fail("tests/ui/macro/*.rs");
}
