//! How the body of an `#[async_method]` becomes what that declares.

use alloc::boxed::Box;
use core::future::Future;
use core::pin::Pin;
use core::task::Poll;

use super::{prefix, unreached};
use crate::{LocalValueTask, TaskLike, ValueTask};

/// The value that the body of a method which returns `R` evaluates to.
pub type Value<R> = <<R as TaskLike>::Task as Future>::Output;

/// The types that can run a body.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't run the body of an `#[async_method]`",
    label = "not one of those that can",
    note = "`TaskLike::Task` is `ValueTask`, `LocalValueTask`, or `Pin<Box<dyn Future>>` with or without `Send`"
)]
pub trait AnyTask: Future {}

/// The types that can run the body `F`.
pub trait Runs<F>: AnyTask {
    /// Runs it when polled.
    fn lazy(body: F) -> Self;

    /// Runs it as the type would have it: at the call, if there is room for a value that is there.
    fn hot(body: F) -> Self;

    /// As [`hot`](Self::hot), for a body that awaits nothing.
    fn ready(body: F) -> Self;
}

macro_rules! runs {
    ($Task:ident $(, $Send:ident)?) => {
        impl<T> AnyTask for $Task<'_, T> {}

        impl<'a, T, F: Future<Output = T> $(+ $Send)? + 'a> Runs<F> for $Task<'a, T> {
            #[inline(always)]
            fn lazy(body: F) -> Self {
                Self::from_future(body)
            }

            #[inline(always)]
            fn hot(body: F) -> Self {
                Self::hot(body)
            }

            #[inline(always)]
            fn ready(body: F) -> Self {
                match prefix(body) {
                    Poll::Ready(value) => Self::ready(value),
                    Poll::Pending => unreached(),
                }
            }
        }

        impl<T> AnyTask for Pin<Box<dyn Future<Output = T> $(+ $Send)? + '_>> {}

        impl<'a, T, F: Future<Output = T> $(+ $Send)? + 'a> Runs<F> for Pin<Box<dyn Future<Output = T> $(+ $Send)? + 'a>> {
            #[inline]
            fn lazy(body: F) -> Self {
                Box::pin(body)
            }

            #[inline]
            fn hot(body: F) -> Self {
                Box::pin(body)
            }

            #[inline]
            fn ready(body: F) -> Self {
                Box::pin(body)
            }
        }
    };
}

runs!(ValueTask, Send);
runs!(LocalValueTask);

/// What a method declares, of a body that awaits nothing.
#[inline(always)]
pub fn declared_ready<R: TaskLike<Task: Runs<F>>, F>(body: F) -> R {
    R::from_task(Runs::ready(body))
}

macro_rules! makers {
    ($(#[$doc:meta] $module:ident: $start:ident;)*) => {$(
        #[$doc]
        pub mod $module {
            use super::{Runs, TaskLike};

            /// Where `Box` is looked for.
            #[derive(Debug)]
            pub enum Box {}

            impl Box {
                /// As [`make`].
                #[inline(always)]
                pub fn pin<R: TaskLike<Task: Runs<F>>, F>(body: F) -> R {
                    make(body)
                }
            }

            /// What a method declares.
            #[inline(always)]
            pub fn make<R: TaskLike<Task: Runs<F>>, F>(body: F) -> R {
                R::from_task(Runs::$start(body))
            }
        }
    )*};
}

makers! {
    /// What starts as its type would have it.
    declared: hot;
    /// What starts when it is polled.
    declared_lazy: lazy;
}
