//! Which return types are boxed futures, and what those result in.

use syn::{GenericArgument, PathArguments, Type, TypeParamBound};

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
pub(super) fn is_opaque(output: &Type) -> bool {
    matches!(output, Type::ImplTrait(opaque) if opaque.bounds.iter().any(|bound| of_future(bound).is_some()))
}

/// The last word of a path, and what stands in its angle brackets.
pub(super) fn last(ty: &Type) -> Option<(String, &PathArguments)> {
    match ty {
        Type::Path(path) if path.qself.is_none() => {
            path.path.segments.last().map(|last| (last.ident.to_string(), &last.arguments))
        }
        Type::Group(group) => last(&group.elem),
        Type::Paren(paren) => last(&paren.elem),
        _ => None,
    }
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
