//! An implementation of a native trait whose attribute doesn't say `dyn`.
use valuetask::{async_trait, value_task};

use stores::Store;

mod stores {
    #[valuetask::value_task(dyn = DynStore)]
    pub trait Store<K: Send + Sync>: Send + Sync {
        async fn get(&self, key: &K) -> u64;
        async fn open() -> Self
        where
            Self: Sized;
    }
}

#[value_task(dyn = DynCounts)]
trait Counts: Send + Sync {
    async fn count(&self) -> u64;
}

struct Map;

#[value_task]
impl Store<u8> for Map {
    async fn open() -> Self {
        Self
    }

    async fn get(&self, key: &u8) -> u64 {
        u64::from(*key)
    }
}

#[value_task]
impl Store<u16> for Map {
    async fn get(&self, key: &u16) -> u64 {
        u64::from(*key)
    }

    async fn open() -> Self {
        Self
    }
}

#[async_trait]
impl<T: Send + Sync> Counts for Vec<T> {
    async fn count(&self) -> u64 {
        self.len() as u64
    }
}

// `Counts` is in scope, but this isn't an implementation of it.
#[value_task]
trait Changed {
    async fn change(&mut self);
}

#[value_task]
impl<T: Send + Sync> Changed for Vec<T> {
    async fn change(&mut self) {
        self.clear();
    }
}

fn main() {}
