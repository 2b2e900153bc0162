//! What is refused, with the message beside it.

#[test]
fn what_a_way_does_not_take_is_refused() {
    trybuild::TestCases::new().compile_fail("tests/ui/*/*.rs");
}
