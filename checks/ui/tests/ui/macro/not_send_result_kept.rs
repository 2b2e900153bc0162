//! A task is `Send` only if its value is. One whose value may not be can be awaited in a task that has to be, but not kept there.
use valuetask::value_task;

#[value_task]
trait Pool: Sync {
    async fn run<T>(&self, work: fn() -> T) -> T;
}

#[value_task]
impl<P: Pool> Pool for Box<P> {
    async fn run<T>(&self, work: fn() -> T) -> T {
        let task = (**self).run(work);
        (**self).run(|| 1).await;
        task.await
    }
}

fn main() {}
