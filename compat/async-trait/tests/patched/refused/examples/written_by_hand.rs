// pooled hot: E0195
// exact: E0053
use refused::{BoxFuture, Service};

pub struct Zero;

impl Service for Zero {
    type Output = u32;

    fn call<'life0, 'life1, 'async_trait>(&'life0 self, _: &'life1 str) -> BoxFuture<'async_trait, u32>
    where
        'life0: 'async_trait,
        'life1: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(async { 0 })
    }
}

fn main() {}
