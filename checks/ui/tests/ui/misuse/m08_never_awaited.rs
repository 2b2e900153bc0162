#![deny(unused_must_use)]

use valuetask::ValueTask;

fn lookup() -> ValueTask<'static, u32> {
    ValueTask::ready(7)
}

fn forget() {
    lookup();
}

fn main() {}
