//! A source of long lives isn't one of short ones, though its task is: what lives short would be read by whoever has another handle.

use valuetask::{Task, TaskCompletionSource};

fn task<'short>(long: &'short Task<&'static str>) -> &'short Task<&'short str> {
    long
}

fn source<'short>(long: &'short TaskCompletionSource<&'static str>) -> &'short TaskCompletionSource<&'short str> {
    long
}

fn main() {}
