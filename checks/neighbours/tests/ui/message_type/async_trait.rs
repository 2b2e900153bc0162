//! A trait names a type that doesn't exist: the message is at that type, and comes once.

#[async_trait::async_trait]
trait Store: Sync {
    async fn get(&self, id: Identity) -> u64; //~ Identity
}

fn main() {}
