//! Each `impl Trait` of a type, in place.
//!
//! From a type to one with others in their places.

use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Lifetime, Type, TypeImplTrait, TypeParamBound, parse_quote};

/// Replaces each `impl Trait` in a type, from the inside.
pub(crate) fn replace_opaque(ty: &mut Type, other: impl Fn(&TypeImplTrait) -> Type) {
    Opaque { other }.visit_type_mut(ty);
}

/// Adds `lifetime` to the bounds of each `impl Trait` in a type.
pub(crate) fn bound_opaque(ty: &mut Type, lifetime: &Lifetime) {
    replace_opaque(ty, |opaque| {
        let mut opaque = opaque.clone();
        opaque.bounds.push(TypeParamBound::Lifetime(lifetime.clone()));
        // Behind a reference, the grammar needs parentheses.
        parse_quote!((#opaque))
    });
}

struct Opaque<F> {
    other: F,
}

impl<F: Fn(&TypeImplTrait) -> Type> VisitMut for Opaque<F> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        visit_mut::visit_type_mut(self, ty);
        if let Type::ImplTrait(opaque) = ty {
            *ty = (self.other)(opaque);
        }
    }

    fn visit_expr_mut(&mut self, _: &mut Expr) {}
}
