//! The refused programs, with their messages beside them.

#[test]
fn code_that_a_way_does_not_take_is_refused() {
    trybuild::TestCases::new().compile_fail("tests/ui/*/*.rs");
}

#[test]
fn a_method_that_is_used_as_a_value_lends_no_task_more_than_its_arguments_have() {
    trybuild::TestCases::new().compile_fail("tests/values/*.rs");
}
