//! Which return types are boxed futures, or have one in them, and what those result in.

use syn::spanned::Spanned as _;
use syn::{Block, Expr, GenericArgument, PathArguments, ReturnType, Signature, Type, TypeParamBound};

use super::boxes;
use super::item::{Boxed, Returns, Words};
use super::meta::words;

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
    let aliases = names(output)?;
    let made = block.and_then(boxes::tail).map(|made| made.span().byte_range());
    Some(Returns::Boxed(Box::new(Boxed {
        aliases,
        ty: output.span().byte_range(),
        is_plain: is_plain_box(output),
        made,
    })))
}

/// The names in a type that may be aliases of a boxed future; none of one that has a boxed future in it.
pub(super) fn names(ty: &Type) -> Option<Vec<Words>> {
    let mut names = Vec::new();
    if holds_box(ty, &mut names) { Some(Vec::new()) } else { (!names.is_empty()).then_some(names) }
}

/// Whether a type is a boxed future, or has one in it. Adds the names in it that may be aliases.
fn holds_box(ty: &Type, names: &mut Vec<Words>) -> bool {
    match ty {
        _ if boxed_type(ty).is_some() || is_plain_box(ty) => true,
        Type::Path(path) => {
            let named = path.qself.is_none() && path.path.segments[0].ident != "Self";
            names.extend(named.then(|| words(&path.path)));
            path.path.segments.iter().flat_map(|segment| types(&segment.arguments)).any(|ty| holds_box(ty, names))
        }
        Type::Tuple(tuple) => tuple.elems.iter().any(|ty| holds_box(ty, names)),
        Type::Array(array) => holds_box(&array.elem, names),
        Type::Paren(inner) => holds_box(&inner.elem, names),
        _ => false,
    }
}

/// Whether a type is `Box<dyn Future<Output = T>>`, or `Pin<Box<impl Future<Output = T>>>`.
pub(super) fn is_plain_box(ty: &Type) -> bool {
    let Some((name, args)) = last(ty) else { return false };
    match (name.as_str(), types(args).first().map(|inner| bare(inner))) {
        ("Pin", Some(inner)) => is_plain_box(inner),
        ("Box", Some(Type::TraitObject(object))) => object.bounds.iter().any(|bound| of_future(bound).is_some()),
        ("Box", Some(inner)) => is_opaque(inner),
        _ => false,
    }
}

/// Whether the declared type of an `async_method` is a box, where that is known by its name.
fn is_box(output: &Type) -> Option<bool> {
    if boxed_type(output).is_some() {
        return Some(true);
    }
    let (name, _) = last(output)?;
    ["ValueTask", "LocalValueTask", "PooledFuture", "LocalPooledFuture"].contains(&&*name).then_some(false)
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
            let Type::TraitObject(object) = bare(types(args).first().filter(|_| name == "Box")?) else { return None };
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

/// A type without parentheses around it.
fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Paren(inner) => bare(&inner.elem),
        Type::Group(inner) => bare(&inner.elem),
        ty => ty,
    }
}

/// The last word of a path, and what stands in its angle brackets.
fn last(ty: &Type) -> Option<(String, &PathArguments)> {
    let Type::Path(path) = bare(ty) else { return None };
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
