//! The method returns a shared task, futures' `Shared`.
//!
//! A hit is a `Shared` over a value that is already there, with no box in between; a miss is one over a boxed future.

#![forbid(unsafe_code)]

use std::num::NonZeroUsize;
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Either, Ready, Shared, ready};

use super::{Found, Way};
use crate::replay::cache::ReadThrough;
use crate::replay::store::Store;

type SharedTask = Shared<Either<Ready<Found>, BoxFuture<'static, Found>>>;

trait Lookup: Send + Sync {
    fn get(&self, key: &str) -> SharedTask;

    fn holds(&self, key: &str) -> bool;
}

/// A shared task outlives the call, so that the cache is shared too.
struct Owned<S>(Arc<ReadThrough<S>>);

impl<S: Store> Lookup for Owned<S> {
    fn get(&self, key: &str) -> SharedTask {
        let task = match self.0.cached(key) {
            Some(value) => Either::Left(ready(Ok(value))),
            None => {
                let (cache, key) = (Arc::clone(&self.0), key.to_owned());
                Either::Right(async move { cache.load(&key).await }.boxed())
            }
        };
        task.shared()
    }

    fn holds(&self, key: &str) -> bool {
        self.0.holds(key)
    }
}

/// A cache behind a `dyn` trait of shared tasks.
pub(crate) struct SharedTasks(Arc<dyn Lookup>);

impl SharedTasks {
    pub(crate) fn new<S: Store>(store: Arc<S>, capacity: NonZeroUsize) -> Self {
        Self(std::hint::black_box(Arc::new(Owned(Arc::new(ReadThrough::new(store, capacity))))))
    }
}

impl Way for SharedTasks {
    type Answer<'a> = SharedTask;

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
