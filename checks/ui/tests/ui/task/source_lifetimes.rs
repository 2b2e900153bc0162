//! A source of long lives isn't one of short ones, though its task is: another handle would read a value that lives short.

use valuetask_tasks::{Task, TaskCompletionSource};

fn task<'short>(long: &'short Task<&'static str>) -> &'short Task<&'short str> {
    long
}

fn source<'short>(long: &'short TaskCompletionSource<&'static str>) -> &'short TaskCompletionSource<&'short str> {
    long
}

fn main() {}
