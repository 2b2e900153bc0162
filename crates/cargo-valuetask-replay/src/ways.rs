//! The four ways in which a method of a `dyn` trait can return its answer, behind one interface for measuring.

#![forbid(unsafe_code)]

mod boxed;
mod futures_shared;
mod shared;
mod value_task;

use std::num::NonZeroUsize;
use std::sync::Arc;

use boxed::Boxed;
use futures_shared::FuturesShared;
use shared::SharedTasks;
use value_task::ValueTasks;

use super::cache::ReadThrough;
use super::pass::{Candidate, Measured};
use super::store::Store;
use super::way::Way;

/// All ways, in the order in which they are reported, each with a cache of its own.
pub(crate) fn all<S: Store>(store: &Arc<S>, capacity: NonZeroUsize) -> [Box<dyn Measured>; 4] {
    [
        candidate("async-trait", store, capacity, Boxed::new),
        candidate("futures' Shared", store, capacity, FuturesShared::new),
        candidate("Shared", store, capacity, SharedTasks::new),
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
