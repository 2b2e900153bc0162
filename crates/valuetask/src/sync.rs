//! The synchronisation primitives, from std or, under `--cfg valuetask_loom`, from loom. Nothing else here names the cfg
//! but the statics that loom can't make in a constant.

#[cfg(valuetask_loom)]
pub(crate) use loom::sync::{Mutex, MutexGuard};
#[cfg(not(valuetask_loom))]
pub(crate) use std::sync::{Mutex, MutexGuard};

/// A `const fn`, which under loom is a plain one.
macro_rules! const_fn {
    ($(#[$attribute:meta])* $visibility:vis fn $($rest:tt)*) => {
        #[cfg(not(valuetask_loom))]
        $(#[$attribute])* $visibility const fn $($rest)*
        #[cfg(valuetask_loom)]
        $(#[$attribute])* $visibility fn $($rest)*
    };
}
pub(crate) use const_fn;
