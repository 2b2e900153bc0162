//! Attributes of other crates: they see one call of `Box::pin`, and the last attribute makes the task.

#[value_task]
impl Store {
    #[doc = "What isn't a macro stays as it is."]
    #[cold]
    #[must_use]
    async fn plain(&self) -> u32 {
        7
    }

    #[tracing::instrument(skip(self))]
    async fn traced(&self, key: u32) -> u32 {
        self.load(key).await
    }

    #[cfg_attr(feature = "frames", async_backtrace::framed)]
    async fn framed(self, mut name: String) -> u32 {
        name.push('!');
        7
    }

    #[instrument]
    #[value_task(lazy, ?Send)]
    async fn lazy(&self) -> u32 {
        self.load(1).await
    }
}

#[value_task(crate = mine::valuetask)]
trait Source {
    #[instrument]
    async fn required(&self) -> u32;

    #[instrument]
    async fn provided(&self) -> u32 {
        self.required().await
    }
}
