//! What a word of a signature names, as far as the signature says it, and names that aren't among its words.
//!
//! From words to a yes or a no, and to new lifetimes.

use proc_macro2::Span;
use quote::ToTokens;
use syn::visit_mut;
use syn::{Lifetime, Signature};

use crate::parse::Scope;
use crate::tokens::{Word, may_be, placed, words};
use crate::visitor::{Through, Visitor};

/// Returns `true` if a word is `Self`, or a type parameter of a method or of the item around it: one without a condition
/// hides any other type of its name.
pub(super) fn is_parameter(word: &Word, sig: &Signature, scope: &Scope) -> bool {
    let mut types = sig.generics.type_params().chain(scope.generics.type_params());
    word.is("Self") || types.any(|param| param.attrs.is_empty() && word.may_be(&Word::of(&param.ident)))
}

/// Returns `true` if one lifetime at most has this name: two are declared under conditions, or by a macro and its caller.
pub(super) fn is_one(lifetime: &Lifetime, sig: &Signature, scope: &Scope) -> bool {
    let declared = sig.generics.lifetimes().chain(scope.generics.lifetimes());
    declared.filter(|param| may_be(&param.lifetime, lifetime)).count() <= 1
}

/// Returns `true` if a name is this lifetime, as no other one has the name. Then what goes without saying is left out.
pub(crate) fn is_surely(name: &impl ToString, lifetime: &Lifetime, sig: &Signature, scope: &Scope) -> bool {
    may_be(name, lifetime) && is_one(lifetime, sig, scope)
}

/// Makes one lifetime of those with one name in a signature that stands alone: in a macro, one that is declared around it
/// may have a name of its own.
pub(crate) fn unite(sig: &mut Signature, scope: &Scope) {
    struct Unite<'s> {
        is_one: &'s dyn Fn(&Lifetime) -> bool,
        first: Vec<Lifetime>,
    }
    impl Visitor for Unite<'_> {
        fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
            match self.first.iter().find(|first| may_be(*first, lifetime)) {
                Some(first) => *lifetime = placed(first, lifetime.ident.span()),
                None if (self.is_one)(lifetime) => self.first.push(lifetime.clone()),
                None => {}
            }
        }
    }
    let written = sig.clone();
    let is_one = |lifetime: &Lifetime| is_one(lifetime, &written, scope);
    visit_mut::visit_signature_mut(&mut Through(&mut Unite { is_one: &is_one, first: Vec::new() }), sig);
}

/// The lifetimes that a signature is still to declare, by names that are free in it and around it.
pub(super) struct Names {
    taken: Vec<Word>,
    pub(super) new: Vec<Lifetime>,
    /// `true` if the user speaks of the task's lifetime by the name that the crate async-trait gives it.
    pub(super) says_async_trait: bool,
}

impl Names {
    pub(super) fn of(sig: &Signature, scope: &Scope) -> Self {
        let mut taken = words(sig.to_token_stream());
        // The lifetime is declared nowhere else, so it is an error or the task's.
        let said = taken.iter().any(|word| word.is("'async_trait"));
        let mut declared = sig.generics.lifetimes().chain(scope.generics.lifetimes());
        let says_async_trait = said && declared.all(|param| param.lifetime.ident != "async_trait");
        taken.extend(scope.generics.lifetimes().map(|param| Word::of(&param.lifetime)));
        Self { taken, new: Vec::new(), says_async_trait }
    }

    /// Returns a new lifetime for the task.
    pub(super) fn task(&mut self) -> Lifetime {
        if self.says_async_trait { self.add("'async_trait".to_owned()) } else { self.free("task") }
    }

    /// Returns a new lifetime, called `name` unless another is.
    pub(super) fn free(&mut self, name: &str) -> Lifetime {
        self.add(Word::free(format!("'{name}"), &self.taken))
    }

    fn add(&mut self, name: String) -> Lifetime {
        let lifetime = Lifetime::new(&name, Span::mixed_site());
        self.taken.push(Word::of(&lifetime));
        self.new.push(lifetime.clone());
        lifetime
    }
}
