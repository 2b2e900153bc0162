//! The conversion of an `#[async_method]`'s body into its declared return type.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use core::future::Future;
use core::pin::Pin;

use super::any_task::AnyTask;
use super::value_of;
use crate::{LocalPooledFuture, LocalValueTask, PooledFuture, TaskLike, ValueTask};

/// The value that the body of a method which returns `R` evaluates to.
pub type Value<R> = <<R as TaskLike>::Task as Future>::Output;

/// The types that are made of a task of this lifetime.
pub trait Lasts<'a> {
    /// For an expression that compiles for such a type alone.
    const LASTS: () = ();
}

impl<'a, R: TaskLike> Lasts<'a> for R where R::Task: RunsFor<'a> {}

/// The types that can run a body, and have this lifetime as their own.
pub trait RunsFor<'a> {}

impl<'a, T> RunsFor<'a> for ValueTask<'a, T> {}
impl<'a, T> RunsFor<'a> for LocalValueTask<'a, T> {}
impl<'a, T> RunsFor<'a> for PooledFuture<'a, T> {}
impl<'a, T> RunsFor<'a> for LocalPooledFuture<'a, T> {}
impl<'a, T> RunsFor<'a> for Pin<Box<dyn Future<Output = T> + Send + 'a>> {}
impl<'a, T> RunsFor<'a> for Pin<Box<dyn Future<Output = T> + 'a>> {}

/// The types that can run the body `F`.
pub trait Runs<F>: AnyTask {
    /// Creates a task that runs the body when it is polled.
    fn lazy(body: F) -> Self;

    /// Creates a task that runs the body in the call, if the task can hold a ready value.
    #[inline]
    fn hot(body: F) -> Self {
        Self::lazy(body)
    }

    /// Creates a task from a body without awaits, as [`hot`](Self::hot) does.
    #[inline]
    fn ready(body: F) -> Self {
        Self::lazy(body)
    }
}

// Written out for both, as the compiler shows these lines for a wrong declaration.
impl<'a, T, F: Future<Output = T> + Send + 'a> Runs<F> for ValueTask<'a, T> {
    #[inline(always)]
    fn lazy(body: F) -> Self {
        Self::from_future(body)
    }

    #[inline(always)]
    fn hot(body: F) -> Self {
        super::hot(body)
    }

    #[inline(always)]
    fn ready(body: F) -> Self {
        Self::__valuetask_ended(value_of(body))
    }
}

impl<'a, T, F: Future<Output = T> + 'a> Runs<F> for LocalValueTask<'a, T> {
    #[inline(always)]
    fn lazy(body: F) -> Self {
        Self::from_future(body)
    }

    #[inline(always)]
    fn hot(body: F) -> Self {
        super::hot_local(body)
    }

    #[inline(always)]
    fn ready(body: F) -> Self {
        Self::__valuetask_ended(value_of(body))
    }
}

impl<'a, T, F: Future<Output = T> + Send + 'a> Runs<F> for PooledFuture<'a, T> {
    #[inline(always)]
    fn lazy(body: F) -> Self {
        Self::new(body)
    }
}

impl<'a, T, F: Future<Output = T> + 'a> Runs<F> for LocalPooledFuture<'a, T> {
    #[inline(always)]
    fn lazy(body: F) -> Self {
        Self::new(body)
    }
}

impl<'a, T, F: Future<Output = T> + Send + 'a> Runs<F> for Pin<Box<dyn Future<Output = T> + Send + 'a>> {
    #[inline]
    fn lazy(body: F) -> Self {
        Box::pin(body)
    }
}

impl<'a, T, F: Future<Output = T> + 'a> Runs<F> for Pin<Box<dyn Future<Output = T> + 'a>> {
    #[inline]
    fn lazy(body: F) -> Self {
        Box::pin(body)
    }
}

/// Makes the return value from a body that starts when it is polled.
#[inline(always)]
pub fn declared_lazy<R: TaskLike<Task: Runs<F>>, F>(body: F) -> R {
    R::from_task(Runs::lazy(body))
}

/// Makes the return value from a body that starts in the call if possible.
#[inline(always)]
pub fn declared_hot<R: TaskLike<Task: Runs<F>>, F>(body: F) -> R {
    R::from_call(|| Runs::hot(body))
}

/// Makes the return value from a body without awaits.
#[inline(always)]
pub fn declared_ready<R: TaskLike<Task: Runs<F>>, F>(body: F) -> R {
    R::from_call(|| Runs::ready(body))
}
