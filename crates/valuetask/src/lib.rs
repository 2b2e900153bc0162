#![doc = include_str!("../docs/links.md")]
#![doc = include_str!("../docs/front.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::std_instead_of_core)]

extern crate alloc;
// The models share their helpers with those of the crates that depend on this one.
#[cfg(all(test, valuetask_loom))]
extern crate self as valuetask;

mod abandoned;
#[cfg(all(doc, not(doctest), feature = "macros"))]
pub mod guide;
mod hot;
#[cfg(all(test, valuetask_loom))]
#[path = "../tests/util/live.rs"]
mod live;
pub mod pool;
mod private;
#[cfg(feature = "stats")]
pub mod stats;
#[cfg(feature = "std")]
mod sync;
mod task_like;
mod value_task;

#[doc(hidden)]
pub mod __private {
    pub use crate::private::*;
}
#[doc(hidden)]
pub mod __runtime;

pub use abandoned::Abandoned;
pub use task_like::TaskLike;
pub use value_task::{LocalPooledFuture, LocalValueTask, PooledFuture, ValueTask};
#[cfg(feature = "macros")]
pub use valuetask_macros::{async_method, async_recursion, async_trait, value_task};
