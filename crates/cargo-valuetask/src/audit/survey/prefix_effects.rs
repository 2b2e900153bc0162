//! What a body does before it first awaits: whether it can end there, and what it does to others on the way. And what it
//! does to others at all.
//!
//! A hot method does that at its call. A branch of `select!` that is switched off evaluates its call as well, and drops
//! the task: what the method has done to others by then stays done.

#![forbid(unsafe_code)]

mod effects;
mod errors;
pub(super) mod harmless;
mod shared;

use std::collections::HashSet;

use proc_macro2::Span;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprClosure, Item, Label, Local, Macro, Signature, Stmt};

pub(crate) use effects::{Effect, EffectKind};
use effects::{effect_of_call, effect_of_method, effect_of_name};
use shared::Names;

use super::awaits::{Call, call};
use crate::text::collapsed;

/// What there is to say of a body.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// A path leads through the body without an await.
    pub(super) fast_path: bool,
    /// The effects before the first await.
    pub(super) effects: Vec<Effect>,
    pub(super) deeds: Deeds,
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
    pub(super) fn of_name(sig: &Signature) -> Self {
        let (name, line) = (sig.ident.to_string(), sig.ident.span().start().line);
        let arguments = sig.inputs.len().saturating_sub(1);
        // To `record` and to `observe` may be to read.
        let kind = effect_of_name(&name, arguments).filter(|kind| *kind != EffectKind::Counter);
        let kind = kind.filter(|_| sig.receiver().is_some() && arguments > 0);
        Self { effect: kind.map(|kind| Effect { line, kind, text: name }), calls: Vec::new() }
    }
}

/// Reads a body. `hidden` are the first bytes of the macro calls that may hide an await, `statics` the names of
/// statics.
pub(super) fn read(sig: &Signature, body: &Block, hidden: &HashSet<usize>, statics: &HashSet<String>) -> Read {
    let mut walk = Walk {
        read: Read { deeds: Deeds::of_name(sig), ..Read::default() },
        later: Deeds::default(),
        live: true,
        breaks: Vec::new(),
        names: Names::of(sig, statics),
        hidden,
        awaited: false,
        errors: HashSet::new(),
    };
    errors::of_block(body, &mut walk.errors);
    walk.visit_block(body);
    walk.read.fast_path |= walk.live;
    if !walk.read.fast_path {
        let Deeds { effect, calls } = &mut walk.read.deeds;
        *effect = effect.take().or(walk.later.effect);
        calls.extend(walk.later.calls);
    }
    walk.read
}

/// Reads one of several branches.
type Branch<'b, W> = Box<dyn FnOnce(&mut W) + 'b>;

struct Walk<'h> {
    read: Read,
    /// What is done behind an await.
    later: Deeds,
    /// What is read can be reached without an await.
    live: bool,
    /// The loops and labelled blocks around, innermost last.
    breaks: Vec<Left>,
    names: Names<'h>,
    hidden: &'h HashSet<usize>,
    /// The expression that is read is what an await awaits: the call itself only makes a future.
    awaited: bool,
    /// The expressions that the body may end in with an error: that is no answer.
    errors: HashSet<*const Expr>,
}

/// What a `break` leaves.
struct Left {
    label: Option<String>,
    /// A `break` without a label leaves it as well.
    looped: bool,
    /// It can be left by a `break` without an await.
    live: bool,
}

impl Walk<'_> {
    /// Reads what a `break` within can leave; says whether one does without an await.
    fn leaving(&mut self, label: Option<&Label>, looped: bool, visit: impl FnOnce(&mut Self)) -> bool {
        let label = label.map(|label| label.name.ident.to_string());
        self.breaks.push(Left { label, looped, live: false });
        visit(self);
        self.breaks.pop().is_some_and(|left| left.live)
    }

    /// Reads branches of which one is taken.
    fn branches(&mut self, branches: Vec<Branch<'_, Self>>) {
        let (before, mut after) = (self.live, false);
        for branch in branches {
            self.live = before;
            branch(self);
            after |= self.live;
        }
        self.live = after;
    }

    /// Reads what may be left out.
    fn perhaps(&mut self, visit: impl FnOnce(&mut Self)) {
        let before = self.live;
        visit(self);
        self.live = before;
    }

    /// Reads the closures that a call is given as what it runs: with an item of what it is called on, for all that is
    /// known. What they return, and where they fail, is their own.
    fn closures<'c>(&mut self, given: impl Iterator<Item = &'c Expr>, shared: bool) {
        for closure in given {
            let Expr::Closure(closure @ ExprClosure { asyncness: None, .. }) = closure else { continue };
            let names = self.names.clone();
            let (live, fast_path, breaks) = (self.live, self.read.fast_path, std::mem::take(&mut self.breaks));
            closure.inputs.iter().for_each(|pat| self.names.bind(pat, shared));
            self.visit_expr(&closure.body);
            (self.names, self.live, self.read.fast_path, self.breaks) = (names, live, fast_path, breaks);
        }
    }

    /// Adds an effect. A call that is awaited has it when its future is polled.
    fn effect(&mut self, kind: EffectKind, span: Span, awaited: bool) {
        let effect = Effect { line: span.start().line, kind, text: collapsed(span) };
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
        let on_self = |expr: &Expr| matches!(expr, Expr::Path(path) if path.path.is_ident("self"));
        let own = match expr {
            Expr::MethodCall(call) => on_self(&call.receiver),
            Expr::Call(call) => call.args.first().is_some_and(on_self),
            _ => false,
        };
        if let Some(call) = call(expr).filter(|_| awaited || own) {
            let span = without_attributes(expr);
            let effect = Effect { line: span.start().line, kind: EffectKind::Call, text: collapsed(span) };
            self.deeds().calls.push((Call { own, ..call }, effect));
        }
    }
}

/// The place of an expression, without what `#[cfg]` says of it.
fn without_attributes(expr: &Expr) -> Span {
    let through = |first: Span, last: Span| first.join(last).unwrap_or(last);
    match expr {
        Expr::MethodCall(call) => through(without_attributes(&call.receiver), call.paren_token.span.close()),
        Expr::Call(call) => through(without_attributes(&call.func), call.paren_token.span.close()),
        Expr::Assign(assigned) => through(without_attributes(&assigned.left), assigned.right.span()),
        Expr::Binary(binary) => through(without_attributes(&binary.left), binary.right.span()),
        Expr::Field(field) => through(without_attributes(&field.base), field.member.span()),
        Expr::Path(path) => path.path.span(),
        expr => expr.span(),
    }
}

impl<'a> Visit<'a> for Walk<'_> {
    fn visit_expr(&mut self, expr: &'a Expr) {
        let awaited = std::mem::replace(&mut self.awaited, false);
        match expr {
            Expr::Async(_) | Expr::Closure(_) | Expr::Const(_) => {}
            Expr::Await(inner) => {
                self.awaited = true;
                self.visit_expr(&inner.base);
                self.awaited = false;
                self.live = false;
            }
            Expr::Return(inner) => {
                if let Some(expr) = &inner.expr {
                    errors::of_expr(expr, &mut self.errors);
                    self.visit_expr(expr);
                }
                self.read.fast_path |= self.live;
                self.live = false;
            }
            Expr::Break(inner) => {
                inner.expr.iter().for_each(|expr| self.visit_expr(expr));
                let label = inner.label.as_ref().map(|label| label.ident.to_string());
                let is_it = |left: &&mut Left| if label.is_some() { left.label == label } else { left.looped };
                if let Some(left) = self.breaks.iter_mut().rev().find(is_it) {
                    left.live |= self.live;
                }
                self.live = false;
            }
            Expr::Continue(_) => self.live = false,
            Expr::If(branch) => {
                self.visit_expr(&branch.cond);
                self.branches(vec![
                    Box::new(|walk| walk.visit_block(&branch.then_branch)),
                    Box::new(|walk| branch.else_branch.iter().for_each(|(_, other)| walk.visit_expr(other))),
                ]);
            }
            Expr::Match(matched) => {
                self.visit_expr(&matched.expr);
                let shared = self.names.is_shared(&matched.expr);
                let arms = matched.arms.iter().map(|arm| -> Branch<'_, Self> {
                    Box::new(move |walk| {
                        walk.names.bind(&arm.pat, shared);
                        walk.visit_arm(arm);
                    })
                });
                self.branches(arms.collect());
            }
            Expr::While(looped) => {
                self.visit_expr(&looped.cond);
                let left = self.leaving(looped.label.as_ref(), true, |walk| {
                    walk.perhaps(|walk| walk.visit_block(&looped.body));
                });
                self.live |= left;
            }
            Expr::ForLoop(looped) => {
                self.visit_expr(&looped.expr);
                self.names.bind(&looped.pat, self.names.is_shared(&looped.expr));
                let left = self.leaving(looped.label.as_ref(), true, |walk| {
                    walk.perhaps(|walk| walk.visit_block(&looped.body));
                });
                self.live |= left;
            }
            Expr::Loop(looped) => {
                self.live = self.leaving(looped.label.as_ref(), true, |walk| walk.visit_block(&looped.body));
            }
            Expr::Block(block) if block.label.is_some() => {
                let left = self.leaving(block.label.as_ref(), false, |walk| walk.visit_block(&block.block));
                self.live |= left;
            }
            Expr::Let(bound) => {
                self.visit_expr(&bound.expr);
                self.names.bind(&bound.pat, self.names.is_shared(&bound.expr));
            }
            Expr::Binary(binary) if matches!(binary.op, syn::BinOp::And(_) | syn::BinOp::Or(_)) => {
                self.visit_expr(&binary.left);
                self.perhaps(|walk| walk.visit_expr(&binary.right));
            }
            _ => {
                visit::visit_expr(self, expr);
                self.call(expr, awaited);
                let effect = match expr {
                    Expr::MethodCall(call) if awaited => effect_of_method(call, &self.names),
                    Expr::Call(_) if awaited => effect_of_call(expr, &self.names),
                    _ if awaited => None,
                    Expr::MethodCall(call) => {
                        let given = call.args.iter().any(|arg| matches!(arg, Expr::Closure(_)));
                        if given && !effects::starts(&call.method) {
                            self.closures(call.args.iter(), self.names.is_shared(&call.receiver));
                        }
                        effect_of_method(call, &self.names)
                    }
                    Expr::Call(call) => {
                        let effect = effect_of_call(expr, &self.names);
                        if effect != Some(EffectKind::Spawn) {
                            self.closures(call.args.iter(), false);
                        }
                        effect
                    }
                    Expr::Assign(assigned) => self.names.changes(&assigned.left).then_some(EffectKind::Write),
                    Expr::Binary(binary) if effects::assigns(&binary.op) => {
                        self.names.changes(&binary.left).then_some(EffectKind::Counter)
                    }
                    _ => None,
                };
                if let Some(kind) = effect {
                    self.effect(kind, without_attributes(expr), awaited);
                }
                self.live &= !errors::is_raised(expr) && !self.errors.contains(&std::ptr::from_ref(expr));
            }
        }
    }

    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        self.awaited = false;
        visit::visit_stmt(self, stmt);
    }

    fn visit_local(&mut self, local: &'a Local) {
        let Some(init) = &local.init else { return self.names.bind(&local.pat, false) };
        self.visit_expr(&init.expr);
        let shared = self.names.is_shared(&init.expr);
        if let Some((_, otherwise)) = &init.diverge {
            self.perhaps(|walk| walk.visit_expr(otherwise));
        }
        self.names.bind(&local.pat, shared);
    }

    fn visit_macro(&mut self, mac: &'a Macro) {
        // What may hide an await, a counter of a macro as well, has the part that runs at the call end before it.
        let is_hidden = self.hidden.contains(&mac.path.span().byte_range().start);
        if is_hidden || errors::is_panic(mac) {
            self.live = false;
        }
    }

    fn visit_item(&mut self, _: &'a Item) {}
}
