//! The cache in front of a store, which all ways have in common.

#![forbid(unsafe_code)]

use core::cell::Cell;
use std::num::NonZeroUsize;
use std::sync::Arc;

use foldhash::fast::FixedState;
use quick_cache::UnitWeighter;
use quick_cache::sync::{Cache, DefaultLifecycle};

use super::error::Error;
use super::store::{Store, gone};
use super::value::Value;

thread_local! {
    static MISSES: Cell<u64> = const { Cell::new(0) };
}

/// Returns how many loads from a store the calling thread has begun.
#[inline]
pub(crate) fn misses_of_this_thread() -> u64 {
    MISSES.get()
}

/// A cache, and the store that it is filled from.
pub(crate) struct ReadThrough<S> {
    // The hasher has no seed, so that one thread that replays one stream sees the same hits with each way.
    cache: Cache<Box<str>, Arc<Value>, UnitWeighter, FixedState>,
    store: Arc<S>,
}

impl<S: Store> ReadThrough<S> {
    pub(crate) fn new(store: Arc<S>, capacity: NonZeroUsize) -> Self {
        let capacity = capacity.get();
        let hasher = FixedState::default();
        Self { cache: Cache::with(capacity, capacity as u64, UnitWeighter, hasher, DefaultLifecycle::default()), store }
    }

    /// Returns the value if the cache has it.
    #[inline]
    pub(crate) fn cached(&self, key: &str) -> Option<Arc<Value>> {
        self.cache.get(key)
    }

    /// Returns `true` if the cache has the value now. Doesn't count as a use.
    pub(crate) fn holds(&self, key: &str) -> bool {
        self.cache.peek(key).is_some()
    }

    /// Loads the value from the store into the cache.
    pub(crate) async fn load(&self, key: &str) -> Result<Arc<Value>, Error> {
        MISSES.set(MISSES.get() + 1);
        let value = self.store.get(key).await?.ok_or_else(|| gone(self.store.place(), key))?;
        let value = Arc::new(value);
        self.cache.insert(key.into(), Arc::clone(&value));
        Ok(value)
    }
}
