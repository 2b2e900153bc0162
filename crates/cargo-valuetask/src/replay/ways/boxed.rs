//! The method returns `Pin<Box<dyn Future>>`, through async-trait.

#![forbid(unsafe_code)]

use core::pin::Pin;
use std::num::NonZeroUsize;
use std::sync::Arc;

use async_trait::async_trait;

use super::{Found, Way};
use crate::replay::cache::ReadThrough;
use crate::replay::store::Store;

#[async_trait]
trait Lookup: Send + Sync {
    async fn get(&self, key: &str) -> Found;

    fn holds(&self, key: &str) -> bool;
}

#[async_trait]
impl<S: Store> Lookup for ReadThrough<S> {
    async fn get(&self, key: &str) -> Found {
        if let Some(value) = self.cached(key) {
            return Ok(value);
        }
        self.load(key).await
    }

    fn holds(&self, key: &str) -> bool {
        Self::holds(self, key)
    }
}

/// A cache behind async-trait's kind of `dyn` trait.
pub(crate) struct Boxed(Arc<dyn Lookup>);

impl Boxed {
    pub(crate) fn new<S: Store>(store: Arc<S>, capacity: NonZeroUsize) -> Self {
        Self(std::hint::black_box(Arc::new(ReadThrough::new(store, capacity))))
    }
}

impl Way for Boxed {
    type Answer<'a> = Pin<Box<dyn Future<Output = Found> + Send + 'a>>;

    #[inline]
    fn get<'a>(&'a self, key: &'a str) -> Self::Answer<'a> {
        self.0.get(key)
    }

    #[inline]
    fn is_completed(_: &Self::Answer<'_>) -> Option<bool> {
        None
    }

    fn holds(&self, key: &str) -> bool {
        self.0.holds(key)
    }
}
