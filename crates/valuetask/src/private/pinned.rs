//! A stand-in for `Box` in code of other attributes that looks for `Box::pin`: it makes a task.
#![forbid(unsafe_code)]

use core::future::Future;

use super::Runs;
use crate::{LocalPooledFuture, LocalValueTask, PooledFuture, TaskLike, ValueTask};

macro_rules! pinned {
    ($(#[$doc:meta] $module:ident: $Task:ident by $make:path $(, $Send:ident)?;)*) => {$(
        #[$doc]
        pub mod $module {
            use super::*;

            /// The type in the place of `Box`.
            #[derive(Debug)]
            pub enum Box {}

            impl Box {
                /// Makes the method's return value from a future.
                #[inline(always)]
                pub fn pin<'a, T, F: Future<Output = T> $(+ $Send)? + 'a>(future: F) -> $Task<'a, T> {
                    $make(future)
                }
            }
        }
    )*};
}

pinned! {
    /// Tasks that start in the call.
    hot: ValueTask by crate::private::hot, Send;
    /// Tasks that start in the call and stay on their thread.
    hot_local: LocalValueTask by crate::private::hot_local;
    /// Tasks that start when they are polled.
    lazy: ValueTask by ValueTask::from_future, Send;
    /// Tasks that start when they are polled, and stay on their thread.
    lazy_local: LocalValueTask by LocalValueTask::from_future;
    /// Pooled futures.
    pooled: PooledFuture by PooledFuture::new, Send;
    /// Pooled futures that stay on their thread.
    pooled_local: LocalPooledFuture by LocalPooledFuture::new;
}

macro_rules! pinned_declared {
    ($(#[$doc:meta] $make:ident;)*) => {$(
        #[$doc]
        pub mod $make {
            use super::*;

            /// The type in the place of `Box`.
            #[derive(Debug)]
            pub enum Box {}

            impl Box {
                /// Makes the method's return value from its future.
                #[inline(always)]
                pub fn pin<R: TaskLike<Task: Runs<F>>, F>(future: F) -> R {
                    super::super::$make(future)
                }
            }
        }
    )*};
}

pinned_declared! {
    /// The declared return value, started in the call if possible.
    declared_hot;
    /// The declared return value, started when it is polled.
    declared_lazy;
}
