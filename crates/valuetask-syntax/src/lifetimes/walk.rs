//! A walk over the lifetimes of a type that belong to the signature around it.

use syn::visit_mut::{self, VisitMut};
use syn::{Lifetime, ParenthesizedGenericArguments, Type, TypeFnPtr, TypeReference};

/// Where in an argument's type a lifetime stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// That of the argument itself, which is a reference.
    Outer,
    /// Inside a type that is taken by value.
    ByValue,
    /// Behind a reference, from whose being well-formed it follows that this one outlives it.
    Beneath,
}

/// Calls `each` with every lifetime in `ty`, elided ones of references included, those bound by `Fn(..)` and `fn(..)` not.
pub(super) fn walk(ty: &mut Type, each: &mut dyn FnMut(Place, &mut Option<Lifetime>)) {
    Walk { place: Place::Outer, each }.visit_type_mut(ty);
}

struct Walk<'e> {
    place: Place,
    each: &'e mut dyn FnMut(Place, &mut Option<Lifetime>),
}

impl VisitMut for Walk<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        let place = self.place;
        match ty {
            Type::Reference(_) | Type::Paren(_) | Type::Group(_) => {}
            _ if place == Place::Outer => self.place = Place::ByValue,
            _ => {}
        }
        visit_mut::visit_type_mut(self, ty);
        self.place = place;
    }

    fn visit_type_reference_mut(&mut self, ty: &mut TypeReference) {
        (self.each)(self.place, &mut ty.lifetime);
        let place = std::mem::replace(&mut self.place, Place::Beneath);
        self.visit_type_mut(&mut ty.elem);
        self.place = place;
    }

    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        let mut slot = Some(lifetime.clone());
        (self.each)(self.place, &mut slot);
        if let Some(slot) = slot {
            *lifetime = slot;
        }
    }

    fn visit_type_fn_ptr_mut(&mut self, _: &mut TypeFnPtr) {}
    fn visit_parenthesized_generic_arguments_mut(&mut self, _: &mut ParenthesizedGenericArguments) {}
    fn visit_bound_lifetimes_mut(&mut self, _: &mut syn::BoundLifetimes) {}
    fn visit_expr_mut(&mut self, _: &mut syn::Expr) {}
}
