//! [`Expiring`]: a value that is loaded again once it is too old.
#![forbid(unsafe_code)]

use core::fmt;
use core::future::Future;
use core::time::Duration;
use std::time::Instant;

use super::age::{Age, Load, Loaded, ended, waited};
use super::load::{Begins, resume};
#[cfg(doc)]
use crate::Cached;
use crate::TaskError;
use crate::sync::{Mutex, const_fn, lock};
use valuetask::ValueTask;

/// A value that is loaded again once it is too old, such as an access token.
///
/// It is as a [`Cached`], whose value can be replaced while it is shared. So the value is cloned, and each call takes a lock and reads the
/// clock. Keep an `Arc` of what is large.
///
/// Calls that find no value, or one that is too old, share one load. The age of a value is counted from the end of its load.
///
/// # Cancel safety
///
/// As [`Cached`].
///
/// # Panics
///
/// As [`Cached`].
///
/// # Allocation
///
/// As [`Cached`].
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use valuetask_tasks::{Expiring, TaskError};
///
/// static TOKEN: Expiring<String> = Expiring::new(Duration::from_secs(300));
///
/// async fn token() -> Result<String, TaskError> {
///     TOKEN.try_get(|| async { Ok::<_, std::io::Error>("a new token".to_owned()) }).await
/// }
///
/// assert_eq!(pollster::block_on(token())?, "a new token");
/// TOKEN.reset(); // refused by the server: the next call loads another one
/// # Ok::<(), TaskError>(())
/// ```
pub struct Expiring<T> {
    age: Age,
    load: Mutex<Option<Load<T>>>,
}

impl<T> Expiring<T> {
    const_fn! {
        /// Creates one without a value. A value is loaded again once it is of this age.
        #[must_use]
        pub fn new(max_age: Duration) -> Self {
            Self { age: Age::new(max_age), load: Mutex::new(None) }
        }
    }

    /// Tells the age by another clock, as in a test.
    ///
    /// With tokio's, which tests can pause, it is `|| tokio::time::Instant::now().into_std()`.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicU64, Ordering};
    /// use std::time::{Duration, Instant};
    /// use valuetask_tasks::Expiring;
    ///
    /// let (start, seconds) = (Instant::now(), Arc::new(AtomicU64::new(0)));
    /// let clock = Arc::clone(&seconds);
    /// let expiring = Expiring::new(Duration::from_secs(60))
    ///     .with_clock(move || start + Duration::from_secs(clock.load(Ordering::Relaxed)));
    ///
    /// assert_eq!(pollster::block_on(expiring.get(|| async { 1 })), 1);
    /// seconds.store(59, Ordering::Relaxed);
    /// assert_eq!(pollster::block_on(expiring.get(|| async { 2 })), 1);
    /// seconds.store(60, Ordering::Relaxed);
    /// assert_eq!(pollster::block_on(expiring.get(|| async { 3 })), 3);
    /// ```
    #[must_use]
    pub fn with_clock(self, clock: impl Fn() -> Instant + Send + Sync + 'static) -> Self {
        Self { age: self.age.with_clock(clock), ..self }
    }

    /// Forgets the value, or the load: the next call loads a new value.
    ///
    /// Callers that wait for the load continue it, and get its value.
    pub fn reset(&self) {
        let load = lock(&self.load).take();
        drop(load);
    }
}

impl<T: Clone + Send + Sync + 'static> Expiring<T> {
    /// Returns the value if there is one that isn't too old. Never blocks on a load, or polls.
    pub fn peek(&self) -> Option<T> {
        let load = lock(&self.load).clone()?;
        self.age.value(&load, self.age.now())
    }

    /// Sets the value, in the place of the one that there is.
    ///
    /// Callers that wait for a load continue it, and get its value.
    pub fn set(&self, value: T) {
        let load = self.age.loaded(value);
        let former = lock(&self.load).replace(load);
        drop(former);
    }

    /// Returns the value, which is loaded if there is none or it is too old.
    ///
    /// The closure is called only if a load begins, and in this call. It may borrow; its future owns what it uses.
    ///
    /// # Panics
    ///
    /// The returned task panics if the load does. A panic isn't kept: the next call loads again.
    pub fn get<F>(&self, load: impl FnOnce() -> F) -> ValueTask<'_, T>
    where
        F: Future<Output = T> + Send + 'static,
    {
        match self.shared(|begins| self.age.begin(begins, load, Ok)) {
            Ok(ended) => ValueTask::from(ended.unwrap_or_else(|error| resume(&error))),
            Err(load) => {
                ValueTask::from_future(async move { self.wait(load).await.unwrap_or_else(|error| resume(&error)) })
            }
        }
    }

    /// Returns the value, which is loaded if there is none or it is too old, by a load that may fail.
    ///
    /// The callers that share a load get its error, and the next call loads again. Otherwise as [`get`](Self::get).
    ///
    /// # Errors
    ///
    /// The error of the load, or its panic. Convert an error that isn't `Into<TaskError>` by [`TaskError::new`].
    pub fn try_get<F, E>(&self, load: impl FnOnce() -> F) -> ValueTask<'_, Result<T, TaskError>>
    where
        F: Future<Output = Result<T, E>> + Send + 'static,
        E: Into<TaskError>, // an error of your own becomes one by `.map_err(TaskError::new)`
    {
        match self.shared(|begins| self.age.begin(begins, load, |output| output.map_err(Into::into))) {
            Ok(ended) => ValueTask::from(ended),
            Err(load) => ValueTask::from_future(self.wait(load)),
        }
    }

    /// Returns the outcome of the current load, or the load if it is pending. Without one, `begin` begins one.
    fn shared(&self, begin: impl FnOnce(Begins<Loaded<T>>)) -> Result<Result<T, TaskError>, Load<T>> {
        let now = self.age.now();
        let mut place = lock(&self.load);
        if let Some(load) = &*place
            && self.age.is_current(load, now)
        {
            let load = load.clone();
            drop(place);
            return ended(&load).ok_or(load);
        }
        let (begins, load) = Begins::new();
        let former = place.replace(load.clone());
        drop(place);
        // First, as a destructor may panic, or wait for the new value.
        begin(begins);
        drop(former);
        Err(load)
    }

    /// Waits for a load. If it fails, its error isn't kept.
    async fn wait(&self, load: Load<T>) -> Result<T, TaskError> {
        let outcome = waited(&load).await;
        if outcome.is_err() {
            let failed = lock(&self.load).take_if(|kept| kept.ptr_eq(&load));
            drop(failed);
        }
        outcome
    }
}

impl<T> fmt::Debug for Expiring<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expiring").field("max_age", &self.age).finish_non_exhaustive()
    }
}
