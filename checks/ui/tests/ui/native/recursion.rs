//! A native method that calls itself has no type to box: a call through the erased trait has.
use valuetask::value_task;

#[value_task(dyn = DynTree)]
trait Tree: Send + Sync {
    async fn depth(&self, of: u32) -> u32;
}

struct Boxed;

impl Tree for Boxed {
    async fn depth(&self, of: u32) -> u32 {
        if of == 0 { 0 } else { 1 + Box::pin(self.depth(of - 1)).await }
    }
}

struct ThroughTheErasedTrait;

impl Tree for ThroughTheErasedTrait {
    async fn depth(&self, of: u32) -> u32 {
        let tree: &dyn DynTree = self;
        if of == 0 { 0 } else { 1 + tree.depth(of - 1).await }
    }
}

fn main() {}
