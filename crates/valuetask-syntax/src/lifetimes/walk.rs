//! A walk over the lifetimes of a type that belong to the signature around it.

use syn::visit_mut::{self, VisitMut};
use syn::{Lifetime, ParenthesizedGenericArguments, Token, TraitBound, Type, TypeFnPtr, TypeReference};

use crate::known::is_covariant;

/// Where in an argument's type a lifetime stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// That of the argument itself, which is a reference, or of a part of it that may end sooner as the whole may: an element of
    /// a tuple or an array, an argument of a type that is [known](is_covariant) to allow it.
    Outer,
    /// Inside a type that is taken by value.
    ByValue,
    /// Behind a reference, from whose being well-formed it follows that this one outlives it.
    Beneath,
}

/// Calls `each` with every lifetime in `ty`, those bound by `Fn(..)` and `fn(..)` not. One that a reference leaves out is
/// `'_` at its `&`, and stays left out if `each` doesn't change it.
pub(super) fn walk(ty: &mut Type, each: &mut dyn FnMut(Place, &mut Lifetime)) {
    Walk { place: Place::Outer, each }.visit_type_mut(ty);
}

/// Calls `each` with the lifetime of a reference, given by its `&` and what is written after that.
pub(super) fn of_reference(and: Token![&], slot: &mut Option<Lifetime>, each: impl FnOnce(&mut Lifetime)) {
    let written = slot.is_some();
    each(slot.get_or_insert_with(|| Lifetime::new("'_", and.span)));
    slot.take_if(|lifetime| !written && is_elided(lifetime));
}

pub(super) fn is_elided(lifetime: &Lifetime) -> bool {
    lifetime.ident == "_"
}

struct Walk<'e> {
    place: Place,
    each: &'e mut dyn FnMut(Place, &mut Lifetime),
}

impl VisitMut for Walk<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        let place = self.place;
        match ty {
            Type::Reference(_) | Type::Paren(_) | Type::Group(_) | Type::Tuple(_) | Type::Array(_) | Type::Slice(_) => {
            }
            Type::TraitObject(_) => {}
            Type::Path(path) if is_covariant(path) => {}
            _ if place == Place::Outer => self.place = Place::ByValue,
            _ => {}
        }
        visit_mut::visit_type_mut(self, ty);
        self.place = place;
    }

    fn visit_type_reference_mut(&mut self, ty: &mut TypeReference) {
        of_reference(ty.and_token, &mut ty.lifetime, |lifetime| (self.each)(self.place, lifetime));
        let place = std::mem::replace(&mut self.place, Place::Beneath);
        self.visit_type_mut(&mut ty.elem);
        self.place = place;
    }

    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        (self.each)(self.place, lifetime);
    }

    // What a trait is given can't be cut short, unlike the lifetime of the object.
    fn visit_trait_bound_mut(&mut self, bound: &mut TraitBound) {
        let place = self.place;
        if place == Place::Outer {
            self.place = Place::ByValue;
        }
        visit_mut::visit_trait_bound_mut(self, bound);
        self.place = place;
    }

    fn visit_type_fn_ptr_mut(&mut self, _: &mut TypeFnPtr) {}
    fn visit_parenthesized_generic_arguments_mut(&mut self, _: &mut ParenthesizedGenericArguments) {}
    fn visit_bound_lifetimes_mut(&mut self, _: &mut syn::BoundLifetimes) {}
    fn visit_expr_mut(&mut self, _: &mut syn::Expr) {}
}
