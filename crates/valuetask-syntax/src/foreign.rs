//! The attributes of other crates on a method: they may look at its body, and change it.
//!
//! A method that such an attribute sees is expanded in two phases: [`seen()`] writes a body in which they find what
//! they look for, and [`finish()`], an attribute that the compiler expands after them, makes the task of what they have
//! made of it.

mod finish;
mod kind;
mod seen;

pub use finish::finish;
pub(crate) use kind::{is_foreign, is_must_use, opaque};
pub(crate) use seen::seen;
