//! Methods that an erased trait doesn't have, and what its documentation says of each.

#[value_task(dyn = DynShop)]
trait Shop {
    async fn rows(&self) -> impl Iterator<Item = u32> + Send;
    fn by_hand(&self) -> impl Future<Output = impl Send> + Send;
    async fn shown(&self) -> u32
    where
        Self: Debug;
    async fn lent(self: &Arc<Self>);
    async fn each<F: Fn(u32)>(&self, each: F);
    async fn open() -> u32;
    async fn equal(&self, other: &Self) -> bool;
    async fn sent(&self)
    where
        Self: Sync;
    fn of_two<'k>(&self, key: &'k str) -> impl Iterator<Item = &'k str> {
        key.split(' ')
    }
}
