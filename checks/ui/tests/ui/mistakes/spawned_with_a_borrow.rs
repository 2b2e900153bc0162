//! What is spawned may outlive the function, and the task has borrowed from it.
use valuetask::{ValueTask, value_task};

#[value_task]
trait Store: Sync {
    async fn get(&self, key: &str) -> u32;
}

fn spawn<F: Future<Output: Send + 'static> + Send + 'static>(_: F) {}

fn serve(store: &'static dyn Store, key: String) {
    let task: ValueTask<'_, u32> = store.get(&key);
    spawn(task);
}

fn main() {
    let _ = serve;
}
