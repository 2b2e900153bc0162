//! A method of a trait that returns `Self`: the task has room for it, so its size has to be known. A box's doesn't.

use syn::visit::{self, Visit};
use syn::{Signature, Type, TypeParamBound, TypePath, TypePtr, TypeReference};

use crate::known::{is_pointer, last_is_among};
use crate::parse::bounds_of_self;

/// Whether a task of `value` has room for a `Self`.
pub(super) fn has_to_be(value: &Type) -> bool {
    let mut found = InPlace(false);
    found.visit_type(value);
    found.0
}

/// Looks for a `Self` that isn't behind a pointer.
struct InPlace(bool);

impl Visit<'_> for InPlace {
    fn visit_type_path(&mut self, ty: &TypePath) {
        self.0 |= ty.path.is_ident("Self");
        if !is_pointer(ty) {
            // Not what stands before `as`: of `<Self as Trait>::Key` there is only a `Key`.
            visit::visit_path(self, &ty.path);
        }
    }

    fn visit_type_reference(&mut self, _: &TypeReference) {}
    fn visit_type_ptr(&mut self, _: &TypePtr) {}
}

/// Whether a method says `where Self: Sized` itself.
pub(crate) fn is_said(sig: &Signature) -> bool {
    bounds_of_self(&sig.generics)
        .any(|bound| matches!(bound, TypeParamBound::Trait(bound) if last_is_among("Sized", &bound.path)))
}
