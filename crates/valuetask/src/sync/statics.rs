//! Constants and statics, which under loom are made at their first use.
#![forbid(unsafe_code)]
#![allow(unused_imports, unused_macros, reason = "each crate uses its own part")]

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

/// A static made by a [`const_fn!`], which under loom is made at its first use.
macro_rules! shared_static {
    (static $NAME:ident: $Type:ty = $value:expr;) => {
        #[cfg(not(valuetask_loom))]
        static $NAME: $Type = $value;
        #[cfg(valuetask_loom)]
        crate::sync::model::lazy_static! {
            static ref $NAME: $Type = $value;
        }
    };
}
pub(crate) use shared_static;
