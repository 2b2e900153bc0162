use valuetask::ValueTask;

fn read() -> u32 {
    let task = ValueTask::from_future(async { 7 });
    task.try_result()
}

fn main() {}
