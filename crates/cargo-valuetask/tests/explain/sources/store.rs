use valuetask::value_task;

#[value_task]
pub trait Store {
    /// Left to the implementations.
    async fn get(&self, key: &str) -> Result<Entry, Error>;

    async fn contains(&self, key: &str) -> bool {
        self.get(key).await.is_ok()
    }
}

#[value_task]
impl Store for Cached {
    async fn get(&self, key: &str) -> Result<Entry, Error> {
        if let Some(hit) = self.table.lock().get(key) {
            return Ok(hit.clone());
        }
        let entry = self
            .below
            .read(&self.connection, Options { timeout: self.timeout, retries: 3 }, key)
            .await?;
        self.table.lock().insert(key, entry.clone());
        Ok(entry)
    }

    async fn contains(&self, key: &str) -> bool {
        self.table.lock().contains(key)
    }
}

#[value_task]
impl Guarded {
    async fn total(&self) -> u64 {
        let table = self.table.lock();
        if table.total > 0 {
            return table.total;
        }
        let first = self.first().await;
        tokio::select! {
            second = self.second() => first + second,
            () = self.closed() => first,
        }
    }

    #[value_task(lazy)]
    async fn report(&self) {
        self.send(self.total().await).await;
    }

    #[tracing::instrument(skip_all)]
    async fn traced(&self) -> u64 {
        self.total().await
    }

    async fn forwarded(&self) -> u64 {
        self.total().await
    }

    async fn race(&self) -> u64 {
        tokio::join!(self.total(), self.forwarded()).0
    }
}
