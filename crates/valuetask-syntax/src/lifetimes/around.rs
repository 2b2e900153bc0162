//! The surroundings of a signature, and what a name or a path is in them.
//!
//! From a lifetime, a path or a type to `true` or `false`.

use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Generics, Lifetime, Type, TypePath};

use crate::parse::{Kind, Scope};
use crate::tokens::say;

/// A signature and its surroundings.
pub(super) struct Around<'s> {
    pub(super) generics: &'s Generics,
    pub(super) scope: &'s Scope,
    /// The method's own lifetimes, and those of them that are still to be declared.
    pub(super) own: Vec<Lifetime>,
    pub(super) new: &'s [Lifetime],
    /// The position of the output, for which a receiver has a new lifetime.
    pub(super) output: Span,
    pub(super) has_self: bool,
    /// `true` if the receiver is a reference, which leads to all of `Self`.
    pub(super) is_lent: bool,
    /// `true` if a trait and its implementations must agree on the early-bound lifetimes.
    pub(super) agrees: bool,
}

impl Around<'_> {
    pub(super) fn is_own(&self, lifetime: &Lifetime) -> bool {
        self.own.iter().any(|own| is_same(&own.ident, &lifetime.ident))
    }

    /// Returns `true` if a lifetime is known to be declared around the method.
    pub(super) fn is_declared(&self, lifetime: &Lifetime) -> bool {
        self.scope.lifetimes.iter().any(|outer| is_same(&outer.ident, &lifetime.ident))
    }

    pub(super) fn is_outer(&self, lifetime: &Lifetime) -> bool {
        self.is_declared(lifetime) || self.scope.is_alone && lifetime.ident != "static"
    }

    /// Returns `true` if a path is an associated type that is demanded itself.
    pub(super) fn is_associated(&self, path: &TypePath) -> bool {
        let own = || self.generics.type_params().any(|param| is_behind(path, &param.ident));
        let outer = || self.scope.types.iter().any(|name| is_behind(path, name));
        let of_self = || self.scope.is_alone && is_behind(path, &Ident::new("Self", Span::call_site()));
        (own() || self.says_outer() && (outer() || of_self())) && !say(path.to_token_stream(), "impl")
    }

    /// Returns `true` if `Self` and the declarations around the method need a clause.
    ///
    /// Beside a receiver in a trait without parameters they don't: the receiver outlives the task, and the declarations
    /// of an implementation are part of `Self`.
    pub(super) fn says_outer(&self) -> bool {
        self.scope.kind == Kind::Inherent || self.agrees
    }
}

/// Returns `true` if a path is an associated item of the type of this name, as in `T::Item` and `<T>::Item`.
pub(super) fn is_behind(path: &TypePath, name: &Ident) -> bool {
    match &path.qself {
        Some(qself) => say(qself.ty.to_token_stream(), &name.to_string()),
        None if path.path.leading_colon.is_some() => false,
        None => path.path.segments.first().is_some_and(|first| is_same(&first.ident, name)),
    }
}

/// Returns `true` if two names are equal, raw or not.
pub(super) fn is_same(one: &Ident, other: &Ident) -> bool {
    one == other || one.unraw() == other.unraw()
}

/// Returns a type without parentheses and invisible groups.
pub(super) fn peel(ty: &Type) -> &Type {
    match ty {
        Type::Paren(ty) => peel(&ty.elem),
        Type::Group(ty) => peel(&ty.elem),
        ty => ty,
    }
}

/// Returns `true` if a type of an argument is held, and not a reference.
pub(crate) fn is_held(ty: &Type) -> bool {
    !matches!(peel(ty), Type::Reference(_))
}

pub(super) fn is_self(ty: &Type) -> bool {
    matches!(peel(ty), Type::Path(ty) if ty.path.is_ident("Self"))
}
