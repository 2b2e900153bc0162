//! Impls of one trait for every type that has another, or for a type around that: how a companion of a native trait is
//! written by hand.

use std::collections::HashSet;

use quote::quote;
use syn::{ImplItem, ItemImpl, Signature, Type};

use super::super::awaits::call;
use super::super::companion::words;
use super::super::companions::Blanket;
use crate::walk::{Node, walk};

/// Reads an impl, of which methods without `async` return a box if `boxes` says so, and all others if `boxed`.
///
/// It is one for a parameter itself, or for a type around one, as in `impl<T: Store> DynStore for ToDyn<T>`. Of the
/// latter, only methods count that call one of their own name: what else there is may be a layer over the other trait.
pub(super) fn read(item: &ItemImpl, boxed: bool, boxes: impl Fn(&Signature) -> bool) -> Option<Blanket> {
    let name = item.trait_.as_ref()?.0.segments.last()?.ident.to_string();
    let (params, _, clause) = item.generics.split_for_impl();
    let bounds: Vec<_> = words(&quote!(#params #clause)).into_iter().filter(|bound| *bound != name).collect();
    let is_itself = |path: &syn::Path| item.generics.type_params().any(|param| path.is_ident(&param.ident));
    let itself = matches!(&*item.self_ty, Type::Path(path) if is_itself(&path.path));
    let mut all = HashSet::new();
    for item in &item.items {
        let ImplItem::Fn(method) = item else { continue };
        let is_boxed = if method.sig.asyncness.is_some() { boxed } else { boxes(&method.sig) };
        if is_boxed {
            let mut add_call = |node: Node<'_>| {
                let call = if let Node::Expr(expr) = node { call(expr) } else { None };
                all.extend(call.map(|call| call.name).filter(|call| itself || method.sig.ident == call));
                true
            };
            walk(&mut add_call, Node::Block(&method.block));
        }
    }
    (!bounds.is_empty() && !all.is_empty()).then_some(Blanket { name, bounds, calls: all })
}
