//! The items of a file that the attribute stands on, or could.

#![forbid(unsafe_code)]

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, ImplItem, ImplItemFn, ItemFn, ItemImpl, ItemTrait, TraitItem, TraitItemFn};

use super::attribute::{Meanings, Others, Ours};
use crate::text::collapsed;

/// An item with async methods.
pub(super) struct Found {
    /// What it is: `impl Store for Cached`.
    pub(super) head: String,
    pub(super) line: usize,
    /// None where it could have one.
    pub(super) attribute: Option<Ours>,
    /// Another's, that does the same.
    pub(super) others: Option<Others>,
    /// It is a function outside of traits and impls.
    pub(super) free: bool,
    /// The item without the attribute.
    pub(super) tokens: TokenStream,
}

impl Found {
    /// Whether its attribute leaves it native: a caller that knows the type calls an `async fn`.
    pub(super) fn is_native(&self) -> bool {
        let mut args = self.attribute.iter().flat_map(|ours| ours.args.clone());
        args.any(|word| word.to_string() == "dyn")
    }
}

/// What a file holds.
#[derive(Default)]
pub(super) struct Items {
    meanings: Meanings,
    pub(super) found: Vec<Found>,
    /// The names and places of the methods that traits leave to their implementations.
    pub(super) declared: Vec<(String, Span)>,
    /// The names and lines of the macros with an attribute in what they are given or defined as.
    pub(super) hidden: Vec<(String, usize)>,
    /// The places of expressions that the attribute can't read, as of a newer edition of the language.
    pub(super) unreadable: Vec<Span>,
    /// What is visited is a method of an item with the attribute.
    covered: bool,
}

impl Items {
    pub(super) fn of(file: &syn::File, meanings: Meanings, hidden: Vec<(String, usize)>) -> Self {
        let mut items = Self { meanings, hidden, ..Self::default() };
        items.visit_file(file);
        items
    }

    /// Adds an item, which `with` makes from the attributes that are left to it. False if it has no attribute of ours.
    fn add<I: ToTokens>(&mut self, head: Span, attrs: &[Attribute], with: impl FnOnce(Vec<Attribute>) -> I) -> bool {
        let (found, left) = Ours::among(attrs, &self.meanings);
        let (attribute, others) = match found {
            Ok(ours) => (Some(ours), None),
            Err(others) => (None, others),
        };
        let attributed = attribute.is_some();
        let tokens = with(left).into_token_stream();
        let (line, head) = (head.start().line, collapsed(head));
        self.found.push(Found { head, line, attribute, others, free: false, tokens });
        attributed
    }

    fn inside(&mut self, covered: bool, visit: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.covered, covered);
        visit(self);
        self.covered = outer;
    }
}

impl Visit<'_> for Items {
    fn visit_item_trait(&mut self, item: &ItemTrait) {
        let any =
            item.items.iter().any(|method| matches!(method, TraitItem::Fn(method) if method.sig.asyncness.is_some()));
        let head = through(item.trait_token.span, item.ident.span());
        let covered = any && self.add(head, &item.attrs, |attrs| ItemTrait { attrs, ..item.clone() });
        self.inside(covered, |items| visit::visit_item_trait(items, item));
    }

    fn visit_item_impl(&mut self, item: &ItemImpl) {
        let any =
            item.items.iter().any(|method| matches!(method, ImplItem::Fn(method) if method.sig.asyncness.is_some()));
        let head = through(item.impl_token.span, item.self_ty.span());
        let covered = any && self.add(head, &item.attrs, |attrs| ItemImpl { attrs, ..item.clone() });
        self.inside(covered, |items| visit::visit_item_impl(items, item));
    }

    fn visit_trait_item_fn(&mut self, method: &TraitItemFn) {
        if method.sig.asyncness.is_some() && method.default.is_none() {
            self.declared.push((method.sig.ident.to_string(), method.span()));
        }
        self.inside(false, |items| visit::visit_trait_item_fn(items, method));
    }

    fn visit_impl_item_fn(&mut self, method: &ImplItemFn) {
        if !self.covered && method.sig.asyncness.is_some() && Ours::among(&method.attrs, &self.meanings).0.is_ok() {
            let head = through(method.sig.fn_token.span, method.sig.ident.span());
            self.add(head, &method.attrs, |attrs| ImplItemFn { attrs, ..method.clone() });
        }
        self.inside(false, |items| visit::visit_impl_item_fn(items, method));
    }

    fn visit_item_fn(&mut self, function: &ItemFn) {
        if function.sig.asyncness.is_some() {
            let head = through(function.sig.fn_token.span, function.sig.ident.span());
            self.add(head, &function.attrs, |attrs| ItemFn { attrs, ..function.clone() });
            if let Some(added) = self.found.last_mut() {
                added.free = true;
            }
        }
        self.inside(false, |items| visit::visit_item_fn(items, function));
    }

    fn visit_expr(&mut self, expr: &Expr) {
        if let Expr::Verbatim(tokens) = expr {
            self.unreadable.push(tokens.span());
        }
        visit::visit_expr(self, expr);
    }
}

fn through(first: Span, last: Span) -> Span {
    first.join(last).unwrap_or(last)
}
