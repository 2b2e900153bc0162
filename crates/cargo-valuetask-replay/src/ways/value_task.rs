//! The method returns a `ValueTask`, through this project's attribute.

#![forbid(unsafe_code)]

use std::sync::Arc;

use valuetask::{ValueTask, value_task};

use crate::cache::ReadThrough;
use crate::error::Error;
use crate::store::Store;
use crate::way::{Found, Way};

#[value_task]
trait Lookup: Send + Sync {
    async fn get(&self, key: &str) -> Found;
}

#[value_task]
impl<S: Store> Lookup for ReadThrough<S> {
    async fn get(&self, key: &str) -> Found {
        if let Some(value) = self.cached(key) {
            return Ok(value);
        }
        self.load(key).await
    }
}

/// A cache behind a `dyn` trait of value tasks.
pub(super) struct ValueTasks(Arc<dyn Lookup>);

impl ValueTasks {
    pub(super) fn new<S: Store>(cache: Arc<ReadThrough<S>>) -> Self {
        Self(std::hint::black_box(cache))
    }
}

impl Way for ValueTasks {
    type Fault = Error;
    type Answer<'a> = ValueTask<'a, Found>;

    #[inline]
    fn get<'a>(&'a self, key: &'a str) -> Self::Answer<'a> {
        self.0.get(key)
    }

    #[inline]
    fn is_completed(answer: &Self::Answer<'_>) -> Option<bool> {
        Some(answer.is_completed())
    }
}
