//! Whether code may leave what it stands in.

use syn::visit::{self, Visit};
use syn::{Expr, Item, Stmt};

/// A walk that looks for a way out.
pub(super) struct Leaves {
    found: bool,
    /// How many loops of its own the walk is in, if a way out of the loop around it counts.
    loops: Option<usize>,
}

impl Leaves {
    /// Whether `stmts` may leave the body.
    pub(super) fn body(stmts: &[Stmt]) -> bool {
        Self::find(stmts, None)
    }

    /// Whether `stmts` may leave the body, or the loop that they stand in.
    pub(super) fn turn(stmts: &[Stmt]) -> bool {
        Self::find(stmts, Some(0))
    }

    fn find(stmts: &[Stmt], loops: Option<usize>) -> bool {
        let mut leaves = Self { found: false, loops };
        stmts.iter().for_each(|stmt| leaves.visit_stmt(stmt));
        leaves.found
    }
}

impl Visit<'_> for Leaves {
    fn visit_expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Return(_) | Expr::Try(_) => self.found = true,
            Expr::Break(out) => self.found |= self.loops == Some(0) || (self.loops.is_some() && out.label.is_some()),
            Expr::Async(_) | Expr::Closure(_) | Expr::TryBlock(_) => {}
            Expr::Loop(_) | Expr::While(_) | Expr::ForLoop(_) => {
                let outer = self.loops;
                self.loops = outer.map(|loops| loops + 1);
                visit::visit_expr(self, expr);
                self.loops = outer;
            }
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_item(&mut self, _: &Item) {}
}
