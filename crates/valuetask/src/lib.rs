#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![warn(clippy::std_instead_of_core)]

extern crate alloc;

mod hot;
pub mod pool;
mod private;
pub mod source;
mod sync;
mod task_like;
mod task_slot;
mod value_task;

#[doc(hidden)]
pub mod __private {
    pub use crate::private::*;
}

#[doc(no_inline)]
pub use source::{CompletionPool, ManualResetSource, Token, ValueTaskSource};
pub use task_like::TaskLike;
pub use task_slot::TaskSlot;
pub use value_task::{LocalValueTask, ValueTask};
#[cfg(feature = "macros")]
pub use valuetask_macros::{async_method, async_trait, value_task};
