use valuetask::ValueTask;
use valuetask_source::{ManualResetSource, from_source};

fn task<'a>() -> ValueTask<'a, u32> {
    let source = ManualResetSource::<u32>::new();
    from_source(&source, source.token()).unwrap()
}

fn main() {}
