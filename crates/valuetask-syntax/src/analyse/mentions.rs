//! How code that moves before the machine may use the arguments: copies freely, all else without taking it.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Expr, Item, Macro, Stmt, UnOp};

use super::classes::{Class, Classes};
use super::{Reason, Why};

/// A walk that stops at the first use that isn't allowed.
pub(super) struct Mentions<'c> {
    classes: &'c Classes,
    /// Inside a closure or an async block, which may take what it names.
    nested: bool,
    refused: Option<Reason>,
}

impl<'c> Mentions<'c> {
    pub(super) fn check_stmt(stmt: &Stmt, classes: &'c Classes) -> Result<(), Reason> {
        Self::check(classes, |mentions| mentions.visit_stmt(stmt))
    }

    pub(super) fn check_expr(expr: &Expr, classes: &'c Classes) -> Result<(), Reason> {
        Self::check(classes, |mentions| mentions.visit_expr(expr))
    }

    fn check(classes: &'c Classes, visit: impl FnOnce(&mut Self)) -> Result<(), Reason> {
        let mut mentions = Self { classes, nested: false, refused: None };
        visit(&mut mentions);
        mentions.refused.map_or(Ok(()), Err)
    }

    fn refuse(&mut self, why: Why, span: Span) {
        self.refused.get_or_insert_with(|| Reason::at(why, span));
    }

    /// A name is used, and what for can't be told.
    fn by_value(&mut self, name: &Ident) {
        match self.classes.get(name) {
            Some(Class::Owned | Class::Exclusive) => self.refuse(Why::UsesByValue(name.to_string()), name.span()),
            Some(Class::Moved) => self.refuse(Why::LocalMayDrop(name.to_string()), name.span()),
            Some(Class::Mutable) => self.refuse(Why::MutableArgument(name.to_string()), name.span()),
            Some(Class::Shared | Class::Scalar) | None => {}
        }
    }

    /// A part of what a name stands for is used; `borrowed` says that no more than a shared borrow is made of it.
    fn part(&mut self, name: &Ident, borrowed: bool) {
        match self.classes.get(name) {
            Some(Class::Exclusive) if !self.nested => {
                if self.classes.return_borrows {
                    self.refuse(Why::ReturnMayBorrow(name.to_string()), name.span());
                }
            }
            Some(Class::Owned | Class::Moved) if borrowed && !self.nested => {}
            _ => self.by_value(name),
        }
    }

    fn tokens(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Ident(name) => self.by_value(&name),
                TokenTree::Group(group) => self.tokens(group.stream()),
                _ => {}
            }
        }
    }

    /// Visits a place, whose root is used as a part and whose indices are code of their own.
    fn place(&mut self, expr: &Expr, borrowed: bool, projected: bool) {
        match expr {
            Expr::Field(field) => self.place(&field.base, borrowed, true),
            Expr::Paren(paren) => self.place(&paren.expr, borrowed, projected),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => self.place(&unary.expr, borrowed, true),
            Expr::Index(index) => {
                self.place(&index.expr, borrowed, true);
                self.visit_expr(&index.index);
            }
            Expr::Path(path) if path.path.get_ident().is_some() => {
                let name = &path.path.segments[0].ident;
                if projected || (borrowed && matches!(self.classes.get(name), Some(Class::Owned | Class::Moved))) {
                    self.part(name, borrowed);
                } else {
                    self.by_value(name);
                }
            }
            Expr::Path(_) => {}
            _ => self.visit_expr(expr),
        }
    }
}

impl Visit<'_> for Mentions<'_> {
    fn visit_expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Path(_) | Expr::Field(_) | Expr::Index(_) => self.place(expr, false, false),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => self.place(expr, false, false),
            Expr::Reference(reference) => self.place(&reference.expr, reference.mutability.is_none(), false),
            Expr::MethodCall(call) => {
                // Of `self`, exclusive, a method reborrows.
                match &*call.receiver {
                    Expr::Path(path) if path.path.is_ident("self") => self.place(&call.receiver, false, true),
                    receiver => self.visit_expr(receiver),
                }
                call.args.iter().for_each(|arg| self.visit_expr(arg));
            }
            Expr::Closure(_) | Expr::Async(_) => {
                let nested = std::mem::replace(&mut self.nested, true);
                visit::visit_expr(self, expr);
                self.nested = nested;
            }
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_macro(&mut self, mac: &Macro) {
        self.tokens(mac.tokens.clone());
    }

    fn visit_item(&mut self, item: &Item) {
        self.refuse(Why::ItemInBody, item.span());
    }
}
