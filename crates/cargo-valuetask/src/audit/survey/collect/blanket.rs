//! Impls of one trait for every type that has another: how a companion of a native trait is written by hand.

#![forbid(unsafe_code)]

use std::collections::HashSet;

use syn::visit::{self, Visit};
use syn::{Expr, GenericParam, ImplItem, ItemImpl, ReturnType, Type, TypeParamBound, WherePredicate};

use super::super::companion::Blanket;

/// Reads an impl, of which methods without `async` return a box if `boxes` says so, and all others if `boxed`.
pub(super) fn read(item: &ItemImpl, boxed: bool, boxes: impl Fn(&ReturnType) -> bool) -> Option<Blanket> {
    let name = item.trait_.as_ref()?.0.segments.last()?.ident.to_string();
    let Type::Path(own) = &*item.self_ty else { return None };
    let own = own.path.get_ident()?;
    let mut bounds = Vec::new();
    let mut add = |all: &mut dyn Iterator<Item = &TypeParamBound>| {
        bounds.extend(all.filter_map(named).filter(|bound| *bound != name));
    };
    for param in &item.generics.params {
        if let GenericParam::Type(param) = param
            && param.ident == *own
        {
            add(&mut param.bounds.iter());
        }
    }
    for predicate in item.generics.where_clause.iter().flat_map(|clause| &clause.predicates) {
        if let WherePredicate::Type(predicate) = predicate
            && matches!(&predicate.bounded_ty, Type::Path(path) if path.path.is_ident(own))
        {
            add(&mut predicate.bounds.iter());
        }
    }
    let mut calls = Calls::default();
    for item in &item.items {
        let ImplItem::Fn(method) = item else { continue };
        let is_boxed = if method.sig.asyncness.is_some() { boxed } else { boxes(&method.sig.output) };
        if is_boxed {
            calls.visit_block(&method.block);
        }
    }
    (!bounds.is_empty() && !calls.0.is_empty()).then_some(Blanket { name, bounds, calls: calls.0 })
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
        match expr {
            Expr::MethodCall(call) => {
                self.0.insert(call.method.to_string());
            }
            Expr::Call(call) => {
                if let Expr::Path(path) = &*call.func
                    && let Some(last) = path.path.segments.last()
                {
                    self.0.insert(last.ident.to_string());
                }
            }
            _ => {}
        }
        visit::visit_expr(self, expr);
    }
}
