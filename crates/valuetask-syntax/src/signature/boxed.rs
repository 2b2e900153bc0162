//! The signature of a `boxed` method: the one that the attribute of the crate async-trait writes, so that each may
//! implement what the other declares.
//!
//! ```text
//! async fn f<T>(&self, x: &T) -> R;
//!
//! fn f<'life0, 'life1, 'async_trait, T: 'async_trait>(&'life0 self, x: &'life1 T)
//!     -> Pin<Box<dyn Future<Output = R> + Send + 'async_trait>>
//! where 'life0: 'async_trait, 'life1: 'async_trait, Self: 'async_trait;
//! ```
//!
//! The lifetimes, their order and what is said of them are part of the contract: the clauses make them early-bound.

use proc_macro2::Span;
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Block, FnArg, GenericArgument, GenericParam, Lifetime, Receiver, ReceiverKind, ReturnType, Signature, Token, Type,
    TypeParamBound, TypeReference, parse_quote, parse_quote_spanned,
};

use super::{End, argument};
use crate::args::Mode;
use crate::lifetimes::{bound_impl_traits, demand_outer, is_elided, is_held};
use crate::parse::{Kind, Scope};
use crate::tokens::{located, say};

/// Makes `sig` return a boxed future, and says of which value.
pub(super) fn rewrite(sig: &mut Signature, scope: &Scope, mode: &Mode, body: Option<&Block>) -> Type {
    let has_receiver = matches!(sig.inputs.first(), Some(FnArg::Receiver(_)));
    let speaks_of_self = has_receiver
        || say(sig.to_token_stream(), "Self")
        || (scope.kind == Kind::Trait && body.is_some_and(|body| say(body.to_token_stream(), "Self")));
    let here = sig.ident.span();
    let future = Lifetime::new("'async_trait", Span::call_site());
    let Lifetimes { elided, named, .. } = name_lifetimes(sig, &future);

    // All that is declared here outlives the future, and of what is around it all that is named.
    let mut declared = Vec::new();
    for param in &mut sig.generics.params {
        match param {
            GenericParam::Type(param) => {
                param.colon_token.get_or_insert_default();
                param.bounds.push(parse_quote!(#future));
            }
            // In a clause, as it counts as a use of the lifetime there: a lint speaks of what is used once.
            GenericParam::Lifetime(param) if param.attrs.is_empty() => declared.push(param.lifetime.clone()),
            GenericParam::Lifetime(param) => {
                param.colon_token.get_or_insert_default();
                param.bounds.push(future.clone());
            }
            GenericParam::Const(_) => {}
        }
    }
    sig.generics.lt_token.get_or_insert(Token![<](located(here)));
    sig.generics.gt_token.get_or_insert(Token![>](located(here)));
    sig.generics
        .params
        .extend(elided.iter().chain([&future]).map(|lifetime| -> GenericParam { parse_quote!(#lifetime) }));
    let outer = scope.lifetimes.iter().filter(|lifetime| named.contains(lifetime));
    for lifetime in declared.iter().chain(outer).chain(&elided) {
        sig.generics.make_where_clause().predicates.push(parse_quote!(#lifetime: #future));
    }
    if speaks_of_self {
        sig.generics.make_where_clause().predicates.push(parse_quote!(Self: #future));
    }
    demand_outer(sig, scope, &future);

    let end = End::of(sig).at;
    let (arrow, value) = match &sig.output {
        ReturnType::Default => (Token![->](end), parse_quote_spanned!(here=> ())),
        ReturnType::Type(arrow, ty) => (*arrow, Type::clone(ty)),
    };
    let (span, yielded) = (located(value.span()), argument(&value, mode));
    let send = mode.send.then(|| quote_spanned!(span=> ::core::marker::Send+));
    // What lints say of a return type is for the user to see: its first and last token stand at a place of the user's.
    let (first, close) = (Token![::](value.span()), Token![>](end));
    let returned = if mode.is_boxed() {
        parse_quote_spanned! {span=>
            #first core::pin::Pin<Box<dyn ::core::future::Future<Output = #yielded> + #send #future> #close
        }
    } else {
        let pooled = mode.returned(value.span());
        parse_quote_spanned!(span=> #pooled<#future, #yielded #close)
    };
    sig.output = ReturnType::Type(arrow, Box::new(returned));
    value
}

/// The lifetimes of a signature's arguments.
#[derive(Default)]
struct Lifetimes {
    /// Those that were elided, by the names that they have now.
    elided: Vec<Lifetime>,
    named: Vec<Lifetime>,
    /// The future holds the type itself, so no lifetime in it stays elided. Under a reference the contract leaves that of
    /// a `dyn Trait + '_` as it is.
    held: bool,
}

/// Gives each elided lifetime of the arguments a name of its own, and says of each `impl Trait` that it outlives the
/// future.
fn name_lifetimes(sig: &mut Signature, future: &Lifetime) -> Lifetimes {
    let mut lifetimes = Lifetimes::default();
    for arg in &mut sig.inputs {
        match arg {
            FnArg::Receiver(receiver) => lifetimes.visit_receiver_mut(receiver),
            FnArg::Typed(arg) => {
                lifetimes.held = is_held(&arg.ty);
                lifetimes.visit_type_mut(&mut arg.ty);
                bound_impl_traits(&mut arg.ty, future);
            }
        }
    }
    lifetimes
}

impl Lifetimes {
    fn name(&mut self, lifetime: &mut Lifetime) {
        if is_elided(lifetime) {
            *lifetime = Lifetime::new(&format!("'life{}", self.elided.len()), lifetime.span());
            self.elided.push(lifetime.clone());
        } else {
            self.named.push(lifetime.clone());
        }
    }

    fn of_reference(&mut self, and: Token![&], lifetime: &mut Option<Lifetime>) {
        self.name(lifetime.get_or_insert_with(|| Lifetime::new("'_", and.span)));
    }
}

impl VisitMut for Lifetimes {
    fn visit_receiver_mut(&mut self, receiver: &mut Receiver) {
        match &mut receiver.kind {
            ReceiverKind::Reference(and, lifetime, _) => self.of_reference(*and, lifetime),
            ReceiverKind::Typed(_, ty) => self.visit_type_mut(ty),
            _ => {}
        }
    }

    fn visit_type_reference_mut(&mut self, ty: &mut TypeReference) {
        self.of_reference(ty.and_token, &mut ty.lifetime);
        self.visit_type_mut(&mut ty.elem);
    }

    fn visit_type_param_bound_mut(&mut self, bound: &mut TypeParamBound) {
        match bound {
            TypeParamBound::Lifetime(lifetime) if self.held => self.name(lifetime),
            bound => visit_mut::visit_type_param_bound_mut(self, bound),
        }
    }

    fn visit_generic_argument_mut(&mut self, argument: &mut GenericArgument) {
        match argument {
            GenericArgument::Lifetime(lifetime) => self.name(lifetime),
            _ => visit_mut::visit_generic_argument_mut(self, argument),
        }
    }
}
