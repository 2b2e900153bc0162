//! The kinds of foreign attributes.
//!
//! From an attribute to `true` or `false`, by the last word of its path.

use syn::Attribute;

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
