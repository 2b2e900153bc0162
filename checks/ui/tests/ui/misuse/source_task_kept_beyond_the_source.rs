use valuetask::ValueTask;
use valuetask_source::ManualResetSource;

fn task<'a>() -> ValueTask<'a, u32> {
    let source = ManualResetSource::new();
    source.task().unwrap()
}

fn main() {}
