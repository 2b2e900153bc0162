#[cfg_attr(not(target_family = "wasm"), ::valuetask::value_task(Send, lazy))]
#[cfg_attr(not(not(target_family = "wasm")), ::valuetask::value_task(?Send, lazy))]
pub trait Asked: Sync {
    async fn get(&self) -> usize;
}
#[cfg_attr(unix, mine::valuetask::async_trait(Send, crate = mine::valuetask))]
#[cfg_attr(not(unix), mine::valuetask::async_trait(?Send, crate = mine::valuetask))]
impl Asked for Other {
    async fn get(&self) -> usize {
        1
    }
}
