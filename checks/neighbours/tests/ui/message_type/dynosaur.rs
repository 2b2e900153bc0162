//! A trait names a type that doesn't exist: the message is at that type, and comes once.

#[dynosaur::dynosaur(DynStore = dyn(box) Store)]
trait Store: Sync {
    async fn get(&self, id: Identity) -> u64; //~ Identity
}

fn main() {}
