//! Expressions that make a box of a future, or may: a closure's, a field's, those of a body.
//!
//! | expression | a future? |
//! |---|---|
//! | `Box::pin(async { .. })`, `async { .. }.boxed()`, `FutureExt::boxed(..)`, `call.into_boxed()` | yes |
//! | `Box::pin(call())`, `call().boxed()` | if `call` is an async function, or a type beside it says so |
//! | `Box::new(call())` | as well, or if a function that returns a boxed future converts it |

use syn::spanned::Spanned as _;
use syn::{Block, Expr, ExprCall, ExprMethodCall, ExprPath, Stmt};

use super::item::Makes;
use super::meta::words;

/// An expression that makes a box.
pub(super) struct Made {
    pub(super) makes: Makes,
    /// `Box::pin(..)`, `.boxed()`.
    pub(super) written: String,
    pub(super) span: proc_macro2::Span,
}

/// What an expression makes, without those in it.
pub(super) fn made(expr: &Expr) -> Option<Made> {
    match expr {
        Expr::MethodCall(ExprMethodCall { receiver, method, .. }) => {
            let name = method.to_string();
            let makes = match name.as_str() {
                "boxed" | "boxed_local" => boxed(receiver),
                "into_boxed" => Makes::Future,
                "into" => Makes::Conversion,
                _ => return None,
            };
            Some(Made { makes, written: format!(".{name}()"), span: method.span() })
        }
        Expr::Call(ExprCall { func, args, .. }) => {
            let Made { makes, written, span } = made(func)?;
            let makes = match makes {
                Makes::Box(_) => args.first().map_or(makes, boxed),
                Makes::New(_) => match args.first() {
                    Some(of) if boxed(of) == Makes::Future => Makes::Future,
                    Some(Expr::Call(_)) => match args.first().map(boxed) {
                        Some(Makes::Box(call)) => Makes::New(call),
                        _ => Makes::New(None),
                    },
                    _ => Makes::New(None),
                },
                makes => makes,
            };
            Some(Made { makes, written: written + "(..)", span })
        }
        // Also as a value: `.map(Box::pin)`.
        Expr::Path(ExprPath { path, .. }) => {
            let words = words(path).words;
            let [.., of, name] = &words[..] else { return None };
            let makes = match (of.as_str(), name.as_str()) {
                ("Box", "pin") => Makes::Box(None),
                ("FutureExt", "boxed" | "boxed_local") => Makes::Future,
                ("Box", "new") => Makes::New(None),
                ("Box", "into_pin") | ("Pin", "from" | "new") => Makes::Conversion,
                _ => return None,
            };
            Some(Made { makes, written: format!("{of}::{name}"), span: path.span() })
        }
        _ => None,
    }
}

/// What a box of an expression is one of: a future, or what the innermost call in it returns.
fn boxed(expr: &Expr) -> Makes {
    let (mut rest, mut call) = (expr, None);
    loop {
        rest = match rest {
            Expr::Async(_) => return Makes::Future,
            Expr::Paren(inner) => &inner.expr,
            Expr::Group(inner) => &inner.expr,
            Expr::Block(block) => match tail(&block.block) {
                Some(last) => last,
                None => return Makes::Box(call),
            },
            Expr::MethodCall(inner) => {
                // Of another receiver, nothing says whose method it is.
                let is_own = matches!(&*inner.receiver, Expr::Path(path) if path.path.is_ident("self"));
                call = is_own.then(|| inner.method.to_string());
                &inner.receiver
            }
            Expr::Call(ExprCall { func, .. }) => {
                let Expr::Path(function) = &**func else { return Makes::Box(call) };
                return Makes::Box(function.path.segments.last().map(|last| last.ident.to_string()));
            }
            _ => return Makes::Box(call),
        }
    }
}

/// The last expression of a body.
pub(super) fn tail(block: &Block) -> Option<&Expr> {
    match block.stmts.last() {
        Some(Stmt::Expr(last, None)) => Some(last),
        _ => None,
    }
}
