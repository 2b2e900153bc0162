//! From a companion to the implementations of the native trait for its object, and for what leads to it.
//!
//! ```text
//! impl<'object> Store for Box<dyn DynStore + 'object> {
//!     fn get<'task>(&'task self, key: &'task str) -> ValueTask<'task, u64> {
//!         DynStore::__valuetask_native_get(&**self, key)
//!     }
//! }
//! ```
//!
//! Where a pointer may not be what the trait asks for, as `Send`, clauses of the implementation say so.

// equal in this file: what is left out is a method, a bound or a type of the companion, which the compiler then misses
// (E0046, E0053, E0277). What a task holds is said by `signature`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::visit_mut::VisitMut;
use syn::{Generics, Signature, TypeParamBound, WherePredicate, parse_quote};

use super::companion::Companion;
use super::method::{Around, Method, Passes};
use super::self_types::parameter;
use super::shape::{Called, arguments, bind, strip, this};
use crate::conditions::unlinted;
use crate::lifetimes::rename;
use crate::parse::bounds_of_self;
use crate::signature::needs;
use crate::tokens::say;

/// What leads to an object, or the object itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pointer {
    Itself,
    Box,
    Arc,
    Rc,
    Ref,
    RefMut,
}

const ALL: [Pointer; 6] = [Pointer::Itself, Pointer::Box, Pointer::Arc, Pointer::Rc, Pointer::Ref, Pointer::RefMut];

impl Pointer {
    /// The type of what leads to `object`.
    fn ty(self, object: &TokenStream, companion: &Companion<'_>) -> TokenStream {
        let name = match self {
            Self::Itself => return object.clone(),
            Self::Ref => return quote!(&(#object)),
            Self::RefMut => return quote!(&mut (#object)),
            Self::Box => "Box",
            Self::Arc => "Arc",
            Self::Rc => "Rc",
        };
        let name = companion.around.mode.private(name, Span::mixed_site());
        quote!(#name<#object>)
    }

    /// Whether all methods of the companion can be called of what leads to its object.
    fn fits(self, companion: &Companion<'_>) -> bool {
        let Around { scope, .. } = companion.around;
        let is_unsent = self == Self::Rc && (scope.self_send || scope.self_sync);
        // An object needs no method that only what is `Sized` has.
        let is_complete = || !companion.methods.iter().any(Method::is_left);
        (self == Self::Itself || companion.native.pointers && !is_unsent && is_complete())
            && companion.dyn_methods().all(|(method, _)| self.call(&method.native.sig).is_some())
    }

    /// The object that the receiver of a method leads to, if that can be called of it.
    fn call(self, sig: &Signature) -> Option<TokenStream> {
        let this = this(sig);
        match (self, Called::of(sig)?) {
            (Self::Itself, Called::ByValue) => None,
            (Self::Itself, _) | (Self::Box, Called::ByValue) => Some(quote!(#this)),
            (_, Called::By) => Some(quote!(&**#this)),
            (Self::Box | Self::RefMut, Called::ByMut) => Some(quote!(&mut **#this)),
            (Self::Box, Called::ByBox) => Some(quote!(*#this)),
            _ => None,
        }
    }
}

impl Companion<'_> {
    /// Implements the trait for an object with these auto traits, and for what leads to it.
    pub(super) fn implementations(&self, auto: &TokenStream) -> TokenStream {
        let can = |pointer: &Pointer| self.why_no_implementer().is_none() && pointer.fits(self);
        ALL.into_iter().filter(can).map(|pointer| self.implementation(auto, pointer)).collect()
    }

    fn implementation(&self, auto: &TokenStream, pointer: Pointer) -> TokenStream {
        let (object, path) = (self.object(auto), self.path());
        let types = self.around.types.iter().map(|name| {
            let parameter = parameter(name);
            quote!(type #name = #parameter;)
        });
        let methods = self.dyn_methods().map(|(method, of_dyn)| {
            let (cfg, mut sig) = (method.cfg(), method.native.sig.clone());
            bind(&mut sig, &of_dyn.sig);
            strip(&mut sig);
            let receiver = pointer.call(&sig);
            let (hidden, arguments) = (&of_dyn.sig.ident, arguments(&of_dyn.sig));
            let call = quote!(<#object as #path>::#hidden(#receiver #(, #arguments)*));
            let beside = method.hidden.as_ref().filter(|_| pointer != Pointer::Itself).map(|hidden| {
                let (sig, unlinted) = (&hidden.sig, unlinted());
                quote!(#(#cfg)* #unlinted #[inline] #sig { #call })
            });
            let body = match &of_dyn.passes {
                Passes::Around => quote!(async move { #call.await }),
                Passes::It(output) => {
                    sig.output.clone_from(output);
                    call
                }
                Passes::Never => call,
            };
            quote!(#(#cfg)* #[inline] #sig { #body } #beside)
        });
        let items = quote!(#(#types)* #(#methods)*);
        let generics = self.with_clauses(&object);
        self.implement(auto, &generics, None, Some(&self.around.path), &pointer.ty(&object, self), &items)
    }

    /// The parameters of such an implementation, with clauses on all that isn't known to be so.
    fn with_clauses(&self, object: &TokenStream) -> Generics {
        let mut generics = self.generics();
        let core = self.around.mode.core(Span::mixed_site());
        let (mut clauses, mut all_send, mut all_sync) = (Vec::<WherePredicate>::new(), false, false);
        let supertraits = &self.item.supertraits;
        if !supertraits.is_empty() {
            clauses.push(parse_quote!(Self: #supertraits));
        }
        for (method, of_dyn) in self.dyn_methods() {
            let sig = &method.native.sig;
            let asked = bounds_of_self(&sig.generics).filter(|bound| matches!(bound, TypeParamBound::Trait(_)));
            clauses.extend(asked.map(|bound| parse_quote!(#object: #bound)));
            // A future around a task keeps the receiver.
            let kept = of_dyn.sent.as_ref().filter(|_| matches!(of_dyn.passes, Passes::Around) && !self.is_shared());
            let (send, sync) = sig.receiver().filter(|_| kept.is_some()).map_or((false, false), needs);
            (all_send, all_sync) = (all_send | send, all_sync | sync);
            // The task that is returned is `Send` if its value is, which depends on a parameter.
            if let (Some(mut value), Some(_)) = (of_dyn.sent.clone(), &method.hidden) {
                self.types_as(&parameter).visit_type_mut(&mut value);
                let lifetimes = rename(&mut value, "__valuetask_any_");
                let depends =
                    generics.type_params().any(|param| say(value.to_token_stream(), &param.ident.to_string()));
                clauses.extend(depends.then(|| parse_quote!(for<#(#lifetimes),*> #value: #core::marker::Send)));
            }
        }
        clauses.extend(all_send.then(|| parse_quote!(Self: #core::marker::Send)));
        clauses.extend(all_sync.then(|| parse_quote!(Self: #core::marker::Sync)));
        generics.make_where_clause().predicates.extend(clauses);
        generics
    }
}
