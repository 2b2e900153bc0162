//! How old a loaded value may be, and the clock that tells its age.
#![forbid(unsafe_code)]

use alloc::sync::Arc;
use core::fmt;
use core::future::Future;
use core::time::Duration;
use std::time::Instant;

use super::load::Begins;
use crate::task::error::TaskResult;
use crate::{Shared, TaskError};
use valuetask::ValueTask;

/// A load, whose value is cloned from it.
pub(super) type Load<T> = Shared<Loaded<T>>;

/// A value, and when it was loaded.
pub(super) struct Loaded<T> {
    value: T,
    at: Option<Instant>,
}

/// The greatest age of values, if they have one, and the clock.
#[derive(Clone, Default)]
pub(super) struct Age {
    limit: Option<Duration>,
    /// The system's clock, unless there is another.
    clock: Option<Arc<dyn Fn() -> Instant + Send + Sync>>,
}

impl Age {
    pub(super) const fn new(limit: Duration) -> Self {
        Self { limit: Some(limit), clock: None }
    }

    pub(super) fn limited(self, limit: Duration) -> Self {
        Self { limit: Some(limit), ..self }
    }

    pub(super) fn with_clock(self, clock: impl Fn() -> Instant + Send + Sync + 'static) -> Self {
        Self { clock: Some(Arc::new(clock)), ..self }
    }

    /// The time, if values expire. It calls the user's clock, so not under a lock.
    pub(super) fn now(&self) -> Option<Instant> {
        self.limit?;
        Some(self.clock.as_ref().map_or_else(Instant::now, |clock| clock()))
    }

    /// Returns `true` if a load is shared: it is pending, or its value isn't too old.
    pub(super) fn is_current<T>(&self, load: &Load<T>, now: Option<Instant>) -> bool {
        match load.result() {
            None => true,
            Some(Err(_)) => false,
            Some(Ok(loaded)) => match (self.limit, now, loaded.at) {
                (Some(limit), Some(now), Some(at)) => now.saturating_duration_since(at) < limit,
                _ => true,
            },
        }
    }

    /// Returns the value of a load that has one which isn't too old, cloned.
    pub(super) fn value<T: Clone>(&self, load: &Load<T>, now: Option<Instant>) -> Option<T> {
        let loaded = load.result()?.ok()?;
        self.is_current(load, now).then(|| loaded.value.clone())
    }

    /// Creates the load of a value that is there.
    pub(super) fn loaded<T: 'static>(&self, value: T) -> Load<T> {
        ValueTask::ready(Loaded { value, at: self.now() }).into()
    }

    /// Begins a load, which notes when it has ended.
    pub(super) fn begin<T, F>(
        &self,
        begins: Begins<Loaded<T>>,
        load: impl FnOnce() -> F,
        outcome: impl Fn(F::Output) -> TaskResult<T> + Send + 'static,
    ) where
        T: Send + Sync + 'static,
        F: Future + Send + 'static,
    {
        let age = self.clone();
        begins.begin(load, move |output| outcome(output).map(|value| Loaded { value, at: age.now() }));
    }
}

/// Waits for a load, and clones its value.
pub(super) async fn waited<T: Clone + 'static>(load: &Load<T>) -> Result<T, TaskError> {
    match load.get().await {
        Ok(loaded) => Ok(loaded.value.clone()),
        Err(error) => Err(error.clone()),
    }
}

/// Returns the outcome of a load that has ended, cloned.
pub(super) fn ended<T: Clone>(load: &Load<T>) -> Option<Result<T, TaskError>> {
    Some(match load.result()? {
        Ok(loaded) => Ok(loaded.value.clone()),
        Err(error) => Err(error.clone()),
    })
}

impl fmt::Debug for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.limit.fmt(f)
    }
}
