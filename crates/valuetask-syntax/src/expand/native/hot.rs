//! The implementation of a native trait that starts hot behind `dyn`.
//!
//! ```text
//! #[value_task(dyn)] impl Store for Map { async fn get(&self, key: &str) -> u64 { body } }
//!
//! impl Store for Map {
//!     async fn get(&self, key: &str) -> u64 { body }
//!     fn __valuetask_native_get<'task>(&'task self, key: &'task str) -> ValueTask<'task, u64> {
//!         hot(async move { body })
//!     }
//! }
//! ```
//!
//! The native method stays as it was written, for those who know the type. The body stands twice, as in the hidden one
//! each await asks first; one that can't, as it holds a static, stands once, and is lazy behind `dyn`: see
//! [`stands_once`].

use proc_macro2::Span;
use syn::token::Brace;
use syn::{Attribute, Error, ImplItem, Item, ItemImpl};

use super::once::stands_once;
use super::reason::can_be_hidden;
use super::signature::outlive;
use super::{hidden, spans};
use crate::args::{Mode, Start, take_ours};
use crate::conditions;
use crate::expand::expand_method;
use crate::known::last_is_among;
use crate::parse::{Method, methods};
use crate::tokens::located;

/// Adds the hidden methods that start hot. That a trait has no such methods is shown at `at`, where `dyn` stands.
pub(super) fn expand(mut item: ItemImpl, at: Span, mode: &Mode, errors: &mut Vec<Error>) -> Item {
    let mut copies = Vec::new();
    let mut names = Vec::new();
    for part in &mut item.items {
        let ImplItem::Fn(method) = part else { continue };
        let mut copy = method.clone();
        let own = take_ours(&mut method.attrs, mode).unwrap_or_else(|error| {
            errors.push(error);
            mode.clone()
        });
        let is_hot = method.sig.asyncness.is_some() && own.start == Start::Hot;
        if !is_hot || !can_be_hidden(&method.sig) || stands_once(&method.block) {
            continue;
        }
        copy.sig.ident = hidden(&copy.sig.ident);
        copy.attrs.retain(|attr| !is_about_the_name(attr));
        conditions::unexpect(&mut copy.attrs);
        copy.attrs.iter_mut().for_each(|attr| spans::name(attr, &method.sig.ident));
        names.push(copy.sig.ident.clone());
        copies.push(ImplItem::Fn(copy));
    }
    item.items.extend(copies);
    let mut item = Item::Impl(item);
    methods(&mut item, |method, scope| {
        if names.contains(&method.sig.ident) {
            let Method { attrs, sig, mut body } = method;
            errors.extend(expand_method(Method { attrs, sig, body: body.as_deref_mut() }, scope, mode, None).err());
            sig.fn_token.span = located(at);
            if let Some(body) = body {
                body.brace_token = Brace(located(at));
            }
            if scope.has_parameters {
                outlive(sig, scope);
            }
        }
    });
    item
}

/// Whether a method of an implementation starts at the call.
pub(super) fn starts(item: &ItemImpl, mode: &Mode) -> bool {
    item.items.iter().any(|part| match part {
        ImplItem::Fn(method) => {
            method.sig.asyncness.is_some()
                && take_ours(&mut method.attrs.clone(), mode).map_or(true, |own| own.start == Start::Hot)
        }
        _ => false,
    })
}

/// Whether an attribute speaks of the method that a user sees.
fn is_about_the_name(attr: &Attribute) -> bool {
    last_is_among("doc deprecated must_use", attr.path())
}
