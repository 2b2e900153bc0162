//! A type that hides a lifetime, in methods without a hidden method in the trait.
use valuetask::value_task;

struct Key<'k>(&'k str);

#[value_task(dyn = DynStore)]
trait Store: Send + Sync {
    #[value_task(lazy)]
    async fn get(&self, key: Key) -> usize;
    fn parts(&self, key: Key) -> impl Iterator<Item = char> + Send;
}

fn main() {}
