//! Waiting for several tasks at once, without a [`Task`](crate::Task) or a box for each.
//!
//! [`join`] and [`try_join`] take tuples of tasks of up to twelve types; [`ValueTask::when_all`], [`ValueTask::try_when_all`] and
//! [`ValueTask::when_any`] take any number of one type, and so do those of [`PooledFuture`]. Tasks that are ready are not polled, and if
//! all of them are, so is the returned task. Nothing is polled before that is.

mod collections;
mod element;
mod elements;
mod group;
mod list;
mod memory;
#[cfg(all(test, valuetask_loom))]
mod models;
mod offer;
#[cfg(feature = "task")]
mod timeout;
mod tuples;
mod wakers;

#[cfg(feature = "task")]
pub(crate) use collections::collect;
#[cfg(feature = "task")]
pub(crate) use element::Element;
#[cfg(feature = "task")]
pub(crate) use elements::Elements;

#[cfg(doc)]
use crate::{PooledFuture, ValueTask};

/// Tuples of one to twelve [`ValueTask`]s, or of as many [`PooledFuture`]s, the local ones of either, or `Task`s.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be joined",
    note = "`join` takes tuples of one to twelve `ValueTask`s, or of as many `PooledFuture`s, the local ones of either, or `Task`s; \
            a collection has `ValueTask::when_all`"
)]
pub trait Join: Sized {
    /// The task of a tuple of their values.
    type Joined;

    /// See [`join`].
    fn join(self) -> Self::Joined;
}

/// A tuple of tasks whose values are `Result`s with one type of error, or of `Task`s, for [`try_join`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be joined",
    note = "`try_join` takes tuples of one to twelve `ValueTask`s of `Result`s with one type of error, or of as many `PooledFuture`s, the \
            local ones of either, or `Task`s; a collection has `ValueTask::try_when_all`"
)]
pub trait TryJoin: Sized {
    /// The task of a tuple of their values, or of an error.
    type Joined;

    /// See [`try_join`].
    ///
    /// # Errors
    ///
    /// The task's value is the first error.
    fn try_join(self) -> Self::Joined;
}

/// Waits for all tasks of a tuple: the value is a tuple of theirs.
///
/// Ready if all of them are. Otherwise all that are pending are polled whenever this is.
///
/// Of `Task`s, which are shared, it waits for what each has come to: a `Result` each, which is cloned unless nobody else has the task then.
///
/// # Panics
///
/// When one of the tasks panics, so does this, and all are dropped.
///
/// # Cancel safety
///
/// Dropping this drops all the tasks, in order, and the values of those that had one.
///
/// # Allocation
///
/// None if all are ready. Otherwise a slot of the [pool](crate::pool), and one more for each [`Task`](crate::Task) that is pending: none in
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
/// Which error is first is a matter of time; of those that are there at once it is the one that stands first. The other tasks are
/// dropped then, whether pending or not. Otherwise as [`join`].
///
/// # Errors
///
/// The value of the task is the first error. Of `Task`s that is a `TaskError`.
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
