#![doc = include_str!("../docs/front.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::std_instead_of_core)]

extern crate alloc;

mod abandoned;
#[cfg(feature = "cancel")]
pub mod cancel;
#[cfg(all(doc, not(doctest), feature = "task", feature = "macros"))]
pub mod guide;
mod hot;
pub mod join;
#[cfg(all(test, valuetask_loom))]
#[path = "../tests/util/live.rs"]
mod live;
#[cfg(feature = "std")]
mod panics;
#[cfg(feature = "task")]
mod polled_by;
pub mod pool;
mod private;
#[cfg(all(test, valuetask_shuttle))]
mod programs;
#[cfg(feature = "task")]
pub mod scheduler;
#[cfg(feature = "task")]
pub mod shared;
pub mod source;
#[cfg(feature = "stats")]
pub mod stats;
mod sync;
#[cfg(feature = "task")]
pub mod task;
mod task_like;
mod task_slot;
mod value_task;

#[doc(hidden)]
pub mod __private {
    pub use crate::private::*;
}
#[doc(hidden)]
pub mod __runtime;

pub use abandoned::Abandoned;
#[cfg(feature = "task")]
pub use shared::Shared;
#[doc(no_inline)]
pub use source::{CompletionPool, ManualResetSource, ValueTaskSource};
#[cfg(feature = "task")]
pub use task::{AlreadyCompleted, Task, TaskCompletionSource, TaskError, TaskStatus, TimedOut};
pub use task_like::TaskLike;
pub use task_slot::TaskSlot;
pub use value_task::{LocalPooledFuture, LocalValueTask, PooledFuture, ValueTask};
#[cfg(feature = "macros")]
pub use valuetask_macros::{async_method, async_recursion, async_trait, value_task};
