//! Joins of value tasks and pooled futures, without a [`Task`](crate::Task) or a box for each.
//!
//! [`join`] and [`try_join`] take tuples of tasks of up to twelve types; [`ValueTask::when_all`], [`ValueTask::try_when_all`] and
//! [`ValueTask::when_any`] take any number of one type, and so do those of [`PooledFuture`]. Ready tasks aren't polled. If all tasks are
//! ready, so is the returned task. The others are polled when the returned task is.

mod collections;
mod element;
mod elements;
mod group;
mod memory;
#[cfg(all(test, valuetask_loom))]
mod models;
mod offer;
#[cfg(feature = "task")]
mod timeout;
mod tuples;
mod wakers;
mod woken_list;

#[cfg(feature = "task")]
pub(crate) use collections::collect;

#[cfg(doc)]
use crate::{PooledFuture, ValueTask};

/// A tuple of one to twelve tasks, for [`join`].
///
/// Its elements are [`ValueTask`]s, [`PooledFuture`]s, the local ones of either, or `Task`s.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be joined",
    note = "`join` takes tuples of one to twelve `ValueTask`s, or of as many `PooledFuture`s, the local ones of either, or `Task`s; \
            a collection has `ValueTask::when_all`"
)]
pub trait Join: Sized {
    /// A task of the tuple of values.
    type Joined;

    /// See [`join`].
    fn join(self) -> Self::Joined;
}

/// A tuple of one to twelve tasks that may fail, for [`try_join`].
///
/// Its elements are `Task`s, or value tasks or pooled futures of `Result`s with one type of error.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be joined",
    note = "`try_join` takes tuples of one to twelve `ValueTask`s of `Result`s with one type of error, or of as many `PooledFuture`s, the \
            local ones of either, or `Task`s; a collection has `ValueTask::try_when_all`"
)]
pub trait TryJoin: Sized {
    /// A task of the tuple of values, or of an error.
    type Joined;

    /// See [`try_join`].
    ///
    /// # Errors
    ///
    /// The value of the task is the first error.
    fn try_join(self) -> Self::Joined;
}

/// Waits for all tasks of a tuple: returns a task of the tuple of their values.
///
/// The returned task is ready if all inputs are. Otherwise each poll polls all inputs that are pending.
///
/// The value of a `Task` is a `Result`. It is moved if the task has no other handle then, and cloned otherwise.
///
/// # Panics
///
/// If an input panics, so does the returned task, and all inputs are dropped.
///
/// # Cancel safety
///
/// Dropping the returned task drops all inputs, in order, and the values of those that were ready.
///
/// # Allocation
///
/// None if all inputs are ready. Otherwise a slot of the [pool](crate::pool), and one more for each pending [`Task`](crate::Task), none in
/// steady state.
///
/// # Examples
///
/// ```
/// use valuetask::ValueTask;
/// use valuetask::join::join;
///
/// let name = ValueTask::from_future(async { String::from("Ada") });
/// let (name, born) = pollster::block_on(join((name, ValueTask::ready(1815))));
/// assert_eq!((name.as_str(), born), ("Ada", 1815));
/// ```
#[inline]
pub fn join<T: Join>(tasks: T) -> T::Joined {
    tasks.join()
}

/// Waits for all tasks of a tuple, or for the first error.
///
/// If several errors are ready at one poll, the first in the tuple is returned. The other inputs are dropped then, pending or ready.
/// Otherwise as [`join`].
///
/// # Errors
///
/// The value of the returned task is the first error. The error of a `Task` is a `TaskError`.
///
/// # Panics
///
/// As [`join`].
///
/// # Cancel safety
///
/// As [`join`].
///
/// # Allocation
///
/// As [`join`].
///
/// # Examples
///
/// ```
/// use valuetask::ValueTask;
/// use valuetask::join::try_join;
///
/// let never = ValueTask::<Result<u8, &str>>::from_future(std::future::pending());
/// let fails = ValueTask::<Result<(), &str>>::from_future(async { Err("no answer") });
/// assert_eq!(pollster::block_on(try_join((never, fails))), Err("no answer"));
/// ```
#[inline]
pub fn try_join<T: TryJoin>(tasks: T) -> T::Joined {
    tasks.try_join()
}
