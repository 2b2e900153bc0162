//! What a type that is taken by value consists of, as far as it may borrow.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::visit::Visit;
use syn::{Expr, Lifetime, Type, TypeImplTrait, TypeReference};

use super::walk::is_elided;
use crate::parse::Scope;

/// The parts of a type. What a reference leads to isn't one: that it outlives the reference needs no saying.
#[derive(Default)]
pub(super) struct Parts {
    /// Lifetimes, but for `'static` and elided ones.
    pub(super) lifetimes: Vec<Lifetime>,
    /// All names, those of type parameters among them.
    pub(super) names: Vec<Ident>,
    /// Whether there is an `impl Trait` among them.
    pub(super) opaque: bool,
}

impl Parts {
    pub(super) fn of(ty: &Type) -> Self {
        let mut parts = Self::default();
        parts.visit_type(ty);
        parts
    }

    /// The lifetimes and types among them that the surrounding item declares, `Self` included.
    pub(super) fn outer(&self, scope: &Scope) -> Vec<TokenStream> {
        let lifetimes = self.lifetimes.iter().filter(|lifetime| scope.lifetimes.contains(lifetime));
        let types = self.names.iter().filter(|name| *name == "Self" || scope.types.contains(name));
        lifetimes.map(Lifetime::to_token_stream).chain(types.map(Ident::to_token_stream)).collect()
    }
}

impl Visit<'_> for Parts {
    fn visit_type_reference(&mut self, ty: &TypeReference) {
        ty.lifetime.iter().for_each(|lifetime| self.visit_lifetime(lifetime));
    }

    fn visit_lifetime(&mut self, lifetime: &Lifetime) {
        if !is_elided(lifetime) && lifetime.ident != "static" {
            self.lifetimes.push(lifetime.clone());
        }
    }

    fn visit_ident(&mut self, name: &Ident) {
        self.names.push(name.clone());
    }

    fn visit_type_impl_trait(&mut self, _: &TypeImplTrait) {
        self.opaque = true;
    }

    // The length of an array borrows nothing.
    fn visit_expr(&mut self, _: &Expr) {}
}
