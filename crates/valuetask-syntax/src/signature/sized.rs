//! Trait methods that return `Self`: the task stores it, so its size has to be known, unlike in a box.
//!
//! From a signature to one with `Self: Sized`.

use proc_macro2::Span;
use syn::visit::{self, Visit};
use syn::{Signature, Type, TypeParamBound, TypePath, TypePtr, TypeReference, parse_quote_spanned};

use crate::args::Mode;
use crate::known::{is_pointer, last_is_among};
use crate::parse::{Kind, Scope, bounds_of_self};
use crate::tokens::located;

/// Bounds `Self` by `Sized` in a trait method that returns a task of `value`, if that stores a `Self`.
///
/// Errors about the clause are shown at `end`.
pub(super) fn demand(sig: &mut Signature, scope: &Scope, mode: &Mode, value: &Type, end: Span) {
    if scope.kind == Kind::Trait && has_to_be(value) && !is_said(sig) {
        let core = mode.core(located(end));
        sig.generics.make_where_clause().predicates.push(parse_quote_spanned!(end=> Self: #core::marker::Sized));
    }
}

/// Returns `true` if a task of `value` stores a `Self`.
fn has_to_be(value: &Type) -> bool {
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
            // Not the type before `as`: `<Self as Trait>::Key` only has a `Key`.
            visit::visit_path(self, &ty.path);
        }
    }

    fn visit_type_reference(&mut self, _: &TypeReference) {}
    fn visit_type_ptr(&mut self, _: &TypePtr) {}
}

/// Returns `true` if a method has `where Self: Sized` itself.
pub(crate) fn is_said(sig: &Signature) -> bool {
    bounds_of_self(&sig.generics)
        .any(|bound| matches!(bound, TypeParamBound::Trait(bound) if last_is_among("Sized", &bound.path)))
}
