//! A condition is put to the compiler; with its answer, the attribute expands as with `Send` or `?Send`.

#[value_task(lazy, Send = cfg(not(target_family = "wasm")))]
pub trait Asked: Sync {
    async fn get(&self) -> usize;
}

#[async_trait(crate = mine::valuetask, Send = cfg(unix))]
impl Asked for Other {
    async fn get(&self) -> usize {
        1
    }
}
