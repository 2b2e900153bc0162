//! [`Cached`]: a value that is loaded once, and lent at the call from then on.
#![forbid(unsafe_code)]

mod age;
mod expiring;
mod load;
mod map;

use core::fmt;
use core::future::Future;
use std::sync::OnceLock;

use crate::sync::{Mutex, const_fn, lock};
use crate::{Shared, TaskError};
use load::{Begins, resume};
use valuetask::ValueTask;

pub use expiring::Expiring;
pub use map::CachedMap;

/// A value that is loaded at the first call, and returned at the call from then on.
///
/// Keep one in a struct, or in a static. [`get`](Self::get) and [`try_get`](Self::try_get) lend the value, so `T` needn't be `Clone`. Once
/// the value is loaded, what they return is ready.
///
/// Calls that find no value share one load, which begins with the first of them. They poll it, and nothing else does. If the
/// caller that polls it is dropped, or its time is up, another one continues the load where it is. If all of them are gone, the next call
/// continues it.
///
/// Each wake of the load wakes all callers, as any of them may be dropped. If hundreds wait, [spawn](crate::Task::spawn_owned) the load in
/// the closure.
///
/// A value that expires is in an [`Expiring`], and a value for each key in a [`CachedMap`].
///
/// A load that awaits its own `Cached` never completes. One that owns the `Cached`, such as by an `Arc` of the struct that it is in, keeps
/// it until the load ends: if all callers are gone before, neither is ever dropped. Give it a `Weak`.
///
/// # Cancel safety
///
/// Dropping what `get` returns ends the wait of this caller, and not the load. To run a load to its end without a caller, spawn it in the
/// closure: `try_get(|| Task::try_spawn_owned(load()))`.
///
/// # Panics
///
/// A panic of the closure or of its future is the [error](TaskError::is_panicked) that `try_get` returns. In `get`, it is resumed in each
/// caller that shares the load.
///
/// # Allocation
///
/// None once the value is loaded. A load and each caller that waits for it take slots of the [pool](valuetask::pool), none in steady state.
///
/// # Examples
///
/// ```
/// use valuetask_tasks::{Cached, TaskError};
///
/// static SETTINGS: Cached<String> = Cached::new();
///
/// async fn settings() -> Result<&'static String, TaskError> {
///     SETTINGS.try_get(read).await
/// }
///
/// async fn read() -> Result<String, std::io::Error> {
///     Ok("verbose".to_owned())
/// }
///
/// assert_eq!(pollster::block_on(settings())?, "verbose");
/// // Loaded: `read` isn't called, and nothing is polled.
/// assert!(SETTINGS.try_get(read).is_completed());
/// # Ok::<(), TaskError>(())
/// ```
pub struct Cached<T> {
    value: OnceLock<T>,
    /// The load, until a caller has moved its value.
    load: Mutex<Option<Load<T>>>,
}

/// The first caller that finds the value takes it out.
type Load<T> = Shared<Mutex<Option<T>>>;

impl<T> Cached<T> {
    const_fn! {
        /// Creates one without a value.
        #[must_use]
        pub fn new() -> Self {
            Self { value: OnceLock::new(), load: Mutex::new(None) }
        }
    }

    /// Returns the value if it is loaded. Never blocks or polls.
    #[inline]
    pub fn peek(&self) -> Option<&T> {
        self.value.get()
    }

    /// Returns the value if it is loaded.
    pub fn into_inner(self) -> Option<T> {
        self.value.into_inner()
    }

    /// Takes the value out, and drops a load that no caller waits for: the next call loads a new value.
    ///
    /// A value that is reset while it is shared is cloned: see [`Expiring`].
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::Cached;
    ///
    /// let mut cached = Cached::from(7);
    /// assert_eq!(cached.reset(), Some(7));
    /// assert_eq!(pollster::block_on(cached.get(|| async { 8 })), &8);
    /// ```
    pub fn reset(&mut self) -> Option<T> {
        let load = lock(&self.load).take();
        drop(load);
        self.value.take()
    }
}

impl<T: Send + Sync + 'static> Cached<T> {
    /// Returns the value, which is loaded if there is none.
    ///
    /// The closure is called only if there is neither a value nor a load, and in this call. It may borrow; its future owns what it uses.
    ///
    /// A `Result` is kept like any value, with its error. [`try_get`](Self::try_get) keeps no error.
    ///
    /// # Panics
    ///
    /// The returned task panics if the load does. A panic isn't kept: the next call loads again.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::Cached;
    ///
    /// let cached = Cached::new();
    /// let both = pollster::block_on(async {
    ///     let (one, other) = (cached.get(|| async { 7 }), cached.get(|| async { 8 }));
    ///     (one.await, other.await)
    /// });
    /// assert_eq!(both, (&7, &7)); // one load
    /// ```
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn get<F>(&self, load: impl FnOnce() -> F) -> ValueTask<'_, &T>
    where
        F: Future<Output = T> + Send + 'static,
    {
        match self.value.get() {
            Some(value) => ValueTask::ready(value),
            None => self.miss(load),
        }
    }

    #[cold]
    fn miss<F>(&self, load: impl FnOnce() -> F) -> ValueTask<'_, &T>
    where
        F: Future<Output = T> + Send + 'static,
    {
        match self.shared(|begins| begins.begin(load, |value| Ok(Mutex::new(Some(value))))) {
            Ok(load) => {
                ValueTask::from_future(async move { self.wait(load).await.unwrap_or_else(|error| resume(&error)) })
            }
            Err(value) => ValueTask::ready(value),
        }
    }

    /// Returns the value, which is loaded if there is none, by a load that may fail.
    ///
    /// The callers that share a load get its error, and the next call loads again. Otherwise as [`get`](Self::get).
    ///
    /// # Errors
    ///
    /// The error of the load, or its panic. Convert an error that isn't `Into<TaskError>` by [`TaskError::new`].
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::Cached;
    ///
    /// let cached = Cached::<u32>::new();
    /// pollster::block_on(async {
    ///     assert!(cached.try_get(|| async { Err("no answer") }).await.is_err());
    ///     assert_eq!(cached.try_get(|| async { Ok::<_, String>(7) }).await, Ok(&7));
    /// });
    /// ```
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn try_get<F, E>(&self, load: impl FnOnce() -> F) -> ValueTask<'_, Result<&T, TaskError>>
    where
        F: Future<Output = Result<T, E>> + Send + 'static,
        E: Into<TaskError>, // an error of your own becomes one by `.map_err(TaskError::new)`
    {
        match self.value.get() {
            Some(value) => ValueTask::from(Ok(value)),
            None => self.try_miss(load),
        }
    }

    #[cold]
    fn try_miss<F, E>(&self, load: impl FnOnce() -> F) -> ValueTask<'_, Result<&T, TaskError>>
    where
        F: Future<Output = Result<T, E>> + Send + 'static,
        E: Into<TaskError>,
    {
        let outcome = |output: Result<T, E>| output.map(|value| Mutex::new(Some(value))).map_err(Into::into);
        match self.shared(|begins| begins.begin(load, outcome)) {
            Ok(load) => ValueTask::from_future(self.wait(load)),
            Err(value) => ValueTask::from(Ok(value)),
        }
    }

    /// Waits for a load.
    async fn wait(&self, load: Load<T>) -> Result<&T, TaskError> {
        let outcome = load.get().await;
        self.end(&load, outcome.ok());
        self.value.get().ok_or_else(|| outcome.err().expect("its value was kept, or another one").clone())
    }

    /// Returns the load that there is, or the one that `begin` begins, or the value if it was kept meanwhile.
    fn shared(&self, begin: impl FnOnce(Begins<Mutex<Option<T>>>)) -> Result<Load<T>, &T> {
        let mut place = lock(&self.load);
        // Asked under the lock, as a load that has ended gives up its place under it.
        if let Some(value) = self.value.get() {
            return Err(value);
        }
        // One that has failed is as none.
        if let Some(load) = &*place
            && !matches!(load.result(), Some(Err(_)))
        {
            return Ok(load.clone());
        }
        let (begins, load) = Begins::new();
        let former = place.replace(load.clone());
        drop(place);
        // First, as a destructor may panic, or wait for the value.
        begin(begins);
        drop(former);
        Ok(load)
    }

    /// Gives up a load that has ended, and keeps its value unless another one was set.
    ///
    /// Under the lock, so that a caller that finds the value taken finds it kept.
    fn end(&self, load: &Load<T>, loaded: Option<&Mutex<Option<T>>>) {
        let mut place = lock(&self.load);
        let refused = loaded.and_then(|loaded| lock(loaded).take()).and_then(|value| self.value.set(value).err());
        let ended = place.take_if(|kept| kept.ptr_eq(load));
        drop(place);
        drop((refused, ended));
    }

    /// Sets the value if there is none.
    ///
    /// Callers that wait for a load get this value once the load has ended.
    ///
    /// # Errors
    ///
    /// Returns the value if there is one already. To replace that, use [`reset`](Self::reset) first.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::Cached;
    ///
    /// let cached = Cached::new();
    /// assert_eq!(cached.set(7), Ok(()));
    /// assert_eq!(cached.set(8), Err(8));
    /// assert_eq!(cached.peek(), Some(&7));
    /// ```
    pub fn set(&self, value: T) -> Result<(), T> {
        self.value.set(value)?;
        let load = lock(&self.load).take();
        drop(load);
        Ok(())
    }
}

impl<T> Default for Cached<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// Keeps a value from the start.
impl<T> From<T> for Cached<T> {
    fn from(value: T) -> Self {
        Self { value: value.into(), load: Mutex::new(None) }
    }
}

impl<T: fmt::Debug> fmt::Debug for Cached<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Cached").field(&self.value.get()).finish()
    }
}
