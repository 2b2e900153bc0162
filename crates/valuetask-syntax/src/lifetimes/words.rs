//! The words of a signature, and names that aren't among them.
//!
//! From tokens to text.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Lifetime, Signature};

use crate::parse::Scope;
use crate::tokens::is_punct;

/// Returns each word of tokens at any depth: names, lifetimes with their quote, and signs.
///
/// A raw name is returned as the plain name that it is equal to.
pub(super) fn words(tokens: TokenStream) -> Vec<String> {
    let mut words = Vec::new();
    let mut quote = "";
    for token in tokens {
        let before = std::mem::replace(&mut quote, if is_punct(&token, '\'') { "'" } else { "" });
        match token {
            TokenTree::Group(group) => words.extend(self::words(group.stream())),
            TokenTree::Ident(name) => words.push(format!("{before}{}", name.unraw())),
            TokenTree::Punct(sign) if quote.is_empty() => words.push(sign.to_string()),
            _ => {}
        }
    }
    words
}

/// Returns a name or a lifetime as a word.
pub(super) fn text(name: &impl ToTokens) -> String {
    words(name.to_token_stream()).concat()
}

/// Returns `true` if a word is `Self`, or a type parameter of a method or of the item around it.
pub(super) fn is_parameter(word: &str, sig: &Signature, scope: &Scope) -> bool {
    // A parameter under a condition may be gone, and its name that of another type.
    let mut own = sig.generics.type_params().filter(|param| param.attrs.is_empty());
    word == "Self"
        || own.any(|param| param.ident.unraw() == word)
        || scope.types.iter().any(|name| name.unraw() == word)
}

/// The lifetimes that a signature is still to declare, by names that are free in it and around it.
pub(super) struct Names {
    taken: Vec<String>,
    pub(super) new: Vec<Lifetime>,
}

impl Names {
    pub(super) fn of(sig: &Signature, scope: &Scope) -> Self {
        let mut taken = words(sig.to_token_stream());
        taken.extend(scope.lifetimes.iter().map(Lifetime::to_string));
        Self { taken, new: Vec::new() }
    }

    /// Returns a new lifetime, called `name` unless another is.
    pub(super) fn free(&mut self, name: &str) -> Lifetime {
        let mut name = format!("'{name}");
        while self.taken.contains(&name) {
            name.push('_');
        }
        self.add(name)
    }

    /// Returns a new lifetime for the task.
    ///
    /// If the user speaks of it by the name that the crate async-trait gives it, that is its name.
    pub(super) fn task(&mut self, sig: &Signature, scope: &Scope) -> Lifetime {
        let name = "'async_trait".to_owned();
        if says_async_trait(sig, scope) { self.add(name) } else { self.free("task") }
    }

    fn add(&mut self, name: String) -> Lifetime {
        let lifetime = Lifetime::new(&name, Span::mixed_site());
        self.taken.push(name);
        self.new.push(lifetime.clone());
        lifetime
    }
}

/// Returns `true` if a signature says `'async_trait`, and nothing declares it.
pub(super) fn says_async_trait(sig: &Signature, scope: &Scope) -> bool {
    let mut declared = sig.generics.lifetimes().map(|param| &param.lifetime).chain(&scope.lifetimes);
    declared.all(|lifetime| lifetime.ident != "async_trait")
        && words(sig.to_token_stream()).iter().any(|word| word == "'async_trait")
}
