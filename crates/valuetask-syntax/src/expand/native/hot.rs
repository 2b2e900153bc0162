//! From an implementation of a native trait to one whose methods start at the call behind `dyn`: it gets hidden methods.
//!
//! ```text
//! #[value_task(dyn)] impl Store for Map { async fn get(&self, key: &str) -> u64 { body } }
//!
//! impl Store for Map {
//!     async fn get(&self, key: &str) -> u64 { body }
//!     fn __valuetask_native_get<'task>(&'task self, key: &'task str) -> ValueTask<'task, u64> { .. }
//! }
//! ```
//!
//! What the hidden method does depends on the body:
//!
//! | body | hidden method |
//! |---|---|
//! | nothing in it can suspend | returns the value of the native future |
//! | it awaits, and may be [copied](is_copied) | starts a copy of the body, whose awaits ask first |
//! | anything else | starts the native future, whose awaits ask first |
//!
//! A copy leaves the native method as it was written. Otherwise a static call has a compare an await: a gate.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use syn::token::Brace;
use syn::visit::{self, Visit};
use syn::{Attribute, Error, Expr, ImplItem, ImplItemFn, Item, ItemImpl, Macro, Stmt};

use super::forward::forward;
use super::outlive::outlive;
use super::shape::{can_be_hidden, hidden};
use crate::analyse::{Mechanism, analyse};
use crate::args::{Mode, Start, take_ours};
use crate::conditions::{self, unlinted};
use crate::expand::{body, expand_method, quiet_body};
use crate::foreign::{is_foreign, opaque};
use crate::known::{awaits_nothing, last_is_among};
use crate::parse::{Method, methods};
use crate::tokens::{is_punct, located};

/// A hidden method, and what it does.
struct Hidden {
    name: Ident,
    /// The native method, and what makes the task of its future. Nothing where the body is copied.
    calls: Option<(Ident, Mode, Mechanism)>,
}

/// Adds the hidden methods that start hot. That a trait has no such methods is shown at `at`, where `dyn` stands.
pub(super) fn expand(mut item: ItemImpl, at: Span, mode: &Mode, errors: &mut Vec<Error>) -> Item {
    let Some((path, _)) = item.trait_.clone() else { return Item::Impl(item) };
    let mut copies = Vec::new();
    let mut all = Vec::new();
    for part in &mut item.items {
        let ImplItem::Fn(method) = part else { continue };
        let mut copy = method.clone();
        let own = take_ours(&mut method.attrs, mode).unwrap_or_else(|error| {
            errors.push(error);
            mode.clone()
        });
        let is_hot = method.sig.asyncness.is_some() && own.start == Start::Hot;
        if !is_hot || !can_be_hidden(&method.sig) {
            continue;
        }
        let name = hidden(&method.sig.ident);
        let analysis = analyse(&method.sig, &method.attrs, &method.block, &own);
        let calls = match analysis.mechanism {
            // What another attribute makes of a body may await anything, unless the attribute is known.
            _ if opaque(&method.attrs).is_some() => continue,
            Mechanism::Lazy => continue,
            Mechanism::HotMachine if is_copied(method) => None,
            mechanism => {
                if mechanism == Mechanism::HotMachine {
                    let asks = body::asks(&mut method.block, &analysis, &own);
                    method.block.stmts.insert(0, Stmt::Expr(Expr::Verbatim(asks), None));
                    method.attrs.push(quiet_body(None));
                }
                Some((method.sig.ident.clone(), own, mechanism))
            }
        };
        copy.sig.ident = name.clone();
        copy.attrs.retain(|attr| !last_is_among("doc deprecated must_use", attr.path()));
        conditions::unexpect(&mut copy.attrs);
        copy.attrs.push(unlinted());
        copies.push(ImplItem::Fn(copy));
        all.push(Hidden { name, calls });
    }
    item.items.extend(copies);
    let mut item = Item::Impl(item);
    methods(&mut item, |method, scope| {
        let Some(hidden) = all.iter().find(|hidden| hidden.name == method.sig.ident) else { return };
        let Method { attrs, sig, mut body } = method;
        match (&hidden.calls, &mut body) {
            (Some((name, mode, mechanism)), Some(body)) => {
                let is_ready = *mechanism == Mechanism::Ready;
                let hidden = Method { attrs, sig, body: Some(body) };
                forward(hidden, scope, mode, &path, name, is_ready);
            }
            _ => {
                errors.extend(expand_method(Method { attrs, sig, body: body.as_deref_mut() }, scope, mode, None).err());
            }
        }
        sig.fn_token.span = located(at);
        if let Some(body) = body {
            body.brace_token = Brace(located(at));
        }
        if scope.has_parameters {
            outlive(sig, scope);
        }
    });
    item
}

/// Whether a method starts at the call behind `dyn`.
pub(super) fn starts(item: &ItemImpl, mode: &Mode) -> bool {
    item.items.iter().any(|part| match part {
        ImplItem::Fn(method) => {
            method.sig.asyncness.is_some()
                && take_ours(&mut method.attrs.clone(), mode).map_or(true, |own| own.start == Start::Hot)
        }
        _ => false,
    })
}

/// Whether the body of a method may stand twice: all in it is known, and nothing in it is one for all calls, as a
/// `static` is or a name that is seen outside.
fn is_copied(method: &ImplItemFn) -> bool {
    let mut search = Search { found: method.attrs.iter().any(is_foreign) };
    search.visit_block(&method.block);
    !search.found
}

/// Looks for items, and for macro calls that may hold some.
struct Search {
    found: bool,
}

impl Visit<'_> for Search {
    fn visit_item(&mut self, _: &Item) {
        self.found = true;
    }

    fn visit_macro(&mut self, mac: &Macro) {
        let is_known = mac.path.segments.last().is_some_and(|last| awaits_nothing(&last.ident.to_string()));
        self.found |= !is_known || may_hold_items(mac.tokens.clone());
    }

    fn visit_attribute(&mut self, attr: &Attribute) {
        self.found |= is_foreign(attr);
    }

    fn visit_expr(&mut self, expr: &Expr) {
        self.found |= matches!(expr, Expr::Verbatim(_));
        visit::visit_expr(self, expr);
    }
}

/// Whether tokens have braces, or call a macro.
fn may_hold_items(tokens: TokenStream) -> bool {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let calls = tokens
        .windows(3)
        .any(|call| matches!(call, [TokenTree::Ident(_), bang, TokenTree::Group(_)] if is_punct(bang, '!')));
    calls
        || tokens.into_iter().any(|token| match token {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace || may_hold_items(group.stream()),
            _ => false,
        })
}
