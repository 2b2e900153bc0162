//! The method returns `Pin<Box<dyn Future>>`, through async-trait.

#![forbid(unsafe_code)]

use core::pin::Pin;
use std::sync::Arc;

use async_trait::async_trait;

use crate::cache::ReadThrough;
use crate::error::Error;
use crate::store::Store;
use crate::way::{Found, Way};

#[async_trait]
trait Lookup: Send + Sync {
    async fn get(&self, key: &str) -> Found;
}

#[async_trait]
impl<S: Store> Lookup for ReadThrough<S> {
    async fn get(&self, key: &str) -> Found {
        if let Some(value) = self.cached(key) {
            return Ok(value);
        }
        self.load(key).await
    }
}

/// A cache behind a `dyn` trait of async-trait.
pub(super) struct Boxed(Arc<dyn Lookup>);

impl Boxed {
    pub(super) fn new<S: Store>(cache: Arc<ReadThrough<S>>) -> Self {
        Self(std::hint::black_box(cache))
    }
}

impl Way for Boxed {
    type Fault = Error;
    type Answer<'a> = Pin<Box<dyn Future<Output = Found> + Send + 'a>>;

    #[inline]
    fn get<'a>(&'a self, key: &'a str) -> Self::Answer<'a> {
        self.0.get(key)
    }
}
