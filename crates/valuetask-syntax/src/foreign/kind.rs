//! Which attributes are foreign, and what they may do: from an attribute to a yes or a no, by the last word of its path.

use syn::Attribute;

use crate::conditions::any;
use crate::known::{is_of_the_language, is_transparent};

/// Whether `attr` is a macro that may look at the body, also if only under some condition.
pub(crate) fn is_foreign(attr: &Attribute) -> bool {
    any(&attr.meta, |path| !is_of_the_language(path))
}

/// The foreign attribute among `attrs` that may put around the body what the hot poll mustn't go through.
pub(crate) fn opaque(attrs: &[Attribute]) -> Option<&Attribute> {
    attrs.iter().find(|attr| any(&attr.meta, |path| !is_of_the_language(path) && !is_transparent(path)))
}

/// Whether `attr` is `#[must_use]`, which the task's type is already.
pub(crate) fn is_must_use(attr: &Attribute) -> bool {
    any(&attr.meta, |path| path.is_ident("must_use"))
}
