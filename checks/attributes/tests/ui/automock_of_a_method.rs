//! mockall copies the attribute of a method to a block.
use mockall::automock;
use valuetask::async_trait;

#[automock]
#[async_trait]
pub trait Store {
    #[valuetask::value_task]
    async fn get(&self, key: &str) -> Option<u64>;
}

fn main() {}
