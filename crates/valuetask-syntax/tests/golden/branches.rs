//! A branching tail: the arms that await are the machine's.

#[value_task(crate = reexported::valuetask)]
impl Buffer {
    async fn next(&mut self) -> u32 {
        if self.filled > 0 {
            self.filled -= 1;
            self.filled
        } else if self.closed {
            self.reopen().await
        } else {
            self.fill().await;
            0
        }
    }

    async fn value(&self) -> u32 {
        match self.value {
            Some(value) => value,
            None => self.load().await,
        }
    }

    async fn flush(&self, force: bool) {
        if force || self.filled > 10 {
            self.write().await;
        }
    }
}
