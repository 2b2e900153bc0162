//! Joins of value tasks and pooled futures, without a [`Task`](crate::Task) or a box for each.
//!
//! [`join`] and [`try_join`] take tuples of tasks of up to twelve types; [`when_all`], [`try_when_all`] and [`when_any`] take any number of
//! one type. Ready tasks aren't polled. If all tasks are ready, so is the returned task. The others are polled when the returned task is.
//! `with_timeout` limits the time of one task.

mod at_most;
mod collections;
mod element;
mod elements;
mod group;
mod memory;
#[cfg(all(test, valuetask_loom))]
mod models;
mod offer;
#[cfg(feature = "std")]
mod timeout;
mod tuples;
mod wakers;
mod woken_list;

pub use at_most::{WhenEachAtMost, try_when_all_at_most, when_all_at_most, when_each_at_most};
#[cfg(feature = "std")]
pub(crate) use collections::collect;
#[cfg(feature = "std")]
pub use timeout::with_timeout;

#[cfg(doc)]
use valuetask::{PooledFuture, ValueTask};

/// A tuple of one to twelve tasks, for [`join`].
///
/// Its elements are [`ValueTask`]s, [`PooledFuture`]s, the local ones of either, or `Task`s.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be joined",
    note = "`join` takes tuples of one to twelve `ValueTask`s, or of as many `PooledFuture`s, the local ones of either, or `Task`s; \
            a collection has `when_all`"
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
            local ones of either, or `Task`s; a collection has `try_when_all`"
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

/// A task of a collection, for [`when_all`] and [`when_any`].
///
/// A [`ValueTask`], a [`PooledFuture`], or the local one of either.
#[diagnostic::on_unimplemented(
    message = "a collection of `{Self}` can't be joined",
    note = "`when_all` and `when_any` take collections of `ValueTask`s, of `PooledFuture`s, or of the local ones of either; `Task`s have \
            `Task::when_all` and `Task::when_any`"
)]
pub trait JoinAll: Sized {
    /// A task of all values.
    type All;

    /// A task of an index and its value.
    type First;

    /// See [`when_all`].
    fn when_all(tasks: impl IntoIterator<Item = Self>) -> Self::All;

    /// See [`when_any`].
    fn when_any(tasks: impl IntoIterator<Item = Self>) -> Option<Self::First>;
}

/// A task of a collection that may fail, for [`try_when_all`].
///
/// A [`ValueTask`] or [`PooledFuture`] of a `Result`, or the local one of either.
#[diagnostic::on_unimplemented(
    message = "a collection of `{Self}` can't be joined",
    note = "`try_when_all` takes collections of `ValueTask`s of `Result`s, of such `PooledFuture`s, or of the local ones of either; \
            `Task`s have `Task::try_when_all`"
)]
pub trait TryJoinAll: Sized {
    /// A task of all values, or of an error.
    type All;

    /// See [`try_when_all`].
    ///
    /// # Errors
    ///
    /// The value of the task is the first error.
    fn try_when_all(tasks: impl IntoIterator<Item = Self>) -> Self::All;
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
/// None if all inputs are ready. Otherwise a slot of the [pool](valuetask::pool), and one more for each pending [`Task`](crate::Task), none in
/// steady state.
///
/// # Examples
///
/// ```
/// use valuetask::ValueTask;
/// use valuetask_tasks::join;
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
/// use valuetask_tasks::try_join;
///
/// let never = ValueTask::<Result<u8, &str>>::from_future(std::future::pending());
/// let fails = ValueTask::<Result<(), &str>>::from_future(async { Err("no answer") });
/// assert_eq!(pollster::block_on(try_join((never, fails))), Err("no answer"));
/// ```
#[inline]
pub fn try_join<T: TryJoin>(tasks: T) -> T::Joined {
    tasks.try_join()
}

/// Waits for all tasks of a collection: returns a task of their values, in the order of the tasks.
///
/// The returned task is ready if all inputs are. Otherwise its polls poll the pending inputs. If there are more than twelve inputs, only
/// those that were woken are polled again.
///
/// For a few tasks of different types use [`join`].
///
/// # Panics
///
/// If there are 2^32 tasks or more. If an input panics, so does the returned task, and all inputs are dropped.
///
/// # Cancel safety
///
/// Dropping the returned task drops all inputs, in order, and the values of those that were ready.
///
/// # Allocation
///
/// One for the tasks, unless they are in a `Vec`. The values reuse that memory if they fit, and are allocated otherwise. If an input is
/// pending, memory of the [pool](valuetask::pool), none in steady state.
///
/// # Examples
///
/// ```
/// use valuetask::ValueTask;
/// use valuetask_tasks::when_all;
///
/// let squares = when_all((0..4).map(|n| ValueTask::from_future(async move { n * n })));
/// assert_eq!(pollster::block_on(squares), [0, 1, 4, 9]);
/// ```
pub fn when_all<T: JoinAll>(tasks: impl IntoIterator<Item = T>) -> T::All {
    T::when_all(tasks)
}

/// Waits for all tasks of a collection, or for the first error.
///
/// If several errors are ready at one poll, any of them is returned. The other inputs are dropped then, pending or ready. Otherwise as
/// [`when_all`].
///
/// # Errors
///
/// The value of the returned task is the first error. If an error is ready at the call, the rest of the iterator isn't consumed.
///
/// # Panics
///
/// As [`when_all`].
///
/// # Cancel safety
///
/// As [`when_all`].
///
/// # Allocation
///
/// As [`when_all`], but one for the tasks also if they are in a `Vec`, and a few more for more than 1024. None if the error of the first
/// task is ready at the call.
///
/// # Examples
///
/// ```
/// use valuetask::ValueTask;
/// use valuetask_tasks::try_when_all;
///
/// let numbers = ["1", "2", "x"].map(|text| ValueTask::from_future(async move { text.parse::<u8>() }));
/// assert!(pollster::block_on(try_when_all(numbers)).is_err());
/// ```
pub fn try_when_all<T: TryJoinAll>(tasks: impl IntoIterator<Item = T>) -> T::All {
    T::try_when_all(tasks)
}

/// Waits for the first task of a collection that is ready: returns a task of its index and value.
///
/// Returns `None` if there are no tasks.
///
/// If several inputs are ready at one poll, any of them is returned. The other inputs are dropped before the value is returned, with
/// their values and errors.
///
/// If an input is ready at the call, the rest of the iterator isn't consumed.
///
/// # Panics
///
/// As [`when_all`].
///
/// # Cancel safety
///
/// Dropping the returned task drops all inputs, in order.
///
/// # Allocation
///
/// One for the tasks, and a few more for more than 1024. Memory of the [pool](valuetask::pool), none in steady state. None if the first task
/// is ready at the call.
///
/// # Examples
///
/// ```
/// use valuetask::ValueTask;
/// use valuetask_tasks::when_any;
///
/// let never = ValueTask::from_future(std::future::pending());
/// let first = when_any([never, ValueTask::from_future(async { "here" })]).expect("two tasks");
/// assert_eq!(pollster::block_on(first), (1, "here"));
///
/// assert!(when_any::<ValueTask>([]).is_none());
/// ```
#[must_use = "a task does no further work unless awaited"]
pub fn when_any<T: JoinAll>(tasks: impl IntoIterator<Item = T>) -> Option<T::First> {
    T::when_any(tasks)
}
