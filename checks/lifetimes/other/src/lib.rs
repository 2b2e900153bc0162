//! A crate whose `$crate::Key` is another type than that of a crate which uses it.
#![forbid(unsafe_code)]

/// A type that consists of a borrow, by a projection.
pub trait Own {
    /// The borrow.
    type O;
}

impl<'a, T: ?Sized> Own for &&'a T {
    type O = &'a T;
}

/// A borrow. A signature may hide its lifetime.
pub type Key<'a, T = str> = <&'static &'a T as Own>::O;

/// Calls a macro with the path of this crate's [`Key`].
#[macro_export]
macro_rules! with_key {
    ($to:ident) => {
        $to! { $crate::Key }
    };
}
