//! The attributes of other crates on a method, which may read its body, and change it.
//!
//! A method with such an attribute is expanded in two phases. [`seen()`] writes a body of the form that they expect.
//! [`finish()`], an attribute that the compiler expands after them, makes the task of the result.

mod finish;
mod seen;

use syn::Attribute;

pub use finish::finish;
pub(crate) use seen::seen;

use crate::conditions::any;
use crate::known::{is_of_the_language, is_transparent};

/// Returns `true` if `attr` is a macro that may read the body, even if only under a condition.
pub(crate) fn is_foreign(attr: &Attribute) -> bool {
    any(&attr.meta, |path| !is_of_the_language(path))
}

/// Returns the foreign attribute among `attrs` that may put code around the body which the hot poll mustn't run.
pub(crate) fn opaque(attrs: &[Attribute]) -> Option<&Attribute> {
    attrs.iter().find(|attr| any(&attr.meta, |path| !is_of_the_language(path) && !is_transparent(path)))
}
