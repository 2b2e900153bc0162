//! The words of a signature, and names that aren't among them.
//!
//! From tokens to text.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::visit_mut::VisitMut;
use syn::{Lifetime, Signature};

use crate::parse::Scope;
use crate::tokens::{self, placed};

/// Returns each word of tokens at any depth, a raw name as the plain name that it is equal to.
pub(super) fn words(tokens: TokenStream) -> Vec<String> {
    tokens::words(tokens).iter().map(|word| word.replace("r#", "")).collect()
}

/// Returns a name or a lifetime as a word.
pub(super) fn text(name: &impl ToTokens) -> String {
    words(name.to_token_stream()).concat()
}

/// Returns `true` if a word is `Self`, or surely a type parameter of a method or of the item around it: one under a
/// condition may be gone, and its name that of another type.
pub(super) fn is_parameter(word: &str, sig: &Signature, scope: &Scope) -> bool {
    let mut types = sig.generics.type_params().chain(scope.generics.type_params());
    // equal: `Self` is a keyword, and a parameter without a condition hides any other type of its name.
    word == "Self" || types.any(|param| param.attrs.is_empty() && param.ident.unraw() == word)
}

/// Returns `true` if one lifetime at most has this name: two are declared under conditions, or by a macro and its caller.
pub(crate) fn is_one(lifetime: &Lifetime, sig: &Signature, scope: &Scope) -> bool {
    let declared = sig.generics.lifetimes().chain(scope.generics.lifetimes());
    // equal: nothing is left out where it finds two.
    declared.filter(|param| text(&param.lifetime) == text(lifetime)).count() <= 1
}

/// Makes one lifetime of those with one name in a signature that stands alone: in a macro, one that is declared around it
/// may have a name of its own.
pub(crate) fn unite(sig: &mut Signature, scope: &Scope) {
    struct Unite<'s> {
        is_one: &'s dyn Fn(&Lifetime) -> bool,
        first: Vec<Lifetime>,
    }
    impl VisitMut for Unite<'_> {
        fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
            // equal: the two are one from here on.
            match self.first.iter().find(|first| text(*first) == text(lifetime)) {
                Some(first) => *lifetime = placed(first, lifetime.ident.span()),
                None if (self.is_one)(lifetime) => self.first.push(lifetime.clone()),
                None => {}
            }
        }
    }
    let written = sig.clone();
    Unite { is_one: &|lifetime| is_one(lifetime, &written, scope), first: Vec::new() }.visit_signature_mut(sig);
}

/// The lifetimes that a signature is still to declare, by names that are free in it and around it.
pub(super) struct Names {
    taken: Vec<String>,
    pub(super) new: Vec<Lifetime>,
    /// `true` if the user speaks of the task's lifetime by the name that the crate async-trait gives it.
    pub(super) says_async_trait: bool,
}

impl Names {
    pub(super) fn of(sig: &Signature, scope: &Scope) -> Self {
        let mut taken = words(sig.to_token_stream());
        // equal: the lifetime is declared nowhere else, so it is an error or the task's.
        let said = taken.iter().any(|word| word == "'async_trait");
        let mut declared = sig.generics.lifetimes().chain(scope.generics.lifetimes());
        // equal: as above.
        let says_async_trait = said && declared.all(|param| param.lifetime.ident != "async_trait");
        taken.extend(scope.generics.lifetimes().map(|param| param.lifetime.to_string()));
        Self { taken, new: Vec::new(), says_async_trait }
    }

    /// Returns a new lifetime for the task.
    pub(super) fn task(&mut self) -> Lifetime {
        if self.says_async_trait { self.add("'async_trait".to_owned()) } else { self.free("task") }
    }

    /// Returns a new lifetime, called `name` unless another is.
    pub(super) fn free(&mut self, name: &str) -> Lifetime {
        let mut name = format!("'{name}");
        // equal: a macro that mentions the new name mentions a lifetime that is demanded.
        while self.taken.contains(&name) {
            name.push('_');
        }
        self.add(name)
    }

    fn add(&mut self, name: String) -> Lifetime {
        let lifetime = Lifetime::new(&name, Span::mixed_site());
        self.taken.push(name);
        self.new.push(lifetime.clone());
        lifetime
    }
}
