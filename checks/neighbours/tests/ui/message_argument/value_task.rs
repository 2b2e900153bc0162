//! An implementer's method takes another argument than the trait's: the message is at that argument.

struct Memory;

#[valuetask::value_task(dyn = DynStore)]
trait Store: Sync {
    async fn get(&self, id: u64) -> u64;
}

impl Store for Memory {
    async fn get(&self, id: &str) -> u64 { //~ &str
        id.len() as u64
    }
}

fn main() {}
