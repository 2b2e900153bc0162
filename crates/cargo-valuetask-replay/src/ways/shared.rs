//! The method returns the `Shared` of valuetask-tasks.
//!
//! A hit has completed. A miss is the future of the load, which its awaiters poll.

#![forbid(unsafe_code)]

use std::sync::Arc;

use valuetask_tasks::{Shared, Task, TaskError};

use crate::cache::ReadThrough;
use crate::store::Store;
use crate::value::Value;
use crate::way::Way;

trait Lookup: Send + Sync {
    fn get(&self, key: &str) -> Shared<Arc<Value>>;
}

/// A task outlives the call, so it needs a handle of the cache.
struct Owned<S>(Arc<ReadThrough<S>>);

impl<S: Store> Lookup for Owned<S> {
    fn get(&self, key: &str) -> Shared<Arc<Value>> {
        match self.0.cached(key) {
            Some(value) => Task::from_result(value).into(),
            None => {
                let (cache, key) = (Arc::clone(&self.0), key.to_owned());
                Shared::try_new(async move { cache.load(&key).await })
            }
        }
    }
}

/// A cache behind a `dyn` trait of `Shared`.
pub(super) struct SharedTasks(Arc<dyn Lookup>);

impl SharedTasks {
    pub(super) fn new<S: Store>(cache: Arc<ReadThrough<S>>) -> Self {
        Self(std::hint::black_box(Arc::new(Owned(cache))))
    }
}

impl Way for SharedTasks {
    type Fault = TaskError;
    type Answer<'a> = Shared<Arc<Value>>;

    #[inline]
    fn get<'a>(&'a self, key: &'a str) -> Self::Answer<'a> {
        self.0.get(key)
    }

    #[inline]
    fn is_completed(answer: &Self::Answer<'_>) -> Option<bool> {
        Some(answer.is_completed())
    }
}
