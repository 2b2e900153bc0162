//! What a body does before it first awaits: whether it can end there, and what it does to others on the way.
//!
//! A hot method does that at its call. A branch of `select!` that is switched off evaluates its call as well, and drops
//! the task: what the method has done to others by then stays done.

#![forbid(unsafe_code)]

mod effects;
mod shared;

use std::collections::HashSet;

use syn::visit::{self, Visit};
use syn::{Block, Expr, Item, Local, Macro, Signature, Stmt};

use effects::{effect_of_call, effect_of_method};
use shared::Names;

use crate::text::collapsed;

/// Something that others see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Effect {
    pub(crate) line: usize,
    pub(crate) kind: EffectKind,
    /// The expression, on one line.
    pub(crate) text: String,
}

/// What kind of effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum EffectKind {
    Write,
    Send,
    Counter,
    /// It starts something of its own.
    Spawn,
}

/// What there is to say of the part before the first await.
#[derive(Debug, Default)]
pub(super) struct Before {
    /// A path leads through the body without an await.
    pub(super) fast_path: bool,
    pub(super) effects: Vec<Effect>,
}

/// Reads a body. `hidden` are the first bytes of the macro calls that may hide an await.
pub(super) fn read(sig: &Signature, body: &Block, hidden: &HashSet<usize>) -> Before {
    let mut walk = Walk {
        before: Before::default(),
        live: true,
        breaks: Vec::new(),
        names: Names::of(sig),
        hidden,
        awaited: false,
    };
    walk.visit_block(body);
    walk.before.fast_path |= walk.live;
    walk.before
}

/// Reads one of several branches.
type Branch<'b, W> = Box<dyn FnOnce(&mut W) + 'b>;

struct Walk<'h> {
    before: Before,
    /// What is read can be reached without an await.
    live: bool,
    /// Whether the loops around can be left without an await, innermost last.
    breaks: Vec<bool>,
    names: Names,
    hidden: &'h HashSet<usize>,
    /// The expression that is read is what an await awaits: the call itself only makes a future.
    awaited: bool,
}

impl Walk<'_> {
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

    fn effect(&mut self, kind: EffectKind, span: proc_macro2::Span) {
        if self.live {
            self.before.effects.push(Effect { line: span.start().line, kind, text: collapsed(span) });
        }
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
                inner.expr.iter().for_each(|expr| self.visit_expr(expr));
                self.before.fast_path |= self.live;
                self.live = false;
            }
            Expr::Break(inner) => {
                inner.expr.iter().for_each(|expr| self.visit_expr(expr));
                if let Some(left) = self.breaks.last_mut() {
                    *left |= self.live;
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
                self.breaks.push(false);
                self.perhaps(|walk| walk.visit_block(&looped.body));
                self.breaks.pop();
            }
            Expr::ForLoop(looped) => {
                self.visit_expr(&looped.expr);
                self.names.bind(&looped.pat, self.names.is_shared(&looped.expr));
                self.breaks.push(false);
                self.perhaps(|walk| walk.visit_block(&looped.body));
                self.breaks.pop();
            }
            Expr::Loop(looped) => {
                self.breaks.push(false);
                self.visit_block(&looped.body);
                self.live = self.breaks.pop().unwrap_or(false);
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
                let effect = match expr {
                    _ if awaited => None,
                    Expr::MethodCall(call) => effect_of_method(call, &self.names),
                    Expr::Call(call) => effect_of_call(call),
                    Expr::Assign(assigned) => self.names.changes(&assigned.left).then_some(EffectKind::Write),
                    Expr::Binary(binary) if effects::assigns(&binary.op) => {
                        self.names.changes(&binary.left).then_some(EffectKind::Counter)
                    }
                    _ => None,
                };
                if let Some(kind) = effect {
                    self.effect(kind, syn::spanned::Spanned::span(expr));
                }
            }
        }
    }

    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        self.awaited = false;
        visit::visit_stmt(self, stmt);
    }

    fn visit_local(&mut self, local: &'a Local) {
        let Some(init) = &local.init else { return };
        self.visit_expr(&init.expr);
        let shared = self.names.is_shared(&init.expr);
        if let Some((_, otherwise)) = &init.diverge {
            self.perhaps(|walk| walk.visit_expr(otherwise));
        }
        self.names.bind(&local.pat, shared);
    }

    fn visit_macro(&mut self, mac: &'a Macro) {
        // What may hide an await, a counter of a macro as well, has the part that runs at the call end before it.
        if self.hidden.contains(&syn::spanned::Spanned::span(&mac.path).byte_range().start) {
            self.live = false;
        }
    }

    fn visit_item(&mut self, _: &'a Item) {}
}
