#[value_task]
impl Pool {
    async fn early(&self, id: u64) -> Result<Lease, Error> {
        if let Some(lease) = self.idle.lock().pop() {
            return Ok(lease);
        }
        let lease = self.dial(id, &mut Log::new()).await?;
        let lease = tokio::time::timeout(self.patience, lease.greet()).await??;
        my::check!(lease);
        Ok(lease)
    }

    async fn branching(&self, eager: bool) -> u64 {
        if eager {
            self.count
        } else {
            let mut total = 0;
            for shard in &self.shards {
                total += shard.count().await;
            }
            total
        }
    }

    async fn two(&self) -> u64 {
        self.first().await + self.second().await
    }

    async fn looping(&mut self) -> Option<u64> {
        loop {
            if let Some(next) = self.buffer.take() {
                return Some(next);
            }
            self.fill().await;
        }
    }

    async fn named(&self) -> String {
        format!("{} of {}", self.count, self.size)
    }
}
