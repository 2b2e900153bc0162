//! Conversions of [`Task`] into [`ValueTask`] and [`PooledFuture`].
#![forbid(unsafe_code)]

use core::future::IntoFuture;

use super::{Task, TaskError};
use crate::{PooledFuture, ValueTask};

/// Awaits the task, in a slot of the [pool](crate::pool).
impl<T: Clone + Send + Sync + 'static> From<Task<T>> for PooledFuture<'static, Result<T, TaskError>> {
    #[inline]
    fn from(task: Task<T>) -> Self {
        Self::new(task.into_future())
    }
}

/// Awaits the task. If the task is complete, the value task is ready.
impl<T: Clone + Send + Sync + 'static> From<Task<T>> for ValueTask<'static, Result<T, TaskError>> {
    #[inline]
    fn from(task: Task<T>) -> Self {
        if task.is_completed() {
            return Self::ready(task.into_outcome());
        }
        Self::from_future(task.into_future())
    }
}
