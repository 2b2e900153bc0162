//! The four ways in which a method of a `dyn` trait can return its answer, behind one interface for measuring.

#![forbid(unsafe_code)]

mod boxed;
mod shared;
mod task;
mod value_task;

use std::num::NonZeroUsize;
use std::sync::Arc;

use boxed::Boxed;
use shared::SharedTasks;
use task::Tasks;
use value_task::ValueTasks;

use super::cache::ReadThrough;
use super::error::Error;
use super::pass::{Candidate, Measured};
use super::store::Store;
use super::value::Value;

/// What a lookup returns.
pub(crate) type Found = Result<Arc<Value>, Error>;

/// A way, as static calls around the one dynamic call that is measured.
pub(crate) trait Way: Send + Sync + 'static {
    /// The error that the answer of a lookup has.
    type Fault: Into<Error>;
    /// What the trait's method returns.
    type Answer<'a>: IntoFuture<Output = Result<Arc<Value>, Self::Fault>>;

    /// Calls the trait's method through its vtable.
    fn get<'a>(&'a self, key: &'a str) -> Self::Answer<'a>;

    /// Returns whether the answer has the value, before any poll. `None` if this kind of answer can't tell.
    #[inline]
    fn is_completed(_: &Self::Answer<'_>) -> Option<bool> {
        None
    }
}

/// All ways, in the order in which they are reported, each with a cache of its own.
pub(crate) fn all<S: Store>(store: &Arc<S>, capacity: NonZeroUsize) -> [Box<dyn Measured>; 4] {
    [
        candidate("async-trait", store, capacity, Boxed::new),
        candidate("Shared", store, capacity, SharedTasks::new),
        candidate("Task", store, capacity, Tasks::new),
        candidate("ValueTask", store, capacity, ValueTasks::new),
    ]
}

fn candidate<S: Store, W: Way>(
    name: &'static str,
    store: &Arc<S>,
    capacity: NonZeroUsize,
    way: impl FnOnce(Arc<ReadThrough<S>>) -> W,
) -> Box<dyn Measured> {
    let cache = Arc::new(ReadThrough::new(Arc::clone(store), capacity));
    let way = way(Arc::clone(&cache));
    Box::new(Candidate { name, cache, way })
}
