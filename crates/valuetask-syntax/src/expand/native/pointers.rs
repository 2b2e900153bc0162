//! From a companion to the implementations of the native trait for its object, and for what leads to it.
//!
//! ```text
//! impl<'object> Store for Box<dyn DynStore + 'object> {
//!     fn get<'task>(&'task self, key: &'task str) -> ValueTask<'task, u64> {
//!         DynStore::__valuetask_native_get(&**self, key)
//!     }
//! }
//! ```

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Token, parse_quote};

use super::companion::{Companion, is_bound, is_of_sized};
use super::dyn_method::{Dyn, arguments};
use super::method::{Becomes, Left, Method};
use super::receiver::{AutoTraits, Called, kept, this};
use crate::conditions::unlinted;
use crate::expand::quiet;

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

/// The methods of the objects, and the implementations for them and for what leads to them.
pub(super) fn all(companion: &Companion<'_>) -> TokenStream {
    let mut all = TokenStream::new();
    for auto in variants(companion) {
        all.extend(companion.inherent(auto));
        all.extend(companion.leads(auto));
        let implements = auto.send || !auto.sync;
        if implements && companion.why_no_pointers().is_none() {
            let has = companion.auto.or(auto);
            let fitting = ALL.into_iter().filter(|pointer| pointer.fits(companion, has));
            all.extend(fitting.map(|pointer| implementation(companion, auto, pointer)));
        }
    }
    all
}

/// The auto traits that objects are written with: none beyond those that the trait has, and, where the trait has not
/// both, any of them. An object that is only `Sync` is one to call: it doesn't implement the trait.
fn variants(companion: &Companion<'_>) -> Vec<AutoTraits> {
    let none = AutoTraits::default();
    let both = AutoTraits { send: true, sync: true };
    if both.within(companion.auto) || !companion.mode.send {
        vec![none]
    } else {
        vec![none, AutoTraits { send: true, sync: false }, AutoTraits { send: false, sync: true }, both]
    }
}

impl Pointer {
    /// The type of what leads to `object`.
    fn ty(self, object: &TokenStream, companion: &Companion<'_>) -> TokenStream {
        let name = |name| companion.mode.private(name, Span::mixed_site());
        match self {
            Self::Itself => object.clone(),
            Self::Ref => quote!(&(#object)),
            Self::RefMut => quote!(&mut (#object)),
            Self::Box => {
                let name = name("Box");
                quote!(#name<#object>)
            }
            Self::Arc => {
                let name = name("Arc");
                quote!(#name<#object>)
            }
            Self::Rc => {
                let name = name("Rc");
                quote!(#name<#object>)
            }
        }
    }

    /// The auto traits of what leads to an object that has these.
    fn auto(self, object: AutoTraits) -> AutoTraits {
        let of = |is_so| AutoTraits { send: is_so, sync: is_so };
        match self {
            Self::Itself | Self::Box | Self::RefMut => object,
            Self::Ref => of(object.sync),
            Self::Arc => of(object.send && object.sync),
            Self::Rc => of(false),
        }
    }

    /// Whether what leads to an object that has these auto traits can implement the trait.
    fn fits(self, companion: &Companion<'_>, object: AutoTraits) -> bool {
        let own = self.auto(object);
        let has_all = |(_, dyn_method): (&Method, &Dyn)| {
            let called = Called::of(&dyn_method.native);
            let kept = match &dyn_method.task {
                Some(task) if task.send && task.refined.is_none() => kept(called),
                _ => AutoTraits::default(),
            };
            self.call(called, Default::default()).is_some() && dyn_method.bound.within(object) && kept.within(own)
        };
        let is_sized = companion.item.supertraits.iter().any(is_of_sized);
        let left = |method: &Method| matches!(method.becomes, Becomes::Native { left: Left::WhereSized, .. });
        let fits_itself = match self {
            Self::Itself => !is_sized,
            _ => companion.pointers && !companion.methods.iter().any(left),
        };
        fits_itself && companion.auto.within(own) && companion.dyn_methods().all(has_all)
    }

    /// The object that a receiver leads to, if a method called like that can be called of it.
    fn call(self, called: Called, this: Token![self]) -> Option<TokenStream> {
        match (self, called) {
            (Self::Itself, Called::ByValue) => None,
            (Self::Itself, _) | (Self::Box, Called::ByValue) => Some(quote!(#this)),
            (_, Called::By) => Some(quote!(&**#this)),
            (Self::Box | Self::RefMut, Called::ByMut) => Some(quote!(&mut **#this)),
            (Self::Box, Called::ByBox) => Some(quote!(*#this)),
            _ => None,
        }
    }
}

/// Implements the trait for what leads to an object with these auto traits.
fn implementation(companion: &Companion<'_>, auto: AutoTraits, pointer: Pointer) -> TokenStream {
    let (of, path, cfg) = (companion.of(), companion.path(), &companion.cfg);
    let object = companion.object(auto);
    let mut generics = companion.generics();
    if matches!(pointer, Pointer::Ref | Pointer::RefMut) {
        generics.params.insert(0, companion.lasting(&parse_quote!('__valuetask_pointer)));
    }
    let ty = match pointer {
        Pointer::Ref => quote!(&'__valuetask_pointer (#object)),
        Pointer::RefMut => quote!(&'__valuetask_pointer mut (#object)),
        _ => pointer.ty(&object, companion),
    };
    let supertraits = companion.item.supertraits.iter().filter(|bound| {
        matches!(bound, syn::TypeParamBound::Trait(_))
            && !["Sized", "Send", "Sync"].iter().any(|name| is_bound(name, bound))
    });
    let supertraits: Vec<_> = supertraits.collect();
    if !supertraits.is_empty() {
        generics.make_where_clause().predicates.push(parse_quote!(Self: #(#supertraits)+*));
    }
    generics.make_where_clause().predicates.extend(companion.sendable());
    let (params, _, where_clause) = generics.split_for_impl();
    let types = companion.types.iter().map(|own| {
        let (name, parameter) = (&own.ident, super::self_types::parameter(&own.ident));
        quote!(type #name = #parameter;)
    });
    let quiet = quiet([quote! {
        deprecated, refining_impl_trait_internal, refining_impl_trait_reachable,
        clippy::manual_async_fn, clippy::multiple_bound_locations, clippy::elidable_lifetime_names,
        clippy::needless_lifetimes, clippy::used_underscore_binding,
    }]);
    let methods = companion.dyn_methods().map(|(method, dyn_method)| {
        let cfg = &method.cfg;
        let mut sig = dyn_method.native.clone();
        let hidden = &dyn_method.object.ident;
        let receiver = pointer.call(Called::of(&sig), this(&sig)).expect("the pointer fits every method");
        let arguments: Vec<_> = arguments(&dyn_method.object).collect();
        let call = quote!(<#object as #path>::#hidden(#receiver #(, #arguments)*));
        let mut hot = None;
        if let Some(refined) = dyn_method.boxes.as_ref().and_then(|boxes| boxes.refined.as_ref()) {
            sig.output.clone_from(refined);
        }
        let body = match &dyn_method.task {
            None => call,
            Some(task) => {
                if let Some(sig) = task.hot.as_ref().filter(|_| pointer != Pointer::Itself) {
                    let unlinted = unlinted();
                    hot = Some(quote!(#(#cfg)* #unlinted #[inline] #sig { #call }));
                }
                if let Some(refined) = &task.refined {
                    sig.output.clone_from(refined);
                    call
                } else {
                    quote!(async move { #call.await })
                }
            }
        };
        quote!(#(#cfg)* #[inline] #sig { #body } #hot)
    });
    quote! {
        #(#cfg)*
        #[automatically_derived]
        #quiet
        impl #params #of for #ty #where_clause {
            #(#types)*
            #(#methods)*
        }
    }
}
