//! The names and lifetimes that the tokens of a type mention, as far as the type may borrow.
//!
//! From a type to lists of names.
//!
//! A type consists of nothing else, however an alias or a projection is resolved: see [`super::demands`].

use proc_macro2::Ident;
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{
    Attribute, BoundLifetimes, Expr, GenericParam, Generics, Lifetime, Macro, Type, TypeImplTrait, TypePath,
    WherePredicate,
};

use super::walk::is_elided;
use crate::tokens::say;

/// The lifetimes and names in a type, at any depth.
#[derive(Default)]
pub(super) struct Mentions {
    /// Lifetimes, except `'static` and elided ones.
    pub(super) lifetimes: Vec<Lifetime>,
    /// The lifetimes that a `for<..>` binds.
    ///
    /// None hides another of its name (E0496), unless the `for<..>` is under a `cfg`.
    pub(super) bound: Vec<Lifetime>,
    /// `true` if a part of the type is under an attribute, and may be configured out.
    conditional: bool,
    /// All names, including type parameters.
    pub(super) names: Vec<Ident>,
    /// Paths of several names, such as `T::Item`, which may consist of all that the bounds of `T` mention.
    pub(super) paths: Vec<TypePath>,
    /// `true` if the type contains an `impl Trait`.
    pub(super) opaque: bool,
    /// `true` if the type contains a macro, which may mention everything in scope.
    pub(super) everything: bool,
}

impl Mentions {
    pub(super) fn of(ty: &Type) -> Self {
        let mut mentions = Self::default();
        mentions.visit_type(ty);
        if mentions.conditional {
            mentions.bound.clear();
        }
        mentions
    }

    /// Adds the names in a where-clause's bounds on `Self`.
    pub(super) fn add_bounds_of_self(&mut self, generics: &Generics) {
        for predicate in generics.where_clause.iter().flat_map(|clause| &clause.predicates) {
            if let WherePredicate::Type(predicate) = predicate
                && say(predicate.bounded_ty.to_token_stream(), "Self")
            {
                predicate.bounds.iter().for_each(|bound| self.visit_type_param_bound(bound));
            }
        }
    }
}

impl Visit<'_> for Mentions {
    fn visit_type(&mut self, ty: &Type) {
        self.everything |= matches!(ty, Type::Verbatim(_));
        visit::visit_type(self, ty);
    }

    fn visit_type_path(&mut self, ty: &TypePath) {
        let is_short = ty.qself.as_ref().map_or(ty.path.segments.len() > 1, |qself| qself.position == 0);
        self.paths.extend(is_short.then(|| ty.clone()));
        visit::visit_type_path(self, ty);
    }

    fn visit_lifetime(&mut self, lifetime: &Lifetime) {
        if !is_elided(lifetime) && lifetime.ident != "static" {
            self.lifetimes.push(lifetime.clone());
        }
    }

    fn visit_bound_lifetimes(&mut self, bound: &BoundLifetimes) {
        self.conditional |= bound.lifetimes.iter().any(|param| match param {
            GenericParam::Lifetime(param) => !param.attrs.is_empty(),
            _ => false,
        });
        self.bound.extend(bound.lifetimes.iter().filter_map(|param| match param {
            GenericParam::Lifetime(param) => Some(param.lifetime.clone()),
            _ => None,
        }));
    }

    fn visit_ident(&mut self, name: &Ident) {
        self.names.push(name.clone());
    }

    fn visit_type_impl_trait(&mut self, ty: &TypeImplTrait) {
        self.opaque = true;
        visit::visit_type_impl_trait(self, ty);
    }

    fn visit_attribute(&mut self, _: &Attribute) {
        self.conditional = true;
    }

    fn visit_macro(&mut self, _: &Macro) {
        self.everything = true;
    }

    // The length of an array borrows nothing.
    fn visit_expr(&mut self, _: &Expr) {}
}
