//! Refuses a lifetime that a held type hides, as `Key` does for `Key<'_>`: nothing can be demanded of it.
//!
//! From a signature to code beside it, in which each held type is what a function pointer returns: there the language
//! wants every lifetime said (E0106).
//!
//! ```text
//! async fn put<K>(&self, key: K, at: Place)
//!
//! let _: fn() -> Place;                           in the body
//! trait __ValuetaskHeld: Store {                  beside a trait, of a method without one
//!     fn __put<K>(_: fn() -> Place) {}
//! }
//! fn __held<K>(_: fn() -> Place) {}               in the body, where the attribute stands on the method alone
//! ```
//!
//! The last is an item, as that can't use what is declared around it: a type parameter from there can't be told from a
//! type, and so is refused, too (E0401).

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, FnArg, GenericParam, Signature, Type, TypePath, WherePredicate, parse_quote};

use super::held;
use super::walk::replace_opaque;
use super::words::{is_parameter, words};
use crate::conditions;
use crate::known::HIDDEN_TYPE;
use crate::parse::Scope;
use crate::tokens::say;

/// What doesn't compile if a type that is held hides a lifetime.
#[derive(Default)]
pub(crate) struct Spelled {
    /// Items, for a body or beside a trait.
    pub(crate) items: TokenStream,
    /// Types that may hide one, each with its conditions.
    types: Vec<(Vec<Attribute>, Type)>,
}

impl Spelled {
    /// For the arguments of `sig`, whose lifetimes have their names.
    pub(crate) fn of(sig: &Signature, scope: &Scope) -> Self {
        let mut spelled = Self::default();
        for arg in &sig.inputs {
            let Some(ty) = held(arg) else { continue };
            let conditions = match arg {
                FnArg::Typed(arg) => conditions::of(&arg.attrs),
                FnArg::Receiver(_) => Vec::new(),
            };
            let mut ty = Type::clone(ty);
            // An `impl Trait` may stand in no other place than an argument.
            replace_opaque(&mut ty, |_| parse_quote!(()));
            // A parameter has no lifetime to hide.
            let is_plain = words(ty.to_token_stream()).iter().all(|word| is_parameter(word, sig, scope));
            let found = (conditions, ty);
            if !is_plain && !spelled.types.contains(&found) {
                spelled.types.push(found);
            }
        }
        if scope.is_alone && !spelled.types.is_empty() {
            spelled.items = alone(sig, std::mem::take(&mut spelled.types));
        }
        spelled
    }

    /// A method of a trait that is a subtrait of the one of `sig`, which has no body and stands under these attributes.
    pub(crate) fn method(&self, sig: &Signature, around: &[Attribute]) -> Option<TokenStream> {
        let name = format_ident!("__{}", sig.ident.unraw());
        let (generics, _, clause) = sig.generics.split_for_impl();
        let (items, arguments) = (&self.items, arguments(&self.types));
        let method = quote!(#(#around)* fn #name #generics(#(#arguments),*) #clause { #items });
        (!self.types.is_empty() || !items.is_empty()).then_some(method)
    }
}

/// The statements and items of a body.
impl ToTokens for Spelled {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.items.to_tokens(tokens);
        for (conditions, ty) in &self.types {
            // An argument of `Option` would get a suggestion that the signature doesn't, so an unknown type two messages.
            tokens.extend(quote!(#(#conditions)* let _: fn() -> #ty;));
        }
    }
}

/// Arguments that return these types.
fn arguments(types: &[(Vec<Attribute>, Type)]) -> impl Iterator<Item = TokenStream> {
    types.iter().map(|(conditions, ty)| quote!(#(#conditions)* _: fn() -> #ty))
}

/// An item with these types of `sig`, and with what it declares itself.
fn alone(sig: &Signature, mut types: Vec<(Vec<Attribute>, Type)>) -> TokenStream {
    let this = format_ident!("{HIDDEN_TYPE}Self", span = Span::mixed_site());
    let mut renamed = Renamed { this: parse_quote!(#this), found: false };
    types.iter_mut().for_each(|(_, ty)| renamed.visit_type_mut(ty));
    let mut generics = sig.generics.clone();
    if renamed.found {
        generics.params.push(GenericParam::Type(parse_quote!(#this)));
    }
    if let Some(clause) = &mut generics.where_clause {
        // Others may speak of what is around the method.
        clause.predicates.retain(|said| matches!(said, WherePredicate::Type(_)) && !say(quote!(#said), "Self"));
    }
    let (params, _, clause) = generics.split_for_impl();
    let (quiet, arguments) = (quiet(), arguments(&types));
    quote!(#quiet fn __held #params(#(#arguments),*) #clause {})
}

/// Allows lints that speak of what a signature declares, where its types are written again.
pub(crate) fn quiet() -> TokenStream {
    quote!(#[allow(
        unused_lifetimes, clippy::extra_unused_lifetimes, clippy::extra_unused_type_parameters,
        clippy::multiple_bound_locations, clippy::type_complexity, clippy::type_repetition_in_bounds,
    )])
}

/// Calls `Self` by another name, but not what is associated with it, which nothing here knows.
struct Renamed {
    this: Type,
    found: bool,
}

impl VisitMut for Renamed {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        match ty {
            Type::Path(path) if path.path.is_ident("Self") => {
                *ty = self.this.clone();
                self.found = true;
            }
            Type::Path(TypePath { qself: Some(_), .. }) => {}
            _ => visit_mut::visit_type_mut(self, ty),
        }
    }
}
