//! Each `impl Trait` of a type, in place.
//!
//! From a type to one with others in their places.

use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Lifetime, Type, TypeImplTrait, TypeParamBound, TypePtr, TypeReference, parse_quote};

/// Replaces each `impl Trait` in a type, from the inside.
pub(crate) fn replace_opaque(ty: &mut Type, other: impl Fn(&TypeImplTrait) -> Type) {
    Opaque { other }.visit_type_mut(ty);
}

/// Adds `lifetime` to the bounds of each `impl Trait` in a type, in parentheses where the grammar needs them.
pub(crate) fn bound_opaque(ty: &mut Type, lifetime: &Lifetime) {
    replace_opaque(ty, |opaque| {
        let mut opaque = opaque.clone();
        opaque.bounds.push(TypeParamBound::Lifetime(lifetime.clone()));
        Type::ImplTrait(opaque)
    });
}

struct Opaque<F> {
    other: F,
}

impl<F: Fn(&TypeImplTrait) -> Type> VisitMut for Opaque<F> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        visit_mut::visit_type_mut(self, ty);
        match ty {
            Type::ImplTrait(opaque) => *ty = (self.other)(opaque),
            Type::Reference(TypeReference { elem, .. }) | Type::Ptr(TypePtr { elem, .. }) => {
                if let Type::ImplTrait(opaque) = &**elem {
                    **elem = parse_quote!((#opaque));
                }
            }
            _ => {}
        }
    }

    fn visit_expr_mut(&mut self, _: &mut Expr) {}
}
