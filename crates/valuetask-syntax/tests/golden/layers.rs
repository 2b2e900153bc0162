//! Layers: the call of the first await is made as plain code, or its task is the method's own.

#[value_task]
impl Store for Layer {
    async fn get(&self, key: &str) -> Option<u64> {
        self.inner.get(key).await
    }

    async fn put(&self, key: String, value: Arc<Value>) -> Result<(), Error> {
        check(&key)?;
        self.inner.put(key, value).await
    }

    async fn or_insert(&self, id: u64) -> Result<u64, Error> {
        let name = format!("user {id}");
        let value = self.inner.get_or(id, Default::default()).await?;
        self.seen.insert(name, value);
        Ok(value)
    }

    async fn one(&mut self) -> Result<u8, Error> {
        loop {
            if let Some(byte) = self.buffer.pop() {
                return Ok(byte);
            }
            self.fill().await?;
        }
    }

    async fn peek(&mut self) -> Option<u8> {
        if self.buffer.is_empty() {
            self.fill().await.ok()?;
        }
        self.buffer.last().copied()
    }
}
