#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![warn(clippy::std_instead_of_core)]

extern crate alloc;

mod hot;
#[cfg(feature = "io")]
pub mod io;
pub mod pool;
mod private;
pub mod source;
pub mod stream;
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
#[doc(no_inline)]
pub use stream::ValueStream;
pub use task_like::TaskLike;
pub use task_slot::TaskSlot;
pub use value_task::{LocalValueTask, ValueTask};
#[cfg(feature = "macros")]
pub use valuetask_macros::{async_method, async_trait, value_task};
