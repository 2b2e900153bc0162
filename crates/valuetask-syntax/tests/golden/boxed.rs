//! The signature that the crate async-trait writes, and the body that attributes of other crates look for.

#[value_task(boxed)]
pub trait Service<'t, K>: Sync {
    async fn call(&self, key: &str) -> Result<K, Status>;
    async fn named<'a>(&self, one: &'a str, text: &'t str) -> &'a str;
    async fn generic<T: Send>(self, value: T, other: &impl Send) -> T;
    #[value_task(?Send)]
    async fn local(&self);
    async fn defaulted(&mut self, (one, two): (u8, u8)) -> Response<Self::Stream> {
        self.local().await;
    }
    async fn made() -> u32;
}

#[value_task]
impl Service<'_, u32> for Server {
    #[value_task(boxed)]
    #[instrument]
    async fn call(&self, key: &str) -> Result<u32, Status> {
        let found = self.find(key)?;
        self.read(found).await
    }
}
