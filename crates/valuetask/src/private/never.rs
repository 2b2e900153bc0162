//! The type of what is never yielded, which an expansion can't write as an argument: there, `!` is experimental.
#![forbid(unsafe_code)]

/// What functions return.
pub trait Returns {
    /// The type of it.
    type Value;
}

impl<T> Returns for fn() -> T {
    type Value = T;
}

/// `!`, by another name.
pub type Never = <fn() -> ! as Returns>::Value;
