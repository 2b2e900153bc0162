//! A trait names a type that doesn't exist: the message is at that type, and comes once.

#[valuetask::value_task(dyn = DynStore)]
trait Store: Sync {
    async fn get(&self, id: Identity) -> u64; //~ Identity
}

fn main() {}
