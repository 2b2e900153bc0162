//! The method returns futures' `Shared`.
//!
//! A hit is a `Shared` of a value that is ready, without a box in between. A miss is one of a boxed future.

#![forbid(unsafe_code)]

use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Either, Ready, Shared, ready};

use crate::cache::ReadThrough;
use crate::error::Error;
use crate::store::Store;
use crate::way::{Found, Way};

type SharedTask = Shared<Either<Ready<Found>, BoxFuture<'static, Found>>>;

trait Lookup: Send + Sync {
    fn get(&self, key: &str) -> SharedTask;
}

/// A shared task outlives the call, so it needs a handle of the cache.
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
}

/// A cache behind a `dyn` trait of futures' `Shared`.
pub(super) struct FuturesShared(Arc<dyn Lookup>);

impl FuturesShared {
    pub(super) fn new<S: Store>(cache: Arc<ReadThrough<S>>) -> Self {
        Self(std::hint::black_box(Arc::new(Owned(cache))))
    }
}

impl Way for FuturesShared {
    type Fault = Error;
    type Answer<'a> = SharedTask;

    #[inline]
    fn get<'a>(&'a self, key: &'a str) -> Self::Answer<'a> {
        self.0.get(key)
    }
}
