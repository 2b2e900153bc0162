//! [`CachedMap`]: a value for each key, loaded once.
#![forbid(unsafe_code)]

mod entries;

use alloc::borrow::ToOwned;
use core::borrow::Borrow;
use core::fmt;
use core::future::Future;
use core::hash::Hash;
use core::time::Duration;
use std::time::Instant;

use super::age::{Age, Load, Loaded, ended, waited};
use super::load::{Begins, resume};
use crate::TaskError;
use crate::sync::{Mutex, lock};
#[cfg(doc)]
use crate::{Cached, Expiring};
use entries::Entries;
use valuetask::ValueTask;

/// A value for each key, which is loaded once: calls for a key share one load, and get its value from then on.
///
/// The number of keys is bounded. Beyond it, a key goes that wasn't asked for lately, whether its value is loaded or not. Callers that wait
/// for that load continue it. Values may expire, by [`max_age`](Self::max_age).
///
/// A hit takes one lock, which all keys share, and clones the value: keep an `Arc` of what is large. For a large cache that many threads
/// use, take the crate moka.
///
/// A load that awaits the value of its own key never completes. [`Cached`] tells what a load must not own, and when to spawn it.
///
/// # Cancel safety
///
/// As [`Cached`].
///
/// # Panics
///
/// As [`Cached`]. The key's `Hash` and `Eq` are called under the lock. If they use the map, they deadlock.
///
/// # Allocation
///
/// None for a hit. A load and each caller that waits for it take slots of the [pool](valuetask::pool). A key is stored twice.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use valuetask_tasks::{CachedMap, TaskError};
///
/// struct Pages(CachedMap<String, Arc<str>>);
///
/// impl Pages {
///     async fn get(&self, name: &str) -> Result<Arc<str>, TaskError> {
///         self.0.try_get(name, || fetch(name.to_owned())).await
///     }
/// }
///
/// async fn fetch(name: String) -> Result<Arc<str>, std::io::Error> {
///     Ok(format!("the page {name}").into())
/// }
///
/// let pages = Pages(CachedMap::new(1000));
/// assert_eq!(&*pollster::block_on(pages.get("index"))?, "the page index");
/// # Ok::<(), TaskError>(())
/// ```
pub struct CachedMap<K, T> {
    age: Age,
    entries: Mutex<Entries<K, T>>,
}

impl<K, T> CachedMap<K, T> {
    /// Creates an empty map of at most so many keys, and of one at least.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { age: Age::default(), entries: Mutex::new(Entries::new(capacity)) }
    }

    /// Loads a value again once it is of this age. The age is counted from the end of its load.
    #[must_use]
    pub fn max_age(self, max_age: Duration) -> Self {
        Self { age: self.age.limited(max_age), ..self }
    }

    /// Tells the age by another clock, as [`Expiring::with_clock`].
    #[must_use]
    pub fn with_clock(self, clock: impl Fn() -> Instant + Send + Sync + 'static) -> Self {
        Self { age: self.age.with_clock(clock), ..self }
    }

    /// Returns the number of keys with a value, which may have expired, or with a load.
    pub fn len(&self) -> usize {
        lock(&self.entries).len()
    }

    /// Returns `true` if there are no keys.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets all values and loads, as [`reset`](Self::reset).
    pub fn clear(&self) {
        let all = lock(&self.entries).clear();
        drop(all);
    }
}

impl<K, T> CachedMap<K, T>
where
    K: Hash + Eq + Send,
    T: Clone + Send + Sync + 'static,
{
    /// Returns the value of a key if there is one that isn't too old. Never blocks on a load, or polls.
    pub fn peek<Q>(&self, key: &Q) -> Option<T>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let load = lock(&self.entries).get(key)?.clone();
        self.age.value(&load, self.age.now())
    }

    /// Sets the value of a key, in the place of the one that there is.
    ///
    /// Callers that wait for a load continue it, and get its value.
    pub fn set(&self, key: K, value: T)
    where
        K: Clone,
    {
        let load = self.age.loaded(value);
        let keys = [key.clone(), key];
        let former = lock(&self.entries).insert(keys, load);
        drop(former);
    }

    /// Forgets the value of a key, or its load: the next call loads a new value.
    ///
    /// Callers that wait for the load continue it, and get its value.
    pub fn reset<Q>(&self, key: &Q)
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let former = lock(&self.entries).remove(key, |_| true);
        drop(former);
    }

    /// Returns the value of a key, which is loaded if there is none or it is too old.
    ///
    /// The closure is called only if a load begins, in this call, and without a lock. It may borrow; its future owns what it uses.
    ///
    /// # Panics
    ///
    /// The returned task panics if the load does. A panic isn't kept: the next call loads again.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::CachedMap;
    ///
    /// let squares = CachedMap::new(100);
    /// assert_eq!(pollster::block_on(squares.get(&7, || async { 49 })), 49);
    /// assert!(squares.get(&7, || async { 0 }).is_completed());
    /// ```
    pub fn get<Q, F>(&self, key: &Q, load: impl FnOnce() -> F) -> ValueTask<'_, T>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ToOwned<Owned = K> + ?Sized,
        F: Future<Output = T> + Send + 'static,
    {
        match self.shared(key, |begins| self.age.begin(begins, load, Ok)) {
            Ok(ended) => ValueTask::from(ended.unwrap_or_else(|error| resume(&error))),
            Err(load) => {
                let waits = self.wait(key.to_owned(), load);
                ValueTask::from_future(async move { waits.await.unwrap_or_else(|error| resume(&error)) })
            }
        }
    }

    /// Returns the value of a key, which is loaded if there is none or it is too old, by a load that may fail.
    ///
    /// The callers that share a load get its error, and the next call for the key loads again. Otherwise as [`get`](Self::get).
    ///
    /// # Errors
    ///
    /// The error of the load, or its panic. Convert an error that isn't `Into<TaskError>` by [`TaskError::new`].
    pub fn try_get<Q, F, E>(&self, key: &Q, load: impl FnOnce() -> F) -> ValueTask<'_, Result<T, TaskError>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ToOwned<Owned = K> + ?Sized,
        F: Future<Output = Result<T, E>> + Send + 'static,
        E: Into<TaskError>, // an error of your own becomes one by `.map_err(TaskError::new)`
    {
        match self.shared(key, |begins| self.age.begin(begins, load, |output| output.map_err(Into::into))) {
            Ok(ended) => ValueTask::from(ended),
            Err(load) => ValueTask::from_future(self.wait(key.to_owned(), load)),
        }
    }

    /// Returns the outcome of the current load of a key, or the load if it is pending. Without one, `begin` begins one.
    fn shared<Q>(&self, key: &Q, begin: impl FnOnce(Begins<Loaded<T>>)) -> Result<Result<T, TaskError>, Load<T>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ToOwned<Owned = K> + ?Sized,
    {
        let now = self.age.now();
        let mut keys = None;
        loop {
            let mut entries = lock(&self.entries);
            if let Some(load) = entries.used(key).filter(|load| self.age.is_current(load, now)).cloned() {
                drop((entries, keys));
                return ended(&load).ok_or(load);
            }
            let Some(keys) = keys.take() else {
                drop(entries);
                keys = Some([key.to_owned(), key.to_owned()]);
                continue;
            };
            let (begins, load) = Begins::new();
            let former = entries.insert(keys, load.clone());
            drop(entries);
            // First, as a destructor may panic, or wait for the new value.
            begin(begins);
            drop(former);
            return Err(load);
        }
    }

    /// Waits for the load of a key. If it fails, the key goes, unless it has a newer load.
    async fn wait(&self, key: K, load: Load<T>) -> Result<T, TaskError> {
        let outcome = waited(&load).await;
        if outcome.is_err() {
            let failed = lock(&self.entries).remove::<K>(&key, |kept| kept.ptr_eq(&load));
            drop(failed);
        }
        outcome
    }
}

impl<K, T> fmt::Debug for CachedMap<K, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedMap").field("len", &self.len()).field("max_age", &self.age).finish_non_exhaustive()
    }
}
