//! The names of the lifetimes of a signature, and new ones that are free.
//!
//! From a signature and its surroundings to names.

use proc_macro2::Span;
use syn::visit::Visit;
use syn::{Lifetime, Signature};

use crate::parse::Scope;

/// The lifetimes of a signature.
#[derive(Default)]
pub(super) struct Names {
    /// All by their names, in the signature and around it.
    pub(super) all: Vec<String>,
    /// Those that the signature is still to declare.
    pub(super) new: Vec<Lifetime>,
}

impl Visit<'_> for Names {
    fn visit_lifetime(&mut self, lifetime: &Lifetime) {
        self.all.push(lifetime.ident.to_string());
    }
}

impl Names {
    pub(super) fn of(sig: &Signature, scope: &Scope) -> Self {
        let mut names = Self::default();
        scope.lifetimes.iter().for_each(|lifetime| names.visit_lifetime(lifetime));
        names.visit_signature(sig);
        names
    }

    /// A new lifetime, called `name` unless another is, or what it has `own`.
    pub(super) fn free(&mut self, name: &str, own: Option<&str>) -> Lifetime {
        let mut name = name.to_owned();
        while self.all.contains(&name) {
            name.push('_');
        }
        let lifetime = Lifetime::new(&format!("'{}", own.unwrap_or(&name)), Span::mixed_site());
        self.all.push(name);
        self.new.push(lifetime.clone());
        lifetime
    }
}
