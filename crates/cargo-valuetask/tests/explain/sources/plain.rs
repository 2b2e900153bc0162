pub trait Queue {
    async fn pop(&mut self) -> Option<u64>;

    async fn drain(&mut self) -> u64 {
        let mut sum = 0;
        while let Some(next) = self.pop().await {
            sum += next;
        }
        sum
    }
}

impl Queue for Vec<u64> {
    async fn pop(&mut self) -> Option<u64> {
        Vec::pop(self)
    }
}

async fn free(queue: &mut impl Queue) -> u64 {
    queue.pop().await.unwrap_or(0)
}
