//! Under another attribute a method awaits itself without `#[async_recursion]`.

use valuetask::{async_method, async_recursion, async_trait, value_task, PooledFuture, ValueTask};

#[async_trait]
trait Find {
    async fn find(&self, id: u32) -> u32;
}

struct Hot;
struct Boxed;

#[async_trait]
impl Find for Hot {
    #[async_recursion]
    async fn find(&self, id: u32) -> u32 {
        if id == 0 { 7 } else { self.find(id - 1).await }
    }
}

#[async_trait(boxed)]
trait Search {
    async fn search(&self, id: u32) -> u32;
}

#[async_trait(boxed)]
impl Search for Boxed {
    #[valuetask::async_recursion(?Send)]
    async fn search(&self, id: u32) -> u32 {
        if id == 0 { 7 } else { self.search(id - 1).await }
    }
}

#[value_task]
trait Defaulted: Sync {
    #[async_recursion]
    async fn default(&self, id: u32) -> u32 {
        if id == 0 { 7 } else { self.default(id - 1).await }
    }
}

#[async_method]
impl Hot {
    #[async_recursion]
    async fn declared(&self, id: u32) -> ValueTask<'_, u32> {
        if id == 0 { 7 } else { self.declared(id - 1).await }
    }
}

#[value_task]
#[async_recursion]
async fn function(id: u32) -> u32 {
    if id == 0 { 7 } else { function(id - 1).await }
}

use async_recursion as renamed;

#[async_trait]
impl Find for Boxed {
    #[renamed]
    async fn find(&self, id: u32) -> u32 {
        if id == 0 { 7 } else { self.find(id - 1).await }
    }
}

#[async_recursion]
fn plain(id: u32) -> PooledFuture<'static, u32> {
    PooledFuture::new(async move { id })
}

fn main() {}
