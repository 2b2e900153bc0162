//! From a signature that returns an `impl Stream` or an `impl Iterator` to the box that a companion returns.
//!
//! ```text
//! fn items(&self) -> impl Stream<Item = T> + Send;
//!
//! fn __valuetask_native_items(&self) -> Pin<Box<dyn Stream<Item = T> + Send + '_>>;
//! ```
//!
//! The box is one, as the native trait says it: so what leads to an object returns that, too. No path has to be known
//! but the user's own.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{
    AssocType, GenericArgument, Lifetime, PathArguments, ReturnType, Signature, Token, TraitBound, Type,
    TypeParamBound, parse_quote,
};

use crate::args::Mode;
use crate::known::last_is_among;
use crate::lifetimes::fill_all;
use crate::tokens::say;

/// Traits that a pinned box of an object has as the object does.
const PINNED: &str = "Stream";

/// Traits that a box of an object has as the object does.
const MOVED: &str = "DoubleEndedIterator ExactSizeIterator Iterator ValueStream";

/// What the object may say beside.
const AUTO: &str = "Send Sync Unpin";

/// A result that is boxed.
pub(super) struct Boxed {
    /// What it yields.
    pub(super) item: Type,
    /// What the user says of it.
    opaque: Type,
    is_pinned: bool,
}

impl Boxed {
    /// What `sig` returns, if that can be boxed.
    pub(super) fn of(sig: &Signature) -> Option<Self> {
        let ReturnType::Type(_, ty) = &sig.output else { return None };
        let Type::ImplTrait(opaque) = &**ty else { return None };
        let mut found = None;
        let mut lifetimes = 0;
        for bound in &opaque.bounds {
            match bound {
                TypeParamBound::Lifetime(_) => lifetimes += 1,
                TypeParamBound::Trait(bound) if last_is_among(AUTO, &bound.path) && bound.maybe.is_none() => {}
                TypeParamBound::Trait(bound) if found.is_none() => found = Some((item(bound)?, bound)),
                _ => return None,
            }
        }
        let (item, bound) = found.filter(|_| lifetimes < 2)?;
        let is_pinned = last_is_among(PINNED, &bound.path);
        let is_known = is_pinned || last_is_among(MOVED, &bound.path);
        is_known.then(|| Self { item: item.clone(), opaque: (**ty).clone(), is_pinned })
    }

    /// What the native trait returns, where its method lends for `task`.
    pub(super) fn native(&self, task: &Lifetime) -> ReturnType {
        let bounds = self.bounds(task);
        parse_quote!(-> impl #bounds)
    }

    /// What the companion returns, for `task` unless the user has said for how long.
    pub(super) fn object(&self, task: &Lifetime, mode: &Mode) -> ReturnType {
        let span = Span::mixed_site();
        let mut bounds = self.bounds(task);
        if !bounds.iter().any(|bound| matches!(bound, TypeParamBound::Lifetime(_))) {
            bounds.push(TypeParamBound::Lifetime(task.clone()));
        }
        let (boxed, core) = (mode.private("Box", span), mode.core(span));
        let boxed = quote!(#boxed<dyn #bounds>);
        if self.is_pinned { parse_quote!(-> #core::pin::Pin<#boxed>) } else { parse_quote!(-> #boxed) }
    }

    /// The function that makes the box.
    pub(super) fn maker(&self, mode: &Mode) -> TokenStream {
        let boxed = mode.private("Box", Span::mixed_site());
        if self.is_pinned { quote!(#boxed::pin) } else { quote!(#boxed::new) }
    }

    /// What the user says of the result, with the lifetimes that are left out.
    fn bounds(&self, task: &Lifetime) -> Punctuated<TypeParamBound, Token![+]> {
        let mut opaque = self.opaque.clone();
        fill_all(&mut opaque, task);
        match opaque {
            Type::ImplTrait(opaque) => opaque.bounds,
            _ => Punctuated::new(),
        }
    }
}

/// What a trait says that it yields, unless that is opaque.
fn item(bound: &TraitBound) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &bound.path.segments.last()?.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::AssocType(AssocType { ident, ty, .. }) if ident == "Item" && !say(quote!(#ty), "impl") => {
            Some(ty)
        }
        _ => None,
    })
}
