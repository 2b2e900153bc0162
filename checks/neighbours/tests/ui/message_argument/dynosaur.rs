//! An implementer's method takes another argument than the trait's: the message is at that argument.

struct Memory;

#[dynosaur::dynosaur(DynStore = dyn(box) Store)]
trait Store: Sync {
    fn get(&self, id: u64) -> impl Future<Output = u64> + Send;
}

impl Store for Memory {
    async fn get(&self, id: &str) -> u64 { //~ &str
        id.len() as u64
    }
}

fn main() {}
