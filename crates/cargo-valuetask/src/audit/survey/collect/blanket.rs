//! Impls of one trait for every type that has another, or for a type around that: how a companion of a native trait is
//! written by hand.

#![forbid(unsafe_code)]

use std::collections::HashSet;

use syn::{Ident, ImplItem, ItemImpl, ReturnType, Type, TypeParamBound, WherePredicate};

use super::super::awaits::call;
use super::super::companions::Blanket;
use crate::walk::{Node, walk};

/// Reads an impl, of which methods without `async` return a box if `boxes` says so, and all others if `boxed`.
///
/// It is one for a parameter itself, or for a type around one, as in `impl<T: Store> DynStore for ToDyn<T>`. Of the
/// latter, only methods count that call one of their own name: what else there is may be a layer over the other trait.
pub(super) fn read(item: &ItemImpl, boxed: bool, boxes: impl Fn(&ReturnType) -> bool) -> Option<Blanket> {
    let name = item.trait_.as_ref()?.0.segments.last()?.ident.to_string();
    let mut words = HashSet::new();
    let mut add_word = |node: Node<'_>| {
        words.extend(if let Node::Ident(ident) = node { Some(ident.to_string()) } else { None });
        true
    };
    walk(&mut add_word, Node::Type(&item.self_ty));
    let is_own = |ident: &Ident| words.contains(&ident.to_string());
    let mut bounds = Vec::new();
    let mut add = |all: &mut dyn Iterator<Item = &TypeParamBound>| {
        bounds.extend(all.filter_map(named).filter(|bound| *bound != name));
    };
    let params: Vec<_> = item.generics.type_params().filter(|param| is_own(&param.ident)).collect();
    params.iter().for_each(|param| add(&mut param.bounds.iter()));
    for predicate in item.generics.where_clause.iter().flat_map(|clause| &clause.predicates) {
        if let WherePredicate::Type(predicate) = predicate
            && let Type::Path(path) = &predicate.bounded_ty
            && path.path.get_ident().is_some_and(|ident| params.iter().any(|param| param.ident == *ident))
        {
            add(&mut predicate.bounds.iter());
        }
    }
    let itself =
        matches!(&*item.self_ty, Type::Path(path) if params.iter().any(|param| path.path.is_ident(&param.ident)));
    let mut all = HashSet::new();
    for item in &item.items {
        let ImplItem::Fn(method) = item else { continue };
        let is_boxed = if method.sig.asyncness.is_some() { boxed } else { boxes(&method.sig.output) };
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

fn named(bound: &TypeParamBound) -> Option<String> {
    let TypeParamBound::Trait(bound) = bound else { return None };
    bound.path.segments.last().map(|last| last.ident.to_string())
}
