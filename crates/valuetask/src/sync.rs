//! The synchronisation primitives, from std or, under `--cfg valuetask_loom`, from loom. No other file asks which, but for
//! the models themselves.

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

/// A static made by a [`const_fn!`], which under loom is made on first use.
macro_rules! shared_static {
    (static $NAME:ident: $Type:ty = $value:expr;) => {
        #[cfg(not(valuetask_loom))]
        static $NAME: $Type = $value;
        #[cfg(valuetask_loom)]
        loom::lazy_static! {
            static ref $NAME: $Type = $value;
        }
    };
}
pub(crate) use shared_static;
