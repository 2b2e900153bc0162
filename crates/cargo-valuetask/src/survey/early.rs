//! Whether a body can end before its first await: whether a path leads from its start to its end, or to a `return`, without
//! one. A condition counts as one that may hold, a loop as one that may not run. A failing `?` is no such path, and neither
//! is a panic.

use std::collections::HashSet;

use syn::spanned::Spanned as _;
use syn::{Block, Expr, Label, Macro};
use valuetask_syntax::analyse::Await;

use crate::walk::{Node, Reader, inside, walk};

/// Macros that never end.
const PANICS: [&str; 4] = ["panic", "todo", "unimplemented", "unreachable"];

/// Reads a body, whose awaits these are, and macro calls that may hide one.
pub(super) fn ends_early(body: &Block, awaits: &[Await]) -> bool {
    let hidden = awaits.iter().filter(|found| found.hidden).map(|found| found.at.byte_range().start).collect();
    let mut reading = Reading { ends: false, live: true, breaks: HashSet::new(), hidden };
    walk(&mut reading, Node::Block(body));
    reading.ends || reading.live
}

struct Reading {
    /// A `return` is reached without an await.
    ends: bool,
    /// What is read is reached without an await.
    live: bool,
    /// The labels of what a `break` leaves without an await; none is the innermost loop's.
    breaks: HashSet<Option<String>>,
    /// The first bytes of macro calls that may hide an await.
    hidden: HashSet<usize>,
}

impl Reader<'_> for Reading {
    fn read(&mut self, node: Node<'_>) -> bool {
        match node {
            Node::Expr(expr) => self.expr(expr),
            Node::Macro(mac) => self.macro_call(mac),
            Node::Item(_) => {}
            Node::Local(local) => {
                let Some(init) = &local.init else { return false };
                self.expr(&init.expr);
                if let Some((_, otherwise)) = &init.diverge {
                    self.perhaps(otherwise);
                }
            }
            _ => return true,
        }
        false
    }
}

impl Reading {
    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Async(_) | Expr::Closure(_) | Expr::Const(_) => {}
            Expr::Await(awaited) => {
                self.expr(&awaited.base);
                self.live = false;
            }
            Expr::Return(inner) => {
                inner.expr.iter().for_each(|expr| self.expr(expr));
                self.ends |= self.live;
                self.live = false;
            }
            Expr::Break(inner) => {
                inner.expr.iter().for_each(|expr| self.expr(expr));
                if std::mem::take(&mut self.live) {
                    self.breaks.insert(inner.label.as_ref().map(|label| label.ident.to_string()));
                }
            }
            Expr::Continue(_) => self.live = false,
            Expr::If(branch) => {
                self.expr(&branch.cond);
                let before = self.live;
                walk(self, Node::Block(&branch.then_branch));
                let after = std::mem::replace(&mut self.live, before);
                branch.else_branch.iter().for_each(|(_, other)| self.expr(other));
                self.live |= after;
            }
            Expr::Match(matched) => {
                self.expr(&matched.expr);
                let (before, mut after) = (self.live, false);
                for arm in &matched.arms {
                    self.live = before;
                    walk(self, Node::Arm(arm));
                    after |= self.live;
                }
                self.live = after;
            }
            Expr::While(looped) => {
                self.expr(&looped.cond);
                self.looped(looped.label.as_ref(), &looped.body);
            }
            Expr::ForLoop(looped) => {
                self.expr(&looped.expr);
                self.looped(looped.label.as_ref(), &looped.body);
            }
            Expr::Loop(looped) => self.live = self.is_left(looped.label.as_ref(), true, &looped.body),
            Expr::Block(block) if block.label.is_some() => {
                self.live = self.is_left(block.label.as_ref(), false, &block.block) || self.live;
            }
            Expr::Binary(binary) if matches!(binary.op, syn::BinOp::And(_) | syn::BinOp::Or(_)) => {
                self.expr(&binary.left);
                self.perhaps(&binary.right);
            }
            _ => inside(self, Node::Expr(expr)),
        }
    }

    /// Reads a block that a `break` within can leave, and tells whether one does without an await.
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
        self.expr(expr);
        self.live = before;
    }

    fn macro_call(&mut self, mac: &Macro) {
        let panics = mac.path.segments.last().is_some_and(|last| PANICS.iter().any(|name| last.ident == name));
        self.live &= !panics && !self.hidden.contains(&mac.path.span().byte_range().start);
    }
}
