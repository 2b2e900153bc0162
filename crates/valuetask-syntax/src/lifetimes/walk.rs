//! From a type or an argument to each of its lifetimes that belongs to the signature around it, in place.

use syn::visit_mut::{self, VisitMut};
use syn::{
    FnArg, Lifetime, ParenthesizedGenericArguments, Receiver, ReceiverKind, Token, TraitBound, Type, TypeFnPtr,
    TypeParamBound, TypeReference,
};

use crate::known::is_covariant;

/// The way in which an argument holds a lifetime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// In the argument itself, which is a reference, or in a part of it that may end sooner if the whole may: an
    /// element of a tuple or an array, an argument of a type that is [known](is_covariant) to allow it.
    Outer,
    /// Inside a type that is taken by value.
    ByValue,
    /// Behind a reference, whose lifetime it outlives as the reference is well-formed.
    Beneath,
    /// In an `impl Trait`. An elided lifetime of the output never means this one.
    Opaque,
}

/// Calls `each` with every lifetime in `ty`, except those bound by `Fn(..)` and `fn(..)`.
///
/// The elided lifetime of a reference is `'_` at its `&`, and stays elided if `each` doesn't change it.
pub(crate) fn walk(ty: &mut Type, each: &mut dyn FnMut(Held, &mut Lifetime)) {
    Walk { held: Held::Outer, all: None, each }.visit_type_mut(ty);
}

/// Calls `each` with every lifetime of an argument, which may be the receiver.
pub(super) fn walk_arg(arg: &mut FnArg, each: &mut dyn FnMut(Held, &mut Lifetime)) {
    match arg {
        FnArg::Receiver(Receiver { kind: ReceiverKind::Reference(and, slot, _), .. }) => {
            of_reference(*and, slot, |slot| each(Held::Outer, slot));
        }
        FnArg::Receiver(Receiver { kind: ReceiverKind::Typed(_, ty), .. }) => walk(ty, each),
        FnArg::Receiver(_) => {}
        FnArg::Typed(arg) => walk(&mut arg.ty, each),
    }
}

/// Calls `each` with every lifetime of an argument that the crate async-trait sees: those in `Fn(..)` and `fn(..)`, too,
/// and bounds of objects with `bounds` alone.
pub(crate) fn walk_all(arg: &mut FnArg, bounds: bool, each: &mut dyn FnMut(&mut Lifetime)) {
    let each = &mut |_: Held, slot: &mut Lifetime| each(slot);
    match arg {
        FnArg::Receiver(Receiver { kind: ReceiverKind::Typed(_, ty), .. }) => {
            Walk { held: Held::Outer, all: Some(bounds), each }.visit_type_mut(ty);
        }
        FnArg::Typed(arg) => Walk { held: Held::Outer, all: Some(bounds), each }.visit_type_mut(&mut arg.ty),
        FnArg::Receiver(_) => walk_arg(arg, each),
    }
}

/// Calls `each` with the lifetime of a reference, from its `&` and the lifetime after that.
fn of_reference(and: Token![&], slot: &mut Option<Lifetime>, each: impl FnOnce(&mut Lifetime)) {
    let written = slot.is_some();
    each(slot.get_or_insert_with(|| Lifetime::new("'_", and.span)));
    slot.take_if(|lifetime| !written && is_elided(lifetime));
}

pub(crate) fn is_elided(lifetime: &Lifetime) -> bool {
    lifetime.ident == "_"
}

struct Walk<'e> {
    held: Held,
    /// As [`walk_all`] does it, with the bounds of objects or without.
    all: Option<bool>,
    each: &'e mut dyn FnMut(Held, &mut Lifetime),
}

impl Walk<'_> {
    /// Walks through types that aren't the argument itself.
    fn inside(&mut self, walk: impl FnOnce(&mut Self)) {
        let held = self.held;
        if held == Held::Outer {
            self.held = Held::ByValue;
        }
        walk(self);
        self.held = held;
    }
}

impl VisitMut for Walk<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        match ty {
            Type::ImplTrait(_) => {
                let held = std::mem::replace(&mut self.held, Held::Opaque);
                visit_mut::visit_type_mut(self, ty);
                self.held = held;
            }
            Type::Reference(_)
            | Type::Paren(_)
            | Type::Group(_)
            | Type::Tuple(_)
            | Type::Array(_)
            | Type::Slice(_)
            | Type::TraitObject(_) => visit_mut::visit_type_mut(self, ty),
            Type::Path(path) if is_covariant(path) => visit_mut::visit_type_mut(self, ty),
            _ => self.inside(|walk| visit_mut::visit_type_mut(walk, ty)),
        }
    }

    fn visit_type_reference_mut(&mut self, ty: &mut TypeReference) {
        of_reference(ty.and_token, &mut ty.lifetime, |lifetime| (self.each)(self.held, lifetime));
        let beneath = if self.held == Held::Opaque { Held::Opaque } else { Held::Beneath };
        let held = std::mem::replace(&mut self.held, beneath);
        self.visit_type_mut(&mut ty.elem);
        self.held = held;
    }

    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        (self.each)(self.held, lifetime);
    }

    // The arguments of a trait can't be shortened, unlike the lifetime of the object.
    fn visit_trait_bound_mut(&mut self, bound: &mut TraitBound) {
        self.inside(|walk| visit_mut::visit_trait_bound_mut(walk, bound));
    }

    fn visit_type_param_bound_mut(&mut self, bound: &mut TypeParamBound) {
        if self.all != Some(false) || !matches!(bound, TypeParamBound::Lifetime(_)) {
            visit_mut::visit_type_param_bound_mut(self, bound);
        }
    }

    fn visit_type_fn_ptr_mut(&mut self, ty: &mut TypeFnPtr) {
        if self.all.is_some() {
            visit_mut::visit_type_fn_ptr_mut(self, ty);
        }
    }

    fn visit_parenthesized_generic_arguments_mut(&mut self, arguments: &mut ParenthesizedGenericArguments) {
        if self.all.is_some() {
            visit_mut::visit_parenthesized_generic_arguments_mut(self, arguments);
        }
    }

    fn visit_bound_lifetimes_mut(&mut self, _: &mut syn::BoundLifetimes) {}
    fn visit_expr_mut(&mut self, _: &mut syn::Expr) {}
}
