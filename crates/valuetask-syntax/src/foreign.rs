//! The attributes of other crates on a method, which may read its body, and change it.
//!
//! A method with such an attribute is expanded in two phases. [`seen()`] writes a body of the form that they expect.
//! [`finish()`], an attribute that the compiler expands after them, makes the task of the result.

mod finish;
mod kind;
mod seen;

pub use finish::finish;
pub(crate) use kind::{is_foreign, opaque};
pub(crate) use seen::seen;
