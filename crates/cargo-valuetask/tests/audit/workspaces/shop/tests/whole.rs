#[async_trait::async_trait]
impl shop::Store for Fake {
    async fn item(&self, key: &str) -> Result<Item, Error> {
        Err(Error)
    }
}
