//! A value that isn't `Send` can be awaited, but not held over another await.
use std::rc::Rc;
use valuetask::{async_trait, value_task};

#[value_task]
trait Source: Send + Sync {
    async fn shared(&self) -> Rc<u32>;

    async fn bound(&self) -> u32 {
        let first = self.shared().await;
        let second = self.shared().await;
        *first + *second
    }

    async fn operands(&self) -> u32 {
        *self.shared().await + *self.shared().await
    }
}

#[async_trait]
trait Pooled: Source {
    async fn bound_when_pooled(&self) -> u32 {
        let first = self.shared().await;
        let second = self.shared().await;
        *first + *second
    }

    async fn a_task_when_pooled(&self) -> u32 {
        *self.shared().await
    }
}

fn main() {}
