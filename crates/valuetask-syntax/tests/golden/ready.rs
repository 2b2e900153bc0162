//! A body without an await is run at the call.

#[value_task]
impl Cache for Memory {
    async fn get(&self, key: &str) -> Option<u64> {
        let shard = self.shard(key)?;
        shard.get(key).copied()
    }
}
