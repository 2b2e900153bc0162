//! [`TaskLike`]: the types that an `#[async_method]` may declare.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use core::future::Future;
use core::pin::Pin;

use crate::private::AnyTask;
use crate::{LocalPooledFuture, LocalValueTask, PooledFuture, ValueTask};

/// A type that an [`#[async_method]`](macro@crate::async_method) can return.
///
/// Implemented by [`ValueTask`], [`LocalValueTask`], [`PooledFuture`], [`LocalPooledFuture`], boxed futures
/// (`Pin<Box<dyn Future>>`, with and without `Send`), and by [`Shared`] of valuetask-tasks. Its [`Task`] isn't one: pass
/// a value task to `Task::spawn_task`. To implement it for your type, name one of these as the
/// [type `Task`](Self::Task) that runs the body, and make your type from it.
///
/// # Examples
///
/// ```
/// use std::time::Instant;
/// use valuetask::{TaskLike, ValueTask, async_method};
///
/// /// A task that knows when it was made.
/// struct Timed<'a, T> {
///     made: Instant,
///     task: ValueTask<'a, T>,
/// }
///
/// impl<'a, T> TaskLike for Timed<'a, T> {
///     type Task = ValueTask<'a, T>;
///
///     fn from_task(task: ValueTask<'a, T>) -> Self {
///         Self { made: Instant::now(), task }
///     }
/// }
///
/// #[async_method]
/// async fn sum(numbers: &[u32]) -> Timed<'_, u32> {
///     numbers.iter().sum()
/// }
///
/// let timed = sum(&[1, 2, 3]);
/// assert!(timed.made.elapsed().as_secs() < 60);
/// assert_eq!(timed.task.try_result().ok(), Some(6));
/// ```
///
#[doc = include_str!("../docs/links.md")]
#[diagnostic::on_unimplemented(
    message = "an `#[async_method]` can't return `{Self}`: it doesn't implement `TaskLike`",
    label = "not `TaskLike`",
    note = "to return a task of this value, declare `ValueTask<'_, {Self}>` or a boxed future, or use `#[value_task]`",
    note = "for a result that many may await, declare `valuetask_tasks::Shared<T>`; for a `Task`, declare `ValueTask<'static, T>`, and pass \
            what the method returns to `Task::spawn_task`",
    note = "to return a type of your own, say which task it is made of, and make it: `impl<'a, T> TaskLike for Own<'a, T> {{ type \
            Task = ValueTask<'a, T>; fn from_task(task: ValueTask<'a, T>) -> Self {{ .. }} }}`"
)]
pub trait TaskLike: Sized {
    /// The task that runs the body. Its output is the value that the body evaluates to.
    ///
    /// A [`ValueTask`], whose future has to be `Send`, or a [`LocalValueTask`] runs the body in the call, up to the
    /// first await that isn't ready, unless the method is `lazy`. A pooled or boxed future runs nothing before it is
    /// polled.
    type Task: AnyTask;

    /// Makes the return value of the method.
    fn from_task(task: Self::Task) -> Self;

    /// Runs what runs at the call, and makes the return value of the method.
    ///
    /// A panic before the first pending await happens in `call`. By default it unwinds the caller, as that of a [`ValueTask`] does. A type that
    /// keeps errors overrides this: it catches the panic, or calls this function of the type that it wraps. valuetask-tasks' `Shared`
    /// makes the panic its error.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::panic::{AssertUnwindSafe, catch_unwind};
    /// use valuetask::{TaskLike, ValueTask, async_method};
    ///
    /// /// A task, or nothing if its call panicked.
    /// struct Caught<T>(Option<ValueTask<'static, T>>);
    ///
    /// impl<T> TaskLike for Caught<T> {
    ///     type Task = ValueTask<'static, T>;
    ///
    ///     fn from_task(task: Self::Task) -> Self {
    ///         Self(Some(task))
    ///     }
    ///
    ///     fn from_call(call: impl FnOnce() -> Self::Task) -> Self {
    ///         Self(catch_unwind(AssertUnwindSafe(call)).ok())
    ///     }
    /// }
    ///
    /// #[async_method]
    /// async fn rate(text: &'static str) -> Caught<u32> {
    ///     text.parse().unwrap()
    /// }
    ///
    /// assert!(rate("7").0.is_some_and(|task| task.is_completed()));
    /// assert!(rate("seven").0.is_none());
    /// ```
    #[inline(always)]
    fn from_call(call: impl FnOnce() -> Self::Task) -> Self {
        Self::from_task(call())
    }
}

macro_rules! by_itself {
    ($($Task:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<'a, T> TaskLike for $Task {
            type Task = Self;

            #[inline(always)]
            fn from_task(task: Self) -> Self {
                task
            }
        }
    )*};
}

by_itself!(
    ValueTask<'a, T>,
    LocalValueTask<'a, T>,
    PooledFuture<'a, T>,
    LocalPooledFuture<'a, T>,
    Pin<Box<dyn Future<Output = T> + Send + 'a>>,
    Pin<Box<dyn Future<Output = T> + 'a>>
);
