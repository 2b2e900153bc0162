use valuetask_source::ManualResetSource;

fn begin(source: &ManualResetSource<u32>) {
    let (completer, task) = source.begin();
    completer.complete(7);
    drop(task);
}

fn main() {}
