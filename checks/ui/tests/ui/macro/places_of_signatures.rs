//! A lint about a signature points at the user's tokens, also where tokens are added.
#![deny(missing_docs)]
//! A crate.
use valuetask::{async_method, async_trait, value_task};

/// A trait.
#[value_task]
pub trait Task {
    async fn declared(&self, key: &str) -> u32;
    async fn default(&self, key: &str) -> u32 {
        key.len() as u32
    }
    async fn generic<K: Send>(&self, key: K);
}

/// A native trait.
#[value_task(dyn = DynNative)]
pub trait Native: Sync {
    async fn declared(&self, key: &str) -> u32;
    async fn default(&self, key: &str) -> u32 {
        key.len() as u32
    }
}

/// A native trait whose default body asks for more.
#[value_task(dyn = DynHolds)]
pub trait Holds {
    async fn default(&self) {}
}

/// A boxed trait.
#[async_trait(boxed)]
pub trait Boxed {
    async fn declared(&self, key: &str) -> u32;
    async fn default(&self) {}
}

/// A type.
pub struct Inherent;

#[value_task]
impl Inherent {
    pub async fn borrows(&self, key: &str) -> u32 {
        key.len() as u32
    }
    pub async fn owns(self, key: String) {
        drop(key);
    }
}

#[async_method]
impl Inherent {
    pub async fn declares(self, key: &str) -> valuetask::ValueTask<'_, usize> {
        key.len()
    }
}

#[value_task]
pub async fn free(key: String) -> usize {
    key.len()
}

fn main() {}
