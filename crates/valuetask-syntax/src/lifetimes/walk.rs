//! From a type or an argument to each of its lifetimes that belongs to the signature around it, and to each
//! `impl Trait`, in place.

use syn::visit_mut;
use syn::{
    Expr, FnArg, Lifetime, ParenthesizedGenericArguments, ReceiverKind, Token, TraitBound, Type, TypeFnPtr,
    TypeImplTrait, TypeParamBound, TypePtr, TypeReference, parse_quote,
};

use crate::known::is_covariant;
use crate::visitor::{Through, Visitor};

/// Calls `each` with every lifetime in `ty`, except those bound by `Fn(..)` and `fn(..)`.
///
/// It says of each whether it may end sooner if the whole may: that of a reference, also of one in a tuple or in a type
/// that is [known](is_covariant) to allow it. The elided lifetime of a reference is `'_` at its `&`, and stays elided if
/// `each` doesn't change it.
pub(crate) fn walk(ty: &mut Type, each: &mut dyn FnMut(bool, &mut Lifetime)) {
    Walk { is_outer: true, all: None, each }.visit_type_mut(ty);
}

/// Calls `each` with every lifetime of an argument, which may be the receiver.
pub(super) fn walk_arg(arg: &mut FnArg, each: &mut dyn FnMut(bool, &mut Lifetime)) {
    visit_mut::visit_fn_arg_mut(&mut Through(&mut Walk { is_outer: true, all: None, each }), arg);
}

/// Calls `each` with every lifetime of an argument that the crate async-trait sees: those in `Fn(..)` and `fn(..)`, too,
/// and bounds of objects with `bounds` alone.
pub(crate) fn walk_all(arg: &mut FnArg, bounds: bool, each: &mut dyn FnMut(&mut Lifetime)) {
    let mut walk = Walk { is_outer: true, all: Some(bounds), each: &mut |_, slot| each(slot) };
    visit_mut::visit_fn_arg_mut(&mut Through(&mut walk), arg);
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

pub(crate) fn is_static(lifetime: &Lifetime) -> bool {
    lifetime.ident == "static"
}

struct Walk<'e> {
    is_outer: bool,
    /// As [`walk_all`] does it, with the bounds of objects or without.
    all: Option<bool>,
    each: &'e mut dyn FnMut(bool, &mut Lifetime),
}

impl Walk<'_> {
    /// Walks through a part, which can be shortened if the whole can.
    fn part(&mut self, can: bool, walk: impl FnOnce(&mut Self)) {
        let is_outer = self.is_outer;
        self.is_outer &= can;
        walk(self);
        self.is_outer = is_outer;
    }
}

impl Visitor for Walk<'_> {
    fn visit_receiver_kind_mut(&mut self, kind: &mut ReceiverKind) {
        match kind {
            ReceiverKind::Reference(and, slot, _) => of_reference(*and, slot, |slot| (self.each)(true, slot)),
            _ => visit_mut::visit_receiver_kind_mut(&mut Through(self), kind),
        }
    }

    fn visit_type_mut(&mut self, ty: &mut Type) {
        let can = match ty {
            Type::Path(path) => is_covariant(path),
            Type::FnPtr(_) | Type::ImplTrait(_) | Type::Ptr(_) => false,
            _ => true,
        };
        self.part(can, |walk| visit_mut::visit_type_mut(&mut Through(walk), ty));
    }

    fn visit_type_reference_mut(&mut self, ty: &mut TypeReference) {
        of_reference(ty.and_token, &mut ty.lifetime, |lifetime| (self.each)(self.is_outer, lifetime));
        self.part(false, |walk| walk.visit_type_mut(&mut ty.elem));
    }

    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        (self.each)(self.is_outer, lifetime);
    }

    // The arguments of a trait can't be shortened, unlike the lifetime of the object.
    fn visit_trait_bound_mut(&mut self, bound: &mut TraitBound) {
        self.part(false, |walk| visit_mut::visit_trait_bound_mut(&mut Through(walk), bound));
    }

    fn visit_type_param_bound_mut(&mut self, bound: &mut TypeParamBound) {
        if self.all != Some(false) || !matches!(bound, TypeParamBound::Lifetime(_)) {
            visit_mut::visit_type_param_bound_mut(&mut Through(self), bound);
        }
    }

    fn visit_type_fn_ptr_mut(&mut self, ty: &mut TypeFnPtr) {
        if self.all.is_some() {
            visit_mut::visit_type_fn_ptr_mut(&mut Through(self), ty);
        }
    }

    fn visit_parenthesized_generic_arguments_mut(&mut self, arguments: &mut ParenthesizedGenericArguments) {
        if self.all.is_some() {
            visit_mut::visit_parenthesized_generic_arguments_mut(&mut Through(self), arguments);
        }
    }

    fn visit_bound_lifetimes_mut(&mut self, _: &mut syn::BoundLifetimes) {}
    fn visit_expr_mut(&mut self, _: &mut Expr) {}
    fn visit_pat_mut(&mut self, _: &mut syn::Pat) {}
}

/// Replaces each `impl Trait` in a type, from the inside.
pub(crate) fn replace_opaque(ty: &mut Type, other: &mut dyn FnMut(&TypeImplTrait) -> Type) {
    Opaque { other }.visit_type_mut(ty);
}

/// Adds `lifetime` to the bounds of each `impl Trait` in a type, in parentheses where the grammar needs them.
pub(crate) fn bound_opaque(ty: &mut Type, lifetime: &Lifetime) {
    replace_opaque(ty, &mut |opaque| {
        let mut opaque = opaque.clone();
        opaque.bounds.push(TypeParamBound::Lifetime(lifetime.clone()));
        Type::ImplTrait(opaque)
    });
}

struct Opaque<'o> {
    other: &'o mut dyn FnMut(&TypeImplTrait) -> Type,
}

impl Visitor for Opaque<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        visit_mut::visit_type_mut(&mut Through(self), ty);
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
