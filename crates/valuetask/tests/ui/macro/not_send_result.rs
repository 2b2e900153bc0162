//! A task is `Send` only if its value is, so a result that may not be can't be awaited in a task that has to be.
use valuetask::value_task;

#[value_task]
trait Pool: Sync {
    async fn run<T>(&self, work: fn() -> T) -> T;
}

#[value_task]
impl<P: Pool> Pool for Box<P> {
    async fn run<T>(&self, work: fn() -> T) -> T {
        (**self).run(work).await
    }
}

fn main() {}
