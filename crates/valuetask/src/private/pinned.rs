//! What stands for `Box` where attributes of other crates look for `Box::pin`: there, it makes a task.

use core::future::Future;

use crate::{LocalValueTask, ValueTask};

macro_rules! pinned {
    ($(#[$doc:meta] $module:ident: $Task:ident::$make:ident $(, $Send:ident)?;)*) => {$(
        #[$doc]
        pub mod $module {
            use super::*;

            /// Where `Box` is looked for.
            #[derive(Debug)]
            pub enum Box {}

            impl Box {
                /// The task of a future.
                #[inline(always)]
                pub fn pin<'a, T, F: Future<Output = T> $(+ $Send)? + 'a>(future: F) -> $Task<'a, T> {
                    $Task::$make(future)
                }
            }
        }
    )*};
}

pinned! {
    /// Tasks that start at the call.
    hot: ValueTask::hot, Send;
    /// Tasks that start at the call and stay on their thread.
    hot_local: LocalValueTask::hot;
    /// Tasks that start when they are polled.
    lazy: ValueTask::from_future, Send;
    /// Tasks that start when they are polled, and stay on their thread.
    lazy_local: LocalValueTask::from_future;
}
