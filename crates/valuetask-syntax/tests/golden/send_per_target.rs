//! A condition is put to the compiler; with its answer, the attribute expands as with `Send` or `?Send`.

#[value_task(lazy, Send = cfg(not(target_family = "wasm")))]
pub trait Asked: Sync {
    async fn get(&self) -> usize;
}

#[async_trait(crate = mine::valuetask)]
impl Asked for Other {
    #[async_trait(Send = cfg(unix))]
    async fn get(&self) -> usize {
        1
    }
}

#[value_task(cfg(not(target_family = "wasm")) = true, lazy, Send = cfg(not(target_family = "wasm")))]
pub trait Holds {
    async fn get(&self) -> usize {
        7
    }
}

#[value_task(cfg(not(target_family = "wasm")) = false, lazy, Send = cfg(not(target_family = "wasm")))]
pub trait HoldsNot {
    async fn get(&self) -> usize {
        7
    }
}
