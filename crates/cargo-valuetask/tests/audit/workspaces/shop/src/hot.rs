use valuetask::value_task;

#[value_task]
impl Prices for Desk {
    /// Read alone.
    async fn price(&self, key: &str) -> u64 {
        match self.table.get(key) {
            Some(price) => *price,
            None => self.ask(key).await,
        }
    }

    async fn counted(&self, key: &str) -> u64 {
        self.calls.fetch_add(1, Relaxed);
        let mut words = Vec::new();
        words.push(key);
        self.price(key).await
    }

    async fn told(&self, key: &str, tx: Sender<String>) {
        tx.send(key.to_owned()).ok();
        self.channel.send(key).await;
        self.log.lock().push(key);
    }

    async fn chosen(&self) -> u64 {
        if self.closed {
            return 0;
        }
        tokio::select! {
            price = self.price("a") => price,
            () = self.closing() => 0,
        }
    }

    #[value_task(lazy)]
    async fn refresh(&mut self) {
        self.seen += 1;
        if !self.stale {
            return;
        }
        self.load().await
    }

    async fn waited(&self) {
        tokio::time::sleep(self.pause).await;
    }

    #[value_task(hasty)]
    async fn mistaken(&self) {}
}

#[value_task(lazy)]
impl Prices for Slow {
    async fn first(&self) -> Known {
        load(self.key).await
    }
}

async fn load(key: u64) -> Known {
    fetch(key).await
}

#[value_task(boxed)]
async fn contract() -> u64 {
    Slow.first().await
}
