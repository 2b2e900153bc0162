//! From an erased trait to the implementations of the native trait for its object, and for what leads to it.
//!
//! ```text
//! impl<'object> Store for Box<dyn DynStore + 'object> {
//!     fn get<'task>(&'task self, key: &'task str) -> ValueTask<'task, u64> {
//!         DynStore::__valuetask_native_get(&**self, key)
//!     }
//! }
//! ```
//!
//! Where a pointer may not be what the trait asks for, as a supertrait of the user's, clauses of the implementation say so.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{FnArg, Generics, Path, ReturnType, Signature, TraitBound, TypeParamBound, WherePredicate, parse_quote};

use super::erased::Erased;
use super::method::{Around, Method, Passes};
use super::self_types::parameter;
use super::shape::{Called, arguments, bind, strip, this};
use crate::conditions::unlinted;
use crate::lifetimes::rename;
use crate::parse::{bounds_of_self, is_about_self};
use crate::signature::needs;
use crate::tokens::{Word, say, words};
use crate::visitor::Visitor;

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
    fn ty(self, object: &TokenStream, erased: &Erased<'_>) -> TokenStream {
        let name = match self {
            Self::Itself => return object.clone(),
            Self::Ref => return quote!(&(#object)),
            Self::RefMut => return quote!(&mut (#object)),
            Self::Box => "Box",
            Self::Arc => "Arc",
            Self::Rc => "Rc",
        };
        let name = erased.around.mode.private(name, Span::mixed_site());
        quote!(#name<#object>)
    }

    /// Whether all methods of the erased trait can be called of what leads to its object.
    fn fits(self, erased: &Erased<'_>) -> bool {
        let Around { scope, .. } = erased.around;
        let is_unsent = self == Self::Rc && (scope.self_send || scope.self_sync);
        // An object needs no method that only what is `Sized` has.
        let is_complete = || !erased.methods.iter().any(Method::is_left);
        (self == Self::Itself || erased.native.pointers && !is_unsent && is_complete())
            && erased.dyn_methods().all(|(method, _)| self.call(&method.native.sig).is_some())
    }

    /// Whether it is `Send` and `Sync`, where its object is or isn't.
    fn passes_on(self, send: bool, sync: bool) -> (bool, bool) {
        match self {
            Self::Itself | Self::Box | Self::RefMut => (send, sync),
            Self::Ref => (sync, sync),
            Self::Arc => (send && sync, send && sync),
            Self::Rc => (false, false),
        }
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

/// Whether a path is that of an auto trait of std's.
fn is_auto(path: &Path, name: &str) -> bool {
    let mut segments = path.segments.iter().rev().map(|segment| &segment.ident);
    segments.next().is_some_and(|last| last == name) && segments.next().is_none_or(|before| before == "marker")
}

impl Erased<'_> {
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
            let is_enough = pointer == Pointer::Itself || self.repeats(auto);
            let beside = method.hidden.as_ref().filter(|_| !is_enough).map(|hidden| {
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
        let generics = self.with_clauses(auto, pointer, &object);
        self.implement(auto, &generics, None, Some(&self.around.path), &pointer.ty(&object, self), &items)
    }

    /// What the trait asks of all that implements it.
    fn asked(&self) -> impl Iterator<Item = &TypeParamBound> {
        self.item.supertraits.iter().chain(bounds_of_self(&self.item.generics))
    }

    /// Whether the compiler knows that what leads to an object with these auto traits has a bound.
    fn is_known(&self, auto: &TokenStream, pointer: Pointer, bound: &TypeParamBound) -> bool {
        let TypeParamBound::Trait(TraitBound { path, .. }) = bound else { return false };
        let scope = self.around.scope;
        let (send, sync) = (scope.self_send || say(auto.clone(), "Send"), scope.self_sync || say(auto.clone(), "Sync"));
        let (send, sync) = pointer.passes_on(send, sync);
        send && is_auto(path, "Send") || sync && is_auto(path, "Sync")
    }

    /// The parameters of such an implementation, with clauses on all that isn't known to be so.
    ///
    /// What a clause says of this very pointer, as by a supertrait that has `Send`, would be taken for what is known of such
    /// pointers to all objects of the erased trait, also of one in a result. So beside such a clause, others are about the
    /// results themselves.
    fn with_clauses(&self, auto: &TokenStream, pointer: Pointer, object: &TokenStream) -> Generics {
        let mut generics = self.generics();
        let core = self.around.mode.core(Span::mixed_site());
        let (at_least, asked): (Vec<_>, Vec<_>) =
            self.asked().partition(|bound| matches!(bound, TypeParamBound::Lifetime(_)));
        let unknown = |bound: &&TypeParamBound| !self.is_known(auto, pointer, bound);
        let mut clauses: Vec<WherePredicate> = Vec::new();
        let is_its_own = |bound: &&TypeParamBound| pointer == Pointer::Itself && self.is_its_own(bound);
        clauses.extend(
            asked
                .into_iter()
                .filter(unknown)
                .filter(|bound| !is_its_own(bound))
                .map(|bound| parse_quote!(Self: #bound)),
        );
        let (mut all_send, mut all_sync) = (false, false);
        for (method, of_dyn) in self.dyn_methods() {
            let sig = &method.native.sig;
            let asked = bounds_of_self(&sig.generics).filter(|bound| matches!(bound, TypeParamBound::Trait(_)));
            clauses.extend(asked.map(|bound| parse_quote!(#object: #bound)));
            // A future around a task keeps the receiver.
            let kept = of_dyn.sent.then_some(&of_dyn.passes).filter(|passes| matches!(passes, Passes::Around));
            let (send, sync) = sig.receiver().filter(|_| kept.is_some()).map_or((false, false), needs);
            (all_send, all_sync) = (all_send | send, all_sync | sync);
        }
        let (send, sync) = (parse_quote!(#core::marker::Send), parse_quote!(#core::marker::Sync));
        let kept = [all_send.then_some(&send), all_sync.then_some(&sync)].into_iter().flatten();
        clauses.extend(kept.filter(unknown).map(|bound| parse_quote!(Self: #bound)));
        let is_said = !clauses.is_empty();
        for (method, of_dyn) in self.dyn_methods() {
            let ReturnType::Type(_, task) = &of_dyn.sig.output else { continue };
            // A task is `Send` if its value is, which may depend on a parameter.
            let mut types = Vec::from_iter(method.hidden.as_ref().map(|_| &**task));
            if is_said && matches!(of_dyn.passes, Passes::Around) {
                types.extend(of_dyn.sig.inputs.iter().filter_map(|arg| match arg {
                    FnArg::Typed(arg) => Some(&*arg.ty),
                    FnArg::Receiver(_) => None,
                }));
            }
            for ty in types.into_iter().filter(|_| of_dyn.sent) {
                let mut ty = ty.clone();
                self.types_as(&parameter).visit_type_mut(&mut ty);
                let lifetimes = rename(&mut ty, "__valuetask_any_");
                let said = words(ty.to_token_stream());
                let depends = generics.type_params().any(|param| Word::of(&param.ident).may_be_among(&said));
                let is_sure = method.cfg().is_empty();
                clauses.extend((depends || is_said && is_sure).then(|| parse_quote!(for<#(#lifetimes),*> #ty: #send)));
            }
        }
        let clause = generics.make_where_clause();
        let others = std::mem::take(&mut clause.predicates).into_iter().filter(|one| !is_about_self(one));
        clause.predicates = others.chain(clauses).collect();
        clause.predicates.extend(at_least.into_iter().map(|bound| -> WherePredicate { parse_quote!(Self: #bound) }));
        generics
    }
}
