//! Where `dyn` stands, and what it stands with.
use valuetask::{async_method, value_task};

#[value_task(dyn)]
trait Unnamed {
    async fn get(&self) -> u64;
}

#[value_task(dyn = DynBoxed, boxed)]
trait Boxed {
    async fn get(&self) -> u64;
}

#[value_task(dyn = DynTwice, dyn = DynTwice)]
trait Twice {
    async fn get(&self) -> u64;
}

#[async_method(dyn = DynDeclared)]
trait Declared {
    async fn get(&self) -> u64;
}

#[value_task(dyn = DynStranger(Base = DynBase))]
trait Stranger {
    async fn get(&self) -> u64;
}

#[value_task(dyn(Base = DynBase) = DynLonely)]
trait Lonely {
    async fn get(&self) -> u64;
}

#[value_task(dyn(pointers) = DynOther)]
trait Other {
    async fn get(&self) -> u64;
}

#[value_task(dyn = DynStore)]
trait Store {
    #[value_task(dyn = DynMethod)]
    async fn get(&self) -> u64;
}

struct Map;

#[value_task(dyn)]
impl Map {
    async fn get(&self) -> u64 {
        7
    }
}

#[value_task(dyn)]
async fn get() -> u64 {
    7
}

fn main() {}
