use std::future::Ready;
use valuetask::TaskLike;

struct Own(Ready<u32>);

impl TaskLike for Own {
    type Task = Ready<u32>;

    fn from_task(task: Ready<u32>) -> Self {
        Self(task)
    }
}

fn main() {}
