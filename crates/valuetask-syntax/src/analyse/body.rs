//! Reads a body: what in it awaits or may, and where a gate has to stand.
//!
//! From a body to the places of its awaits, and to the statement that the gate stands before. A gate is an await of its
//! own, so nothing may live across it that the user's code doesn't already hold across an await: it stands before the
//! first statement with a macro call or an attribute that may hide an await, or before the first one that binds something. What comes
//! after it doesn't run at the call, so there is one gate at most.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::visit_mut;
use syn::{
    Attribute, Block, Expr, ExprAsync, ExprClosure, ExprConst, ExprPath, FnArg, Item, Macro, Meta, Pat, PatIdent, Path,
    Signature, Stmt, Token, Type,
};

use crate::conditions::each;
use crate::foreign::is_foreign;
use crate::known::{DERIVES, awaits_nothing, last_is_among};
use crate::tokens::{is_punct, say};
use crate::visitor::{Through, Visitor};

/// An await of a method's own body, or a macro call or an attribute that may hide one.
#[derive(Clone, Debug)]
pub struct Await {
    /// The expression, the macro call or the attribute as a whole.
    pub span: Span,
    /// The tokens that are shown to the user: `.await`, or the name of the macro.
    pub at: Span,
    /// It is a macro call, or an attribute that may be a macro.
    pub hidden: bool,
}

/// The place where the part of a body that runs at the call ends.
#[derive(Clone, Debug)]
pub struct Gate {
    /// The statement that it stands before.
    pub span: Span,
    /// How many of the body's statements it stands behind. Before the first, it stands before the arguments, too.
    pub(crate) at: usize,
}

/// What there is to know about a body, whenever it runs.
#[derive(Default)]
pub(super) struct Read {
    pub(super) awaits: Vec<Await>,
    /// Something in it can suspend it.
    pub(super) suspends: bool,
    /// An expression in it that isn't known to this crate.
    pub(super) unreadable: Option<Span>,
    pub(super) gate: Option<Gate>,
}

/// Reads the body of a method; awaits and macro calls of its own, not those of blocks and closures in it.
pub(super) fn read(sig: &Signature, body: &mut Block) -> Read {
    let mut read = Read::default();
    let mut first_binding = sig.inputs.iter().any(is_taken_apart).then_some(0);
    for at in 0..body.stmts.len() {
        visit_mut::visit_stmt_mut(&mut Through(&mut read), &mut body.stmts[at]);
        if read.gate.is_none() && read.awaits.iter().any(|found| found.hidden) {
            let at = first_binding.unwrap_or(at);
            read.gate = Some(Gate { span: body.stmts[at].span(), at });
        }
        if binds(&body.stmts[at]) {
            first_binding.get_or_insert(at);
        }
    }
    read
}

/// Whether an argument's pattern binds parts of it in the body.
fn is_taken_apart(arg: &FnArg) -> bool {
    let FnArg::Typed(arg) = arg else { return false };
    !matches!(&*arg.pat, Pat::Wild(_) | Pat::Ident(PatIdent { by_ref: None, subpat: None, .. }))
}

impl Visitor for Read {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Async(ExprAsync { attrs, .. })
            | Expr::Closure(ExprClosure { attrs, .. })
            | Expr::Const(ExprConst { attrs, .. }) => attrs.iter().for_each(|attr| self.expands_to_anything(attr)),
            Expr::Await(awaited) => {
                self.visit_expr_mut(&mut awaited.base);
                self.suspends = true;
                let (at, first) = (awaited.await_token.span, first_span(&awaited.base));
                self.awaits.push(Await { span: first.join(at).unwrap_or(at), at, hidden: false });
            }
            _ => {
                if let Expr::Verbatim(tokens) = expr {
                    self.unreadable = Some(tokens.span());
                }
                visit_mut::visit_expr_mut(&mut Through(self), expr);
            }
        }
    }

    fn visit_macro_mut(&mut self, mac: &mut Macro) {
        self.suspends = true;
        let tokens = mac.to_token_stream();
        if calls_unknown(tokens.clone()) || say(tokens, "await") {
            self.awaits.push(Await { span: mac.span(), at: mac.path.span(), hidden: true });
        }
    }

    fn visit_attribute_mut(&mut self, attr: &mut Attribute) {
        self.expands_to_anything(attr);
    }

    fn visit_pat_mut(&mut self, pat: &mut Pat) {
        // Of all patterns only an arm's guard is code of this body.
        if let Pat::Guard(arm) = pat {
            self.visit_expr_mut(&mut arm.guard);
        }
    }

    fn visit_item_mut(&mut self, item: &mut Item) {
        let attrs = outer_attributes(item);
        let first = attrs.iter().position(|attr| derives(attr, &|_| true));
        let (above, below) = attrs.split_at(first.unwrap_or(attrs.len()));
        above.iter().for_each(|attr| self.expands_to_anything(attr));
        if below.iter().any(|attr| derives(attr, &|name| !last_is_among(DERIVES, name))) {
            // These are most often read by what is derived, which writes items.
            self.suspends |= below.iter().any(is_foreign);
        } else {
            below.iter().for_each(|attr| self.expands_to_anything(attr));
        }
    }

    fn visit_type_mut(&mut self, _: &mut Type) {}
}

impl Read {
    /// Notes an attribute that may be a macro, which may await in the place of what it stands on: a statement, also where that
    /// is an item, or an expression.
    fn expands_to_anything(&mut self, attr: &Attribute) {
        if is_foreign(attr) {
            self.suspends = true;
            self.awaits.push(Await { span: attr.span(), at: attr.path().span(), hidden: true });
        }
    }
}

/// The attributes that stand on an item. Those in it are of its own code.
fn outer_attributes(item: &Item) -> Vec<Attribute> {
    let parse = |input: ParseStream<'_>| {
        let attrs = input.call(Attribute::parse_outer)?;
        input.parse::<TokenStream>()?;
        Ok(attrs)
    };
    parse.parse2(item.to_token_stream()).unwrap_or_default()
}

/// Whether an attribute derives something of such a name, even if only under a condition.
fn derives(attr: &Attribute, is_such: &dyn Fn(&Path) -> bool) -> bool {
    let derives = |meta: Meta| {
        let is_one = meta.path().segments.last().is_some_and(|last| last.ident == "derive");
        let names =
            meta.require_list().and_then(|list| list.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated));
        // What can't be read isn't known.
        let has_such = names.map_or(true, |names| names.iter().any(is_such));
        (is_one && has_such).then_some(meta)
    };
    each(attr.meta.clone(), &derives).is_some()
}

/// Whether tokens call a macro that isn't known, which may await or be an item.
fn calls_unknown(tokens: TokenStream) -> bool {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let is_unknown = |name: &Ident| {
        let is_negation = ["if", "return", "while"].iter().any(|word| name == word);
        !is_negation && !awaits_nothing(&name.to_string())
    };
    let call = |call: &[TokenTree]| match call {
        [TokenTree::Ident(name), bang, TokenTree::Group(_)] => is_punct(bang, '!') && is_unknown(name),
        _ => false,
    };
    let within = |token: &TokenTree| matches!(token, TokenTree::Group(group) if calls_unknown(group.stream()));
    tokens.windows(3).any(call) || tokens.iter().any(within)
}

/// Whether something that may not be `Send` is alive after a statement. A macro that isn't known has a gate before it.
fn binds(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Local(local) => !local.init.as_ref().is_some_and(|init| matches!(&*init.expr, Expr::Lit(_))),
        Stmt::Macro(call) => last_is_among("pin", &call.mac.path),
        Stmt::Item(_) | Stmt::Expr(..) => false,
    }
}

/// The place of an expression's first token, without making all tokens of what is usually awaited.
pub(crate) fn first_span(expr: &Expr) -> Span {
    match expr {
        Expr::Await(expr) => first_span(&expr.base),
        Expr::Call(expr) => first_span(&expr.func),
        Expr::Field(expr) => first_span(&expr.base),
        Expr::MethodCall(expr) => first_span(&expr.receiver),
        Expr::Path(ExprPath { attrs, qself: None, path: Path { leading_colon: None, segments } })
            if attrs.is_empty() =>
        {
            segments[0].ident.span()
        }
        Expr::Try(expr) => first_span(&expr.expr),
        _ => expr.to_token_stream().into_iter().next().map_or_else(Span::mixed_site, |first| first.span()),
    }
}
