//! What stands outside of a body has to be read, too.
use valuetask::value_task;

#[value_task]
trait Store {
    async fn get(&self) -> ;
}

fn main() {}
