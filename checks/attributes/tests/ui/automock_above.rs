//! mockall knows the attribute by another name.
use mockall::automock;
use valuetask::value_task;

#[automock]
#[value_task]
trait Store {
    async fn get(&self, key: &str) -> Option<u64>;
    fn len(&self) -> usize;
}

fn main() {}
