//! From a signature that returns an `impl Trait` to what that is: a future, or what an erased trait returns in a box.
//!
//! ```text
//! fn items(&self) -> impl Stream<Item = T> + Send;
//!
//! fn __valuetask_native_items(&self) -> Pin<Box<dyn Stream<Item = T> + Send + '_>>;
//! ```
//!
//! A box is one as the native trait says it: so a pointer to an object returns that, too. No path has to be known but
//! the user's own.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{GenericArgument, Lifetime, PathArguments, ReturnType, Signature, Token, Type, TypeParamBound, parse_quote};

use crate::args::Mode;
use crate::known::last_is_among;
use crate::lifetimes::fill_all;

/// Traits that a pinned box of an object has as the object does.
const PINNED: &str = "Stream";

/// Traits that a box of an object has as the object does.
const MOVED: &str = "DoubleEndedIterator ExactSizeIterator Iterator ValueStream";

/// What the object may say beside.
const AUTO: &str = "Send Sync Unpin";

/// The result of a method that isn't async, in the user's own words.
pub(super) struct Opaque {
    /// What it yields.
    pub(super) value: Type,
    pub(super) is_send: bool,
    pub(super) kind: Kind,
    bounds: Punctuated<TypeParamBound, Token![+]>,
}

/// What becomes of a result behind `dyn`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A future, which becomes a task.
    Future,
    /// A stream in a pinned box.
    Pinned,
    /// An iterator in a box.
    Moved,
}

impl Opaque {
    pub(super) fn of(sig: &Signature) -> Option<Self> {
        let ReturnType::Type(_, ty) = &sig.output else { return None };
        let Type::ImplTrait(opaque) = &**ty else { return None };
        let mut found = None;
        let (mut is_send, mut is_alone) = (false, true);
        for bound in &opaque.bounds {
            let TypeParamBound::Trait(bound) = bound else { continue };
            is_send |= last_is_among("Send", &bound.path);
            let kind = match &bound.path {
                path if last_is_among("Future", path) => Kind::Future,
                path if last_is_among(PINNED, path) => Kind::Pinned,
                path if last_is_among(MOVED, path) => Kind::Moved,
                path => {
                    is_alone &= last_is_among(AUTO, path);
                    continue;
                }
            };
            found = found.or(Some((kind, &bound.path.segments.last()?.arguments)));
        }
        let (kind, PathArguments::AngleBracketed(arguments)) = found? else { return None };
        let value = arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::AssocType(ty) if ty.ident == "Output" || ty.ident == "Item" => Some(ty.ty.clone()),
            _ => None,
        })?;
        let is_known = sig.asyncness.is_none() && (is_alone || kind == Kind::Future);
        is_known.then(|| Self { value, is_send, kind, bounds: opaque.bounds.clone() })
    }

    /// The box that the erased trait returns, for `task` unless the user has said for how long, and the function that
    /// makes it.
    pub(super) fn boxed(&self, task: &Lifetime, mode: &Mode) -> (ReturnType, TokenStream) {
        let (span, bounds) = (Span::mixed_site(), &self.bounds);
        let lasts = bounds.iter().all(|bound| !matches!(bound, TypeParamBound::Lifetime(_))).then(|| quote!(+ #task));
        let mut object: Type = parse_quote!(dyn #bounds #lasts);
        fill_all(&mut object, task);
        let (boxed, core) = (mode.private("Box", span), mode.core(span));
        if self.kind == Kind::Pinned {
            (parse_quote!(-> #core::pin::Pin<#boxed<#object>>), quote!(#boxed::pin))
        } else {
            (parse_quote!(-> #boxed<#object>), quote!(#boxed::new))
        }
    }
}
