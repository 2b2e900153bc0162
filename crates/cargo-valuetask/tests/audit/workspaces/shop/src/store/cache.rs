use super::async_trait as stored;

#[stored]
impl<S: super::Store> super::Store for Cache<S> {
    async fn item(&self, key: &str) -> Result<Item, Error> {
        if let Some(item) = self.items.lock().get(key) {
            return Ok(item.clone());
        }
        let item = self.below.item(key).await?;
        self.items.lock().insert(key, item.clone());
        Ok(item)
    }

    async fn known(&self, key: &str) -> bool {
        let items = self.shared.read().await;
        items.contains_key(key)
    }
}

#[cfg(test)]
mod tests {
    #[super::stored]
    impl Fake for Empty {
        async fn item(&self) -> u64 {
            7
        }
    }
}
