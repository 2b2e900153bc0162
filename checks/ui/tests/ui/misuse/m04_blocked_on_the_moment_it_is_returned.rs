use valuetask::ValueTask;

fn lookup() -> ValueTask<'static, u32> {
    ValueTask::ready(7)
}

fn block() -> u32 {
    lookup().blocking_wait()
}

fn main() {}
