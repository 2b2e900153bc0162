//! What the expansion of a native trait names: pointers to its erased trait's object, and how a method behind it starts.
#![forbid(unsafe_code)]

pub use alloc::boxed::Box;
pub use alloc::rc::Rc;
pub use alloc::sync::Arc;
use core::future::Future;

#[cfg(feature = "stats")]
use super::Counters;
use crate::value_task::Owned;
use crate::{LocalValueTask, ValueTask};

/// How the hidden method of a native one starts its future: an implementation says it in a constant.
#[derive(Clone, Copy, Debug)]
pub enum Starts {
    /// At the first poll: the awaits may poll anything.
    Lazy,
    /// At the call: the awaits ask, or have a gate.
    Hot,
    /// At the call, which is counted.
    #[cfg(feature = "stats")]
    Counted(fn() -> &'static Counters),
}

macro_rules! starts {
    ($(#[$doc:meta] $start:ident: $Task:ident $(, $Send:ident)?;)*) => {
        impl Starts {$(
            #[$doc]
            #[inline(always)]
            pub fn $start<'a, T, F: Future<Output = T> $(+ $Send)? + 'a>(self, future: F) -> $Task<'a, T> {
                match self {
                    #[cfg(feature = "stats")]
                    Self::Counted(counters) => $Task::hot(Owned::new(counters().count(future))),
                    // One place for the future: without optimisation, each branch would have its own.
                    _ => {
                        let owned = Owned::new(future);
                        if matches!(self, Self::Lazy) { $Task::from_owner(owned) } else { $Task::hot(owned) }
                    }
                }
            }
        )*}
    };
}

starts! {
    /// Makes the task of a future.
    task: ValueTask, Send;
    /// Makes the task of a future that stays on its thread.
    local_task: LocalValueTask;
}
