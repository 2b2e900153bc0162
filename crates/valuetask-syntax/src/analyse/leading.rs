//! The await that a statement begins with.

use syn::{BinOp, Expr, Stmt};

/// The await of `stmt` whose operand is evaluated before anything else in it.
pub(crate) fn leading_await(stmt: &mut Stmt) -> Option<&mut Expr> {
    match stmt {
        Stmt::Local(local) => leading(&mut local.init.as_mut()?.expr),
        Stmt::Expr(expr, _) => leading(expr),
        Stmt::Item(_) | Stmt::Macro(_) => None,
    }
}

fn leading(expr: &mut Expr) -> Option<&mut Expr> {
    let first = match expr {
        Expr::Await(_) => return Some(expr),
        Expr::Binary(binary) if !assigns(&binary.op) => &mut binary.left,
        Expr::Call(call) if matches!(*call.func, Expr::Path(_)) => call.args.first_mut()?,
        Expr::Array(array) => array.elems.first_mut()?,
        Expr::Cast(cast) => &mut cast.expr,
        Expr::Field(field) => &mut field.base,
        Expr::Group(group) => &mut group.expr,
        Expr::If(branch) => &mut branch.cond,
        Expr::Index(index) => &mut index.expr,
        Expr::Let(bound) => &mut bound.expr,
        Expr::Match(branch) => &mut branch.expr,
        Expr::MethodCall(call) => &mut call.receiver,
        Expr::Paren(paren) => &mut paren.expr,
        Expr::Reference(reference) => &mut reference.expr,
        Expr::Return(returned) => returned.expr.as_mut()?,
        Expr::Struct(made) => &mut made.fields.first_mut()?.expr,
        Expr::Try(tried) => &mut tried.expr,
        Expr::Tuple(tuple) => tuple.elems.first_mut()?,
        Expr::Unary(unary) => &mut unary.expr,
        _ => return None,
    };
    leading(first)
}

/// Of `a += b`, which side comes first depends on the types.
fn assigns(op: &BinOp) -> bool {
    !matches!(
        op,
        BinOp::Add(_)
            | BinOp::Sub(_)
            | BinOp::Mul(_)
            | BinOp::Div(_)
            | BinOp::Rem(_)
            | BinOp::And(_)
            | BinOp::Or(_)
            | BinOp::BitXor(_)
            | BinOp::BitAnd(_)
            | BinOp::BitOr(_)
            | BinOp::Shl(_)
            | BinOp::Shr(_)
            | BinOp::Eq(_)
            | BinOp::Lt(_)
            | BinOp::Le(_)
            | BinOp::Ne(_)
            | BinOp::Ge(_)
            | BinOp::Gt(_)
    )
}
