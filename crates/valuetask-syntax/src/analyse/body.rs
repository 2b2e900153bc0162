//! Reads a body: what in it awaits or may, and where a gate has to stand.
//!
//! A gate is an await of its own, so nothing may live across it that the user's code doesn't already hold across an
//! await: it stands before the statement with the macro call, or, when a local lives there, before the one that made
//! the first. Under the conditions of the statement, it is only there where the macro call is.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, Block, Expr, FnArg, Item, Macro, Pat, PatIdent, Signature, Stmt, Type};

use super::macros::{may_await, may_bind};
use crate::conditions;
use crate::foreign::is_foreign;

/// An await of a method's own body, or a macro call that may hide one.
#[derive(Clone, Debug)]
pub struct Await {
    /// The expression or the macro call as a whole.
    pub span: Span,
    /// What is shown to a reader who looks for it: `.await`, or the name of the macro.
    pub at: Span,
    /// It is a macro call.
    pub hidden: bool,
}

/// A place where the part of a body that runs at the call ends.
#[derive(Clone, Debug)]
pub struct Gate {
    /// The statement that it stands before, or all of the body.
    pub span: Span,
    /// The list of statements that it stands in, by the order in which they begin, and how many of the user's it stands
    /// behind. Nothing where it stands before all of the body, and before what that is given.
    pub(crate) at: Option<(usize, usize)>,
    /// The conditions that it stands under.
    pub(crate) cfg: Vec<Attribute>,
}

/// What there is to know about a body, whenever it runs.
#[derive(Default)]
pub(super) struct Read {
    pub(super) awaits: Vec<Await>,
    /// Something in it can suspend it.
    pub(super) suspends: bool,
    /// It holds what isn't known to this crate, as a body that is being typed does.
    pub(super) unreadable: bool,
    pub(super) gates: Vec<Gate>,
}

/// Reads the body of a method; awaits and macro calls of its own, not those of blocks and closures in it.
pub(super) fn read(sig: &Signature, body: &Block) -> Read {
    let mut reader =
        Reader { read: Read::default(), begun: 0, lists: Vec::new(), bound: takes_apart(sig), gates: Vec::new() };
    reader.visit_block(body);
    let gates = distinct(reader.gates).into_iter().map(|(_, cfg)| Gate { span: body.span(), at: None, cfg });
    reader.read.gates.extend(gates);
    reader.read
}

/// Whether an argument's pattern binds something in the body, before its first statement.
fn takes_apart(sig: &Signature) -> bool {
    sig.inputs.iter().any(|arg| match arg {
        FnArg::Receiver(_) => false,
        FnArg::Typed(arg) => {
            !matches!(&*arg.pat, Pat::Wild(_) | Pat::Ident(PatIdent { by_ref: None, subpat: None, .. }))
        }
    })
}

/// A statement that a gate must stand before, and the conditions of that.
type Place = (usize, Vec<Attribute>);

struct Reader<'a> {
    read: Read,
    /// How many lists of statements have begun.
    begun: usize,
    /// The lists of statements around what is being read, outermost first.
    lists: Vec<List<'a>>,
    /// Whether the next list is entered with something alive: a pattern's bindings, an iterator, a scrutinee's
    /// temporaries.
    bound: bool,
    /// Gates that have to stand before all of the body, as a macro call may find what the method takes apart.
    gates: Vec<Place>,
}

/// How far one list of statements has been read.
struct List<'a> {
    /// Something came alive when the list was entered.
    bound: bool,
    /// The statement being read.
    at: usize,
    stmt: Option<&'a Stmt>,
    /// The first statement that binds something.
    first_binding: Option<usize>,
    gates: Vec<Place>,
}

impl Reader<'_> {
    /// Puts a gate before the macro call that is being read.
    fn gate(&mut self) {
        if self.lists[0].bound {
            let place = (0, self.conditions(0));
            return self.gates.push(place);
        }
        let last = self.lists.len() - 1;
        for depth in 0..=last {
            let entered_with_more = self.lists.get(depth + 1).is_some_and(|inner| inner.bound);
            let list = &self.lists[depth];
            let here = (entered_with_more || depth == last).then_some(list.at);
            if let Some(at) = list.first_binding.or(here) {
                let place = (at, self.conditions(depth));
                return self.lists[depth].gates.push(place);
            }
        }
    }

    /// The conditions of what is being read, from the statement at this depth on.
    fn conditions(&self, depth: usize) -> Vec<Attribute> {
        let attrs = |input: ParseStream<'_>| {
            let attrs = input.call(Attribute::parse_outer)?;
            input.parse::<TokenStream>()?;
            Ok(attrs)
        };
        let stmts = self.lists[depth..].iter().filter_map(|list| list.stmt);
        let attrs = stmts.flat_map(|stmt| attrs.parse2(stmt.to_token_stream()).unwrap_or_default());
        conditions::of(&attrs.collect::<Vec<_>>())
    }
}

/// Each place once: under no condition, if one is under none.
fn distinct(mut places: Vec<Place>) -> Vec<Place> {
    places.sort_by_key(|(at, cfg)| (*at, cfg.len()));
    let mut distinct: Vec<Place> = Vec::new();
    for (at, cfg) in places {
        let is_there = |(other, of): &Place| *other == at && (of.is_empty() || *of == cfg);
        if !distinct.iter().any(is_there) {
            distinct.push((at, cfg));
        }
    }
    distinct
}

impl<'a> Visit<'a> for Reader<'a> {
    fn visit_block(&mut self, block: &'a Block) {
        let bound = std::mem::replace(&mut self.bound, false);
        let number = self.begun;
        self.begun += 1;
        self.lists.push(List { bound, at: 0, stmt: None, first_binding: None, gates: Vec::new() });
        for (at, stmt) in block.stmts.iter().enumerate() {
            let depth = self.lists.len() - 1;
            self.lists[depth].at = at;
            self.lists[depth].stmt = Some(stmt);
            self.visit_stmt(stmt);
            if binds(stmt) {
                self.lists[depth].first_binding.get_or_insert(at);
            }
        }
        let gates = distinct(self.lists.pop().expect("pushed above").gates).into_iter();
        self.bound = bound;
        let gates = gates.map(|(at, cfg)| Gate { span: block.stmts[at].span(), at: Some((number, at)), cfg });
        self.read.gates.extend(gates);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        let binds = match expr {
            Expr::Async(_) | Expr::Closure(_) | Expr::Const(_) => return,
            Expr::Await(awaited) => {
                self.visit_expr(&awaited.base);
                self.read.suspends = true;
                let (at, first) = (awaited.await_token.span, first_span(&awaited.base));
                self.read.awaits.push(Await { span: first.join(at).unwrap_or(at), at, hidden: false });
                return;
            }
            Expr::If(branch) => has_let(&branch.cond),
            Expr::While(looped) => has_let(&looped.cond),
            Expr::Loop(_) | Expr::Block(_) | Expr::Unsafe(_) => false,
            Expr::Verbatim(_) => {
                self.read.unreadable = true;
                false
            }
            // A block in the middle of an expression has the operands before it alive.
            _ => true,
        };
        let outer = self.bound;
        self.bound |= binds;
        visit::visit_expr(self, expr);
        self.bound = outer;
    }

    fn visit_macro(&mut self, mac: &'a Macro) {
        self.read.suspends = true;
        if may_await(mac) {
            self.read.awaits.push(Await { span: mac.span(), at: mac.path.span(), hidden: true });
            self.gate();
        }
    }

    fn visit_attribute(&mut self, attr: &'a Attribute) {
        self.read.suspends |= is_foreign(attr);
    }

    fn visit_pat(&mut self, pat: &'a Pat) {
        // Of all patterns only an arm's guard is code of this body.
        if let Pat::Guard(arm) = pat {
            self.visit_expr(&arm.guard);
        }
    }

    fn visit_item(&mut self, _: &'a Item) {}
    fn visit_type(&mut self, _: &'a Type) {}
}

/// Whether something that may not be `Send` is alive after a statement.
fn binds(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Local(local) => !local.init.as_ref().is_some_and(|init| matches!(&*init.expr, Expr::Lit(_))),
        Stmt::Macro(call) => may_bind(&call.mac),
        Stmt::Item(_) | Stmt::Expr(..) => false,
    }
}

/// Whether a condition binds something.
fn has_let(condition: &Expr) -> bool {
    match condition {
        Expr::Let(_) => true,
        Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        Expr::Paren(paren) => has_let(&paren.expr),
        _ => false,
    }
}

/// The place of an expression's first token, which for what is usually awaited can be told without making its tokens.
pub(crate) fn first_span(expr: &Expr) -> Span {
    match expr {
        Expr::Await(expr) if expr.attrs.is_empty() => first_span(&expr.base),
        Expr::Call(expr) if expr.attrs.is_empty() => first_span(&expr.func),
        Expr::Field(expr) if expr.attrs.is_empty() => first_span(&expr.base),
        Expr::MethodCall(expr) if expr.attrs.is_empty() => first_span(&expr.receiver),
        Expr::Try(expr) if expr.attrs.is_empty() => first_span(&expr.expr),
        Expr::Path(expr) if expr.attrs.is_empty() && expr.qself.is_none() && expr.path.leading_colon.is_none() => {
            expr.path.segments[0].ident.span()
        }
        _ => expr.to_token_stream().into_iter().next().map_or_else(Span::mixed_site, |first| first.span()),
    }
}
