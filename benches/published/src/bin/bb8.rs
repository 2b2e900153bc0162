//! bb8: a connection from the pool, asked whether it is valid, and given back.
#![forbid(unsafe_code)]

use std::convert::Infallible;

use async_trait::async_trait;
use bb8::{ManageConnection, Pool};

struct Numbers;

#[async_trait]
impl ManageConnection for Numbers {
    type Connection = u64;
    type Error = Infallible;

    async fn connect(&self) -> Result<u64, Infallible> {
        Ok(0)
    }

    async fn is_valid(&self, connection: &mut u64) -> Result<(), Infallible> {
        *connection += 1;
        Ok(())
    }

    fn has_broken(&self, _connection: &mut u64) -> bool {
        false
    }
}

fn main() {
    published::run(async |cases| {
        let pool = Pool::builder().max_size(2).build(Numbers).await.unwrap();
        cases.case("a connection, asked whether it is valid", 100_000, async || *pool.get().await.unwrap()).await;
    });
}
