//! `dyn` on the impl of a trait without any attribute.
use valuetask::value_task;

trait Store<K> {
    async fn get(&self, key: K) -> u64;
    async fn close(self) -> u64;
}

struct Map<T>(T);

#[value_task(dyn)]
impl<'k, T: Send + Sync> Store<&'k T> for Map<T> {
    async fn get(&self, _: &'k T) -> u64 {
        7
    }

    async fn close(self) -> u64 {
        7
    }
}

fn main() {}
