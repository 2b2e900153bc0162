//! Lints that an argument denies or expects are told of at the argument.
#![deny(unfulfilled_lint_expectations)]
use valuetask::value_task;

#[value_task]
async fn denied(#[deny(unused_variables)] list: Vec<u8>, #[cfg_attr(all(), deny(unused_mut))] mut text: String) {
    drop(text);
}

#[value_task]
async fn expected(#[expect(unused_variables)] list: Vec<u8>) {
    drop(list);
}

fn main() {}
