#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![warn(clippy::std_instead_of_core)]

extern crate alloc;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod divide;
mod hot;
pub mod pool;
#[cfg(feature = "std")]
mod sync;
mod task_like;
mod value_task;

pub use task_like::TaskLike;
pub use value_task::{LocalValueTask, ValueTask};
#[cfg(feature = "macros")]
pub use valuetask_macros::{async_method, async_trait, value_task};
