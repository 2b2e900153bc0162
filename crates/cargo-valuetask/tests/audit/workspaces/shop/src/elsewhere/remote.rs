#[async_trait::async_trait]
impl crate::store::Store for Remote {
    async fn item(&self, key: &str) -> Result<Item, Error> {
        let reply = self.client.fetch(key).await?;
        reply.json().await
    }
}
