//! Impls of one trait for every type that has another, or for a type around that: how a companion of a native trait is
//! written by hand.

#![forbid(unsafe_code)]

use std::collections::HashSet;

use syn::visit::{self, Visit};
use syn::{Expr, Ident, ImplItem, ItemImpl, ReturnType, Type, TypeParamBound, WherePredicate};

use super::super::awaits::call;
use super::super::companions::Blanket;

/// Reads an impl, of which methods without `async` return a box if `boxes` says so, and all others if `boxed`.
///
/// It is one for a parameter itself, or for a type around one, as in `impl<T: Store> DynStore for ToDyn<T>`. Of the
/// latter, only methods count that call one of their own name: what else there is may be a layer over the other trait.
pub(super) fn read(item: &ItemImpl, boxed: bool, boxes: impl Fn(&ReturnType) -> bool) -> Option<Blanket> {
    let name = item.trait_.as_ref()?.0.segments.last()?.ident.to_string();
    let mut words = Words::default();
    words.visit_type(&item.self_ty);
    let is_own = |ident: &Ident| words.0.contains(&ident.to_string());
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
            let mut calls = Calls::default();
            calls.visit_block(&method.block);
            calls.0.retain(|call| itself || method.sig.ident == call);
            all.extend(calls.0);
        }
    }
    (!bounds.is_empty() && !all.is_empty()).then_some(Blanket { name, bounds, calls: all })
}

/// The names that a type is made of.
#[derive(Default)]
struct Words(HashSet<String>);

impl Visit<'_> for Words {
    fn visit_ident(&mut self, ident: &Ident) {
        self.0.insert(ident.to_string());
    }
}

fn named(bound: &TypeParamBound) -> Option<String> {
    let TypeParamBound::Trait(bound) = bound else { return None };
    bound.path.segments.last().map(|last| last.ident.to_string())
}

/// The names of all that is called.
#[derive(Default)]
struct Calls(HashSet<String>);

impl Visit<'_> for Calls {
    fn visit_expr(&mut self, expr: &Expr) {
        self.0.extend(call(expr).map(|call| call.name));
        visit::visit_expr(self, expr);
    }
}
