//! The bound of an `impl Trait` by the lifetime that it outlives.
//!
//! From a type to one whose `impl Trait`s have the bound.

use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Lifetime, Type, TypeParamBound, TypePtr, TypeReference, parse_quote};

/// Adds `lifetime` to the bounds of each `impl Trait` in a type, in parentheses where the grammar needs them.
pub(crate) fn bound_impl_traits(ty: &mut Type, lifetime: &Lifetime) {
    Bound { lifetime }.visit_type_mut(ty);
}

struct Bound<'t> {
    lifetime: &'t Lifetime,
}

impl VisitMut for Bound<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        visit_mut::visit_type_mut(self, ty);
        match ty {
            Type::ImplTrait(opaque) => opaque.bounds.push(TypeParamBound::Lifetime(self.lifetime.clone())),
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
