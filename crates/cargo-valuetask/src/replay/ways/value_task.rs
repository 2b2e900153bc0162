//! The method returns a `ValueTask`, through this project's attribute.

#![forbid(unsafe_code)]

use std::num::NonZeroUsize;
use std::sync::Arc;

use valuetask::{ValueTask, value_task};

use super::{Found, Way};
use crate::replay::cache::ReadThrough;
use crate::replay::store::Store;

#[value_task]
trait Lookup: Send + Sync {
    async fn get(&self, key: &str) -> Found;

    fn holds(&self, key: &str) -> bool;
}

#[value_task]
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

/// A cache behind a `dyn` trait of value tasks.
pub(crate) struct ValueTasks(Arc<dyn Lookup>);

impl ValueTasks {
    pub(crate) fn new<S: Store>(store: Arc<S>, capacity: NonZeroUsize) -> Self {
        Self(std::hint::black_box(Arc::new(ReadThrough::new(store, capacity))))
    }
}

impl Way for ValueTasks {
    type Answer<'a> = ValueTask<'a, Found>;

    #[inline]
    fn get<'a>(&'a self, key: &'a str) -> Self::Answer<'a> {
        self.0.get(key)
    }

    #[inline]
    fn is_completed(answer: &Self::Answer<'_>) -> Option<bool> {
        Some(answer.is_completed())
    }

    fn holds(&self, key: &str) -> bool {
        self.0.holds(key)
    }
}
