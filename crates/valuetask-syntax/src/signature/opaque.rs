//! What a body's value is expected to be where its type has an `impl Trait`, which a body can't name.
//!
//! ```text
//! Result<impl AsRef<str>, Error>    let __ret: Result<_, Error> = { body };
//!
//! impl Fn(&str) -> &str             fn __expected0<A: Fn(&str) -> &str>(closure: A) -> A { closure }
//!                                   let __ret = { body; __expected0(|text| text.trim()) };
//! ```
//!
//! The compiler deduces the signature of a closure from what is expected of it. An async function expects the opaque
//! type, and an async block nothing; but an argument of a function may be expected to be a closure.

use std::fmt::Display;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{
    BoundLifetimes, GenericParam, Lifetime, PathArguments, TraitBound, Type, TypeParamBound, TypeReference, parse_quote,
};

use crate::known::HIDDEN_TYPE;
use crate::tokens::say;

/// The closures that a value is, or has as a tuple.
pub(crate) enum Closures {
    /// One, given to this function.
    One(TokenStream),
    Tuple(Vec<Option<Closures>>),
}

/// `value` as a body may name it, with `_` for what is opaque; unless that is all of it.
pub(super) fn named(value: &Type) -> Option<Type> {
    struct Infer;
    impl VisitMut for Infer {
        fn visit_type_mut(&mut self, ty: &mut Type) {
            match ty {
                Type::ImplTrait(_) => *ty = parse_quote!(_),
                _ => visit_mut::visit_type_mut(self, ty),
            }
        }
    }
    let mut value = value.clone();
    Infer.visit_type_mut(&mut value);
    // A macro's tokens aren't read.
    let is_named = !matches!(value, Type::Infer(_) | Type::Never(_)) && !say(value.to_token_stream(), "impl");
    is_named.then_some(value)
}

impl Closures {
    /// Those of the type `value`, which is opaque or a tuple, and the functions that expect them are added to
    /// `functions`; `generic` are the names that a function in the body can't say.
    pub(super) fn of(value: &Type, generic: &[Ident], functions: &mut Vec<TokenStream>) -> Option<Self> {
        match value {
            Type::Group(ty) => Self::of(&ty.elem, generic, functions),
            Type::Paren(ty) => Self::of(&ty.elem, generic, functions),
            Type::Tuple(tuple) => {
                let elems: Vec<_> = tuple.elems.iter().map(|elem| Self::of(elem, generic, functions)).collect();
                elems.iter().any(Option::is_some).then_some(Self::Tuple(elems))
            }
            Type::ImplTrait(opaque) => {
                let mut generic = Generic { names: generic, parameters: Vec::new(), is_sized: true, is_lost: false };
                let mut lifetimes = Lifetimes::default();
                let bounds = opaque.bounds.iter().filter_map(of_a_closure).map(|bound| {
                    let mut bound = bound.clone();
                    visit_mut::visit_trait_bound_mut(&mut generic, &mut bound);
                    lifetimes.visit_trait_bound(&bound);
                    bound
                });
                let bounds: Vec<_> = bounds.collect();
                if bounds.is_empty() || generic.is_lost {
                    return None;
                }
                let (name, closure) = (format_ident!("__expected{}", functions.len()), parameter("Closure"));
                let (parameters, arguments): (Vec<_>, Vec<_>) = generic.parameters.into_iter().unzip();
                let lifetimes = lifetimes.free();
                functions.push(quote! {
                    #[allow(dead_code)]
                    fn #name<#(#lifetimes,)* #(#parameters,)* #closure: #(#bounds)+*>(closure: #closure) -> #closure {
                        closure
                    }
                });
                Some(Self::One(quote!(#name::<#(#arguments,)* _>)))
            }
            _ => None,
        }
    }
}

/// The name of a parameter of a function that expects a closure.
fn parameter(name: impl Display) -> Ident {
    format_ident!("{HIDDEN_TYPE}{}", name.to_string())
}

/// The bound of a closure, which is the only one that is written with parentheses.
fn of_a_closure(bound: &TypeParamBound) -> Option<&TraitBound> {
    match bound {
        TypeParamBound::Trait(bound) => {
            let last = bound.path.segments.last()?;
            matches!(last.arguments, PathArguments::Parenthesized(_)).then_some(bound)
        }
        _ => None,
    }
}

/// Puts parameters for types that say something generic, and nothing of a lifetime, which a closure may be generic
/// over.
struct Generic<'a> {
    names: &'a [Ident],
    /// Each with what it stands for.
    parameters: Vec<(TokenStream, Type)>,
    /// What is visited has a known size.
    is_sized: bool,
    /// A type says both.
    is_lost: bool,
}

impl VisitMut for Generic<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        match ty {
            Type::Reference(_) | Type::Paren(_) | Type::Group(_) => visit_mut::visit_type_mut(self, ty),
            Type::Tuple(_) | Type::Slice(_) => {
                self.is_sized = true;
                visit_mut::visit_type_mut(self, ty);
            }
            _ => {
                let tokens = ty.to_token_stream();
                if self.names.iter().any(|name| say(tokens.clone(), &name.to_string())) {
                    self.is_lost |= tokens.to_string().contains(['\'', '&']) || say(tokens, "dyn");
                    let name = parameter(self.parameters.len());
                    let bound = (!self.is_sized).then(|| quote!(: ?Sized));
                    let stands_for = std::mem::replace(ty, parse_quote!(#name));
                    self.parameters.push((quote!(#name #bound), stands_for));
                }
            }
        }
    }

    fn visit_type_reference_mut(&mut self, ty: &mut TypeReference) {
        let outer = std::mem::replace(&mut self.is_sized, false);
        self.visit_type_mut(&mut ty.elem);
        self.is_sized = outer;
    }
}

/// The lifetimes of a bound.
#[derive(Default)]
struct Lifetimes {
    said: Vec<Lifetime>,
    /// By `for<..>`.
    declared: Vec<Lifetime>,
}

impl Lifetimes {
    /// Those that are declared around it, each once.
    fn free(mut self) -> Vec<Lifetime> {
        self.said.retain(|said| said.ident != "static" && said.ident != "_" && !self.declared.contains(said));
        self.said.sort();
        self.said.dedup();
        self.said
    }
}

impl Visit<'_> for Lifetimes {
    fn visit_lifetime(&mut self, lifetime: &Lifetime) {
        self.said.push(lifetime.clone());
    }

    fn visit_bound_lifetimes(&mut self, bound: &BoundLifetimes) {
        self.declared.extend(bound.lifetimes.iter().filter_map(|param| match param {
            GenericParam::Lifetime(param) => Some(param.lifetime.clone()),
            _ => None,
        }));
        visit::visit_bound_lifetimes(self, bound);
    }
}
