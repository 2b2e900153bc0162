// pooled exact hot: E0254
extern crate async_trait;

use async_trait::async_trait;

#[async_trait]
pub trait Named {
    async fn name(&self) -> String;
}

fn main() {}
