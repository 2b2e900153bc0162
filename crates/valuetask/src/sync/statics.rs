//! Constants and statics, which under loom are made at their first use.
#![forbid(unsafe_code)]

#[cfg(feature = "std")]
use super::AtomicPtr;

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
#[cfg(feature = "std")]
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
#[cfg(feature = "std")]
pub(crate) use shared_static;

/// A thread-local without a destructor.
#[cfg(feature = "std")]
macro_rules! thread_static {
    ($(#[$attribute:meta])* static $NAME:ident: $Type:ty = $value:expr;) => {
        #[cfg(not(valuetask_loom))]
        std::thread_local! { $(#[$attribute])* static $NAME: $Type = const { $value }; }
        #[cfg(valuetask_loom)]
        crate::sync::model::thread_local! { $(#[$attribute])* static $NAME: $Type = $value; }
    };
}
#[cfg(feature = "std")]
pub(crate) use thread_static;

/// A row of null pointers.
#[cfg(all(feature = "std", not(valuetask_loom)))]
pub(crate) const fn nulls<T, const N: usize>() -> [AtomicPtr<T>; N] {
    [const { AtomicPtr::new(core::ptr::null_mut()) }; N]
}
/// A row of null pointers.
#[cfg(all(feature = "std", valuetask_loom))]
pub(crate) fn nulls<T, const N: usize>() -> [AtomicPtr<T>; N] {
    core::array::from_fn(|_| AtomicPtr::new(core::ptr::null_mut()))
}
