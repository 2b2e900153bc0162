//! An implementation of a native trait whose attribute doesn't say `dyn`: the compiler warns by default.
#![deny(refining_impl_trait)]

use valuetask::{async_trait, value_task};

#[value_task(dyn = DynStore)]
pub trait Store<K: Send + Sync>: Send + Sync {
    async fn get(&self, key: &K) -> u64;
}

pub struct Map;

#[value_task]
impl Store<u8> for Map {
    async fn get(&self, key: &u8) -> u64 {
        u64::from(*key)
    }
}

#[async_trait]
impl Store<u16> for Map {
    async fn get(&self, key: &u16) -> u64 {
        u64::from(*key)
    }
}

fn main() {}
