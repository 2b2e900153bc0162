//! Which return types are boxed futures, what those result in, and which bodies make one.

use syn::spanned::Spanned as _;
use syn::{Block, Expr, GenericArgument, PathArguments, ReturnType, Signature, Stmt, Type, TypeParamBound};

use super::item::{Boxed, Returns, Words};
use super::meta::{word, words};

/// The way in which a signature may say that it returns a future.
pub(super) fn returns(sig: &Signature, block: Option<&Block>) -> Option<Returns> {
    let output = match &sig.output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => Some(&**ty),
    };
    if sig.asyncness.is_some() {
        return Some(Returns::Async { is_box: output.and_then(is_box) });
    }
    let output = output?;
    if is_opaque(output) {
        return Some(Returns::Opaque);
    }
    let alias = match output {
        _ if boxed_type(output).is_some() => None,
        Type::Path(path) if path.path.segments[0].ident != "Self" => Some(word(&path.path.segments.last()?.ident)),
        _ => return None,
    };
    let made = block.and_then(|block| match block.stmts.last() {
        Some(Stmt::Expr(made, None)) => Some(made.span().byte_range()),
        _ => None,
    });
    let hands_on = block.is_some_and(hands_on);
    Some(Returns::Boxed(Box::new(Boxed { alias, ty: output.span().byte_range(), made, hands_on })))
}

/// Whether the declared type of an `async_method` is a box, where that is known by its name.
fn is_box(output: &Type) -> Option<bool> {
    if boxed_type(output).is_some() {
        return Some(true);
    }
    let (name, _) = last(output)?;
    ["ValueTask", "LocalValueTask", "PooledFuture", "LocalPooledFuture"].contains(&&*name).then_some(false)
}

/// Whether a body is one call that makes no box of a future, and so hands on another's.
fn hands_on(block: &Block) -> bool {
    let text = block.span().source_text().unwrap_or_default();
    let is_call = matches!(&block.stmts[..], [Stmt::Expr(Expr::MethodCall(_) | Expr::Call(_), None)]);
    is_call && !["Box::pin(", ".boxed()", ".boxed_local()"].iter().any(|maker| text.contains(maker))
}

/// A call that makes a box of a future: the function of `Box::pin(..)`, or the receiver of `.boxed()`.
pub(crate) fn called_box(expr: &Expr) -> Option<&Expr> {
    match expr {
        Expr::MethodCall(call) if call.method == "boxed" || call.method == "boxed_local" => Some(&call.receiver),
        Expr::Call(call) => {
            let Expr::Path(made_by) = &*call.func else { return None };
            let Words { words, .. } = words(&made_by.path);
            words.ends_with(&["Box".to_owned(), "pin".to_owned()]).then_some(&*call.func)
        }
        _ => None,
    }
}

/// What the future of a return type results in, if that type is a boxed future: `BoxFuture<'_, T>`, `LocalBoxFuture`,
/// `Pin<Box<dyn Future<Output = T>>>`.
pub(crate) fn boxed_type(ty: &Type) -> Option<Type> {
    let (name, args) = last(ty)?;
    match name.as_str() {
        "BoxFuture" | "LocalBoxFuture" => types(args).last().cloned().cloned(),
        "Pin" => {
            let (name, args) = last(types(args).first()?)?;
            let Type::TraitObject(object) = types(args).first().filter(|_| name == "Box")? else { return None };
            object.bounds.iter().find_map(of_future)
        }
        _ => None,
    }
}

/// What a bound `Future<Output = T>` names.
fn of_future(bound: &TypeParamBound) -> Option<Type> {
    let TypeParamBound::Trait(bound) = bound else { return None };
    let last = bound.path.segments.last().filter(|last| last.ident == "Future")?;
    let PathArguments::AngleBracketed(args) = &last.arguments else { return None };
    args.args.iter().find_map(|arg| match arg {
        GenericArgument::AssocType(arg) if arg.ident == "Output" => Some(arg.ty.clone()),
        _ => None,
    })
}

/// Whether a return type is `impl Future<Output = T>`.
fn is_opaque(output: &Type) -> bool {
    matches!(output, Type::ImplTrait(opaque) if opaque.bounds.iter().any(|bound| of_future(bound).is_some()))
}

/// The last word of a path, and what stands in its angle brackets.
fn last(ty: &Type) -> Option<(String, &PathArguments)> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|_| path.qself.is_none())?;
    Some((last.ident.to_string(), &last.arguments))
}

/// The types among the arguments of a path.
fn types(args: &PathArguments) -> Vec<&Type> {
    let PathArguments::AngleBracketed(args) = args else { return Vec::new() };
    let types = args.args.iter().filter_map(|arg| match arg {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}
