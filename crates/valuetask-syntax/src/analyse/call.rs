//! Whether an awaited call may be made before the machine: nothing that it is given lies where it would move from.
//!
//! The call stands on a place that a shared reference leads to, or is that of a function. Its arguments are copies, are
//! borrowed from such places, or are made on the spot without a temporary that the statement would keep.

use syn::{Expr, UnOp};

use super::classes::{Class, Classes};
use super::locals::is_format;

/// Whether `operand` is such a call.
pub(super) fn is_plain(operand: &Expr, classes: &Classes) -> bool {
    is_call(operand, classes, |class| class == Class::Shared)
}

/// Whether it is one, or one on what an exclusive reference leads to, which nobody needs any more.
pub(super) fn is_plain_or_exclusive(operand: &Expr, classes: &Classes) -> bool {
    is_call(operand, classes, |class| matches!(class, Class::Shared | Class::Exclusive))
}

fn is_call(operand: &Expr, classes: &Classes, on: impl Fn(Class) -> bool) -> bool {
    match operand {
        Expr::MethodCall(call) => {
            let root = classes.variable(&call.receiver).or_else(|| root_of(&call.receiver, classes));
            root.is_some_and(on) && are_given(&call.args, classes)
        }
        Expr::Call(call) => is_function(&call.func, classes) && are_given(&call.args, classes),
        Expr::Paren(paren) => is_call(&paren.expr, classes, on),
        _ => false,
    }
}

/// A path that is no variable.
fn is_function(func: &Expr, classes: &Classes) -> bool {
    matches!(func, Expr::Path(_)) && classes.variable(func).is_none()
}

/// The class of what a place behind a reference begins with, if its indices are such values, too.
fn root_of(place: &Expr, classes: &Classes) -> Option<Class> {
    indices_are_given(place, classes).then(|| classes.root(place)).flatten()
}

fn indices_are_given(place: &Expr, classes: &Classes) -> bool {
    match place {
        Expr::Field(field) => indices_are_given(&field.base, classes),
        Expr::Index(index) => is_given(&index.index, classes) && indices_are_given(&index.expr, classes),
        Expr::Unary(unary) => indices_are_given(&unary.expr, classes),
        Expr::Paren(paren) => indices_are_given(&paren.expr, classes),
        _ => true,
    }
}

fn are_given<'e>(args: impl IntoIterator<Item = &'e Expr>, classes: &Classes) -> bool {
    args.into_iter().all(|arg| is_given(arg, classes))
}

/// Whether an argument is a value that borrows from no variable and keeps no temporary.
fn is_given(arg: &Expr, classes: &Classes) -> bool {
    match arg {
        Expr::Lit(_) => true,
        Expr::Path(_) => classes.variable(arg).is_none_or(Class::is_copy),
        Expr::Field(_) | Expr::Index(_) => root_of(arg, classes) == Some(Class::Shared),
        Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => root_of(arg, classes) == Some(Class::Shared),
        Expr::Unary(unary) => is_given(&unary.expr, classes),
        Expr::Reference(reference) => {
            let lasts =
                matches!(*reference.expr, Expr::Lit(_)) || root_of(&reference.expr, classes) == Some(Class::Shared);
            reference.mutability.is_none() && lasts
        }
        Expr::Array(array) => are_given(&array.elems, classes),
        Expr::Binary(binary) => is_given(&binary.left, classes) && is_given(&binary.right, classes),
        Expr::Call(call) => is_function(&call.func, classes) && are_given(&call.args, classes),
        Expr::Cast(cast) => is_given(&cast.expr, classes),
        Expr::Macro(call) => is_format(&call.mac),
        Expr::MethodCall(call) => match &*call.receiver {
            Expr::Lit(_) => are_given(&call.args, classes),
            _ => is_plain(arg, classes),
        },
        Expr::Paren(paren) => is_given(&paren.expr, classes),
        Expr::Range(range) => are_given([&range.start, &range.end].into_iter().flatten().map(|end| &**end), classes),
        Expr::Struct(made) => made.rest.is_none() && are_given(made.fields.iter().map(|field| &field.expr), classes),
        Expr::Tuple(tuple) => are_given(&tuple.elems, classes),
        _ => false,
    }
}
