//! What a body does before it first awaits: whether it can end there, and what it does to others on the way. And what it
//! does to others at all.
//!
//! A hot method does that at its call. A branch of `select!` that is switched off evaluates its call as well, and drops
//! the task: what the method has done to others by then stays done.

mod effects;
pub(super) mod harmless;
mod shared;

use std::collections::{HashMap, HashSet};

use proc_macro2::{Span, TokenTree};
use quote::ToTokens as _;
use syn::spanned::Spanned as _;
use syn::{Block, Expr, ExprClosure, Label, Local, Macro, Signature};
use valuetask_syntax::analyse::Await;

pub(crate) use effects::{Effect, EffectKind};
use effects::{effect_of, effect_of_name};
use shared::{Names, is_among};

use super::awaits::{Call, call};
use crate::text::collapsed;
use crate::walk::{Node, Reader, inside, walk};

/// Macros that never end.
const PANICS: &str = "panic todo unimplemented unreachable";

/// What there is to say of a body.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// A path leads through the body without an await.
    pub(super) fast_path: bool,
    /// The effects before the first await.
    pub(super) effects: Vec<Effect>,
    pub(super) deeds: Deeds,
    /// The calls that are awaited, by the first byte of `await`.
    pub(super) awaited: HashMap<usize, Call>,
}

/// What a call does to others. Behind an await that counts where every call gets to one: else a call with an answer
/// does nothing, and another may fill a cache.
#[derive(Clone, Debug, Default)]
pub(crate) struct Deeds {
    /// Its first effect, or that of its name.
    pub(super) effect: Option<Effect>,
    /// What it awaits, and what it calls on itself, each as an effect.
    pub(super) calls: Vec<(Call, Effect)>,
}

impl Deeds {
    /// Those of a method whose body isn't read: the effect that its name says.
    fn of_name(sig: &Signature) -> Self {
        let (name, line) = (sig.ident.to_string(), sig.ident.span().start().line);
        let arguments = sig.inputs.len().saturating_sub(1);
        // To `record` and to `observe` may be to read.
        let kind = effect_of_name(&name, arguments).filter(|kind| *kind != EffectKind::Counter);
        let kind = kind.filter(|_| sig.receiver().is_some() && arguments > 0);
        Self { effect: kind.map(|kind| Effect { line, kind, text: name }), calls: Vec::new() }
    }
}

/// Reads a body, if there is one. `awaits` are those of its analysis, `statics` the names of statics.
pub(super) fn read(sig: &Signature, body: Option<&Block>, awaits: &[Await], statics: &HashSet<String>) -> Read {
    let mut reading = Walk {
        read: Read { deeds: Deeds::of_name(sig), ..Read::default() },
        later: Deeds::default(),
        live: true,
        breaks: HashSet::new(),
        names: Names::of(sig, statics),
        awaits,
    };
    body.iter().for_each(|body| walk(&mut reading, Node::Block(body)));
    let Walk { mut read, later, live, .. } = reading;
    read.fast_path |= live;
    if !read.fast_path {
        read.deeds.effect = read.deeds.effect.or(later.effect);
        read.deeds.calls.extend(later.calls);
    }
    read
}

struct Walk<'h> {
    read: Read,
    /// What is done behind an await.
    later: Deeds,
    /// What is read can be reached without an await.
    live: bool,
    /// The labels of what is left by a `break` without an await; none is the innermost loop's.
    breaks: HashSet<Option<String>>,
    names: Names<'h>,
    awaits: &'h [Await],
}

impl Walk<'_> {
    /// Reads a block that a `break` within can leave; returns whether one does without an await.
    fn is_left(&mut self, label: Option<&Label>, looped: bool, body: &Block) -> bool {
        let around = std::mem::take(&mut self.breaks);
        walk(self, Node::Block(body));
        let of_label = label.is_some_and(|label| self.breaks.remove(&Some(label.name.ident.to_string())));
        let of_loop = looped && self.breaks.remove(&None);
        self.breaks.extend(around);
        of_label || of_loop
    }

    /// Reads a loop that may not run.
    fn looped(&mut self, label: Option<&Label>, body: &Block) {
        let before = self.live;
        self.live = self.is_left(label, true, body) || before;
    }

    /// Reads an expression that may be left out.
    fn perhaps(&mut self, expr: &Expr) {
        let before = self.live;
        self.expr(expr, false);
        self.live = before;
    }

    /// Reads the closures that a call is given as what it runs: with an item of what it is called on, for all that is
    /// known. What they return, and where they fail, is their own.
    fn closures(&mut self, call: &Expr) {
        let shared = matches!(call, Expr::MethodCall(call) if self.names.is_shared(&call.receiver));
        for closure in args(call) {
            let Expr::Closure(closure @ ExprClosure { asyncness: None, .. }) = closure else { continue };
            let names = self.names.clone();
            let (live, fast_path, breaks) = (self.live, self.read.fast_path, std::mem::take(&mut self.breaks));
            closure.inputs.iter().for_each(|pat| self.names.bind(pat, shared));
            self.expr(&closure.body, false);
            (self.names, self.live, self.read.fast_path, self.breaks) = (names, live, fast_path, breaks);
        }
    }

    /// Adds an effect. A call that is awaited has it when its future is polled.
    fn effect(&mut self, effect: Effect, awaited: bool) {
        let deeds = if awaited { &mut self.later } else { self.deeds() };
        deeds.effect.get_or_insert_with(|| effect.clone());
        if self.live && !awaited {
            self.read.effects.push(effect);
        }
    }

    /// What is done here.
    fn deeds(&mut self) -> &mut Deeds {
        if self.live { &mut self.read.deeds } else { &mut self.later }
    }

    /// Adds a call that may be of a method which writes.
    fn call(&mut self, expr: &Expr, awaited: bool) {
        if let Some(call) = call(expr).filter(|call| awaited || call.own) {
            self.deeds().calls.push((call, effect(EffectKind::Call, expr)));
        }
    }
}

/// That of an expression, without what `#[cfg]` says of it.
fn effect(kind: EffectKind, expr: &Expr) -> Effect {
    let mut tokens = expr.to_token_stream().into_iter().peekable();
    while tokens.next_if(|token| matches!(token, TokenTree::Punct(sign) if sign.as_char() == '#')).is_some() {
        tokens.next();
    }
    let first = tokens.peek().map_or_else(Span::call_site, TokenTree::span);
    let span = tokens.last().and_then(|last| first.join(last.span())).unwrap_or(first);
    Effect { line: span.start().line, kind, text: collapsed(span) }
}

impl Reader<'_> for Walk<'_> {
    fn read(&mut self, node: Node<'_>) -> bool {
        match node {
            Node::Expr(expr) => self.expr(expr, false),
            Node::Local(local) => self.local(local),
            Node::Macro(mac) => self.macro_call(mac),
            Node::Item(_) => {}
            _ => return true,
        }
        false
    }
}

impl Walk<'_> {
    /// Reads an expression; if it is `awaited`, the call itself only makes a future.
    fn expr(&mut self, expr: &Expr, awaited: bool) {
        match expr {
            Expr::Async(_) | Expr::Closure(_) | Expr::Const(_) => {}
            Expr::Await(inner) => {
                let at = inner.await_token.span.byte_range().start;
                self.read.awaited.extend(call(&inner.base).map(|call| (at, call)));
                self.expr(&inner.base, true);
                self.live = false;
            }
            Expr::Return(inner) => {
                inner.expr.iter().for_each(|expr| self.expr(expr, false));
                self.read.fast_path |= self.live;
                self.live = false;
            }
            Expr::Break(inner) => {
                inner.expr.iter().for_each(|expr| self.expr(expr, false));
                if std::mem::take(&mut self.live) {
                    self.breaks.insert(inner.label.as_ref().map(|label| label.ident.to_string()));
                }
            }
            Expr::Continue(_) => self.live = false,
            Expr::If(branch) => {
                self.expr(&branch.cond, false);
                let before = self.live;
                walk(self, Node::Block(&branch.then_branch));
                let after = std::mem::replace(&mut self.live, before);
                branch.else_branch.iter().for_each(|(_, other)| self.expr(other, false));
                self.live |= after;
            }
            Expr::Match(matched) => {
                self.expr(&matched.expr, false);
                let shared = self.names.is_shared(&matched.expr);
                let (before, mut after) = (self.live, false);
                for arm in &matched.arms {
                    self.live = before;
                    self.names.bind(&arm.pat, shared);
                    walk(self, Node::Arm(arm));
                    after |= self.live;
                }
                self.live = after;
            }
            Expr::While(looped) => {
                self.expr(&looped.cond, false);
                self.looped(looped.label.as_ref(), &looped.body);
            }
            Expr::ForLoop(looped) => {
                self.expr(&looped.expr, false);
                self.names.bind(&looped.pat, self.names.is_shared(&looped.expr));
                self.looped(looped.label.as_ref(), &looped.body);
            }
            Expr::Loop(looped) => {
                self.live = self.is_left(looped.label.as_ref(), true, &looped.body);
            }
            Expr::Block(block) if block.label.is_some() => {
                self.live = self.is_left(block.label.as_ref(), false, &block.block) || self.live;
            }
            Expr::Let(bound) => {
                self.expr(&bound.expr, false);
                self.names.bind(&bound.pat, self.names.is_shared(&bound.expr));
            }
            Expr::Binary(binary) if matches!(binary.op, syn::BinOp::And(_) | syn::BinOp::Or(_)) => {
                self.expr(&binary.left, false);
                self.perhaps(&binary.right);
            }
            _ => {
                let before = self.live;
                inside(self, Node::Expr(expr));
                self.call(expr, awaited);
                let kind = effect_of(expr, &self.names);
                if kind != Some(EffectKind::Spawn) && !awaited {
                    self.closures(expr);
                }
                if let Some(kind) = kind {
                    self.effect(effect(kind, expr), awaited);
                }
                // What is given an error isn't one.
                if args(expr).any(is_error) {
                    self.live = before;
                }
                self.live &= !is_error(expr);
            }
        }
    }

    fn local(&mut self, local: &Local) {
        let Some(init) = &local.init else { return self.names.bind(&local.pat, false) };
        let before = self.live;
        self.expr(&init.expr, false);
        self.live |= before && is_error(&init.expr);
        let shared = self.names.is_shared(&init.expr);
        if let Some((_, otherwise)) = &init.diverge {
            self.perhaps(otherwise);
        }
        self.names.bind(&local.pat, shared);
    }

    fn macro_call(&mut self, mac: &Macro) {
        // What may hide an await, a counter of a macro as well, has the part that runs at the call end before it.
        let at = mac.path.span().byte_range();
        let is_hidden = self.awaits.iter().any(|found| found.hidden && found.at.byte_range() == at);
        let is_panic = mac.path.segments.last().is_some_and(|last| is_among(PANICS, &last.ident));
        self.live &= !is_hidden && !is_panic;
    }
}

/// What a call is given.
fn args(expr: &Expr) -> impl Iterator<Item = &Expr> {
    let args = match expr {
        Expr::MethodCall(call) => Some(&call.args),
        Expr::Call(call) => Some(&call.args),
        _ => None,
    };
    args.into_iter().flatten()
}

/// Whether an expression is `Err(..)`: a path that leads there has no answer.
fn is_error(expr: &Expr) -> bool {
    matches!(expr, Expr::Call(_)) && call(expr).is_some_and(|call| call.name == "Err")
}
