//! [`AnyTask`]: the types that [`TaskLike::Task`](crate::TaskLike::Task) may be.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use core::future::Future;
use core::pin::Pin;

use crate::{LocalPooledFuture, LocalValueTask, PooledFuture, ValueTask};

/// The types that can run a body.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't run the body of an `#[async_method]`",
    label = "not one of those that can",
    note = "`TaskLike::Task` is `ValueTask`, `LocalValueTask`, `PooledFuture`, `LocalPooledFuture`, or `Pin<Box<dyn Future>>` with or \
            without `Send`"
)]
pub trait AnyTask: Future + Sized {}

#[diagnostic::do_not_recommend]
impl<T> AnyTask for ValueTask<'_, T> {}
#[diagnostic::do_not_recommend]
impl<T> AnyTask for LocalValueTask<'_, T> {}
#[diagnostic::do_not_recommend]
impl<T> AnyTask for PooledFuture<'_, T> {}
#[diagnostic::do_not_recommend]
impl<T> AnyTask for LocalPooledFuture<'_, T> {}
#[diagnostic::do_not_recommend]
impl<T> AnyTask for Pin<Box<dyn Future<Output = T> + Send + '_>> {}
#[diagnostic::do_not_recommend]
impl<T> AnyTask for Pin<Box<dyn Future<Output = T> + '_>> {}
