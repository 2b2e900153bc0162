#![doc = include_str!("../docs/links.md")]
#![doc = include_str!("../docs/front.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::std_instead_of_core)]

extern crate alloc;

#[cfg(feature = "std")]
mod awaiter;
#[cfg(feature = "std")]
mod cached;
#[cfg(feature = "cancel")]
pub mod cancel;
#[cfg(all(doc, not(doctest), feature = "std"))]
pub mod guide;
mod join;
#[cfg(all(test, valuetask_loom))]
#[path = "../../valuetask/tests/util/live.rs"]
mod live;
#[cfg(feature = "std")]
mod panics;
#[cfg(feature = "std")]
mod polled_by;
#[cfg(all(test, valuetask_shuttle))]
mod programs;
#[cfg(feature = "std")]
pub mod scheduler;
#[cfg(feature = "std")]
mod shared;
mod sync;
#[cfg(feature = "std")]
mod task;

#[cfg(feature = "std")]
pub use cached::{Cached, CachedMap, Expiring};
#[cfg(feature = "std")]
pub use join::with_timeout;
pub use join::{
    Join, JoinAll, TryJoin, TryJoinAll, WhenEachAtMost, join, try_join, try_when_all, try_when_all_at_most, when_all,
    when_all_at_most, when_any, when_each_at_most,
};
#[cfg(feature = "std")]
pub use shared::{Shared, SharedFuture, SharedRefFuture, WeakShared};
#[cfg(feature = "std")]
pub use task::{
    AbortOnDropHandle, AlreadyCompleted, Task, TaskCompletionSource, TaskError, TaskFuture, TaskRefFuture, TaskStatus,
    TimedOut, WhenEach, set_unobserved_hook,
};
