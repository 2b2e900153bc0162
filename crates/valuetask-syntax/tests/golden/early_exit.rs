//! The statements before the first await, and the machine after them.

#[value_task]
async fn get(cache: &Cache, key: &str, fallback: String) -> Result<u64, Error> {
    let shard = &cache.shards[shard_of(key)];
    let mut tries = 3;
    if let Some(value) = shard.get(key) {
        return Ok(*value);
    }
    check(&fallback)?;
    while tries > 0 {
        tries -= 1;
        shard.fill(key).await?;
    }
    Ok(0)
}
