//! What one signature shows of a native method, wherever it stands: in, the signature; out, what it returns and whether
//! it has a hidden method beside it. What a trait and its implementations both see decides.

use proc_macro2::Ident;
use quote::format_ident;
use syn::ext::IdentExt;
use syn::visit::Visit;
use syn::{
    AngleBracketedGenericArguments, AssocType, FnArg, GenericArgument, GenericParam, Lifetime, Meta, PathArguments,
    ReturnType, Safety, Signature, Type, TypeImplTrait, TypeParamBound, parse_quote,
};

use super::boxed::Boxed;
use crate::conditions;
use crate::known::{HIDDEN, last_is_among};

/// What the hidden method beside a method is called, in the trait and in its companion.
pub(super) fn hidden(name: &Ident) -> Ident {
    format_ident!("{}{}", HIDDEN, name.unraw(), span = name.span())
}

/// What a signature returns by its own words, where that is a future, or is boxed.
pub(super) struct Returned {
    /// What it yields.
    pub(super) value: Type,
    pub(super) is_send: bool,
    pub(super) is_boxed: bool,
}

impl Returned {
    /// What is boxed, whose own bounds say whether it is `Send`.
    pub(super) fn boxed(boxed: &Boxed) -> Self {
        Self { value: boxed.item.clone(), is_send: false, is_boxed: true }
    }
}

/// What `sig` returns, if it isn't async and that is written as `impl Future<Output = T>`.
pub(super) fn future_of(sig: &Signature) -> Option<Returned> {
    if sig.asyncness.is_some() {
        return None;
    }
    let ReturnType::Type(_, ty) = &sig.output else { return None };
    let Type::ImplTrait(opaque) = &**ty else { return None };
    let mut value = None;
    let mut is_send = false;
    for bound in &opaque.bounds {
        let TypeParamBound::Trait(bound) = bound else { continue };
        is_send |= last_is_among("Send", &bound.path);
        let last = bound.path.segments.last()?;
        if last.ident == "Future"
            && let PathArguments::AngleBracketed(arguments) = &last.arguments
        {
            value = value.or_else(|| arguments.args.iter().find_map(output));
        }
    }
    value.map(|value| Returned { value, is_send, is_boxed: false })
}

fn output(argument: &GenericArgument) -> Option<Type> {
    match argument {
        GenericArgument::AssocType(AssocType { ident, ty, .. }) if ident == "Output" => Some(ty.clone()),
        _ => None,
    }
}

/// The lifetime of the task that a rewritten signature returns.
pub(super) fn task_lifetime(output: &ReturnType) -> Option<Lifetime> {
    task_arguments(output)?.args.iter().find_map(|argument| match argument {
        GenericArgument::Lifetime(lifetime) => Some(lifetime.clone()),
        _ => None,
    })
}

/// What the task yields that a rewritten signature returns.
pub(super) fn value_of(output: &ReturnType) -> Type {
    let value = task_arguments(output).and_then(|arguments| {
        arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::Type(value) => Some(value.clone()),
            _ => None,
        })
    });
    value.unwrap_or_else(|| parse_quote!(()))
}

fn task_arguments(output: &ReturnType) -> Option<&AngleBracketedGenericArguments> {
    let ReturnType::Type(_, ty) = output else { return None };
    let Type::Path(path) = &**ty else { return None };
    match &path.path.segments.last()?.arguments {
        PathArguments::AngleBracketed(arguments) => Some(arguments),
        _ => None,
    }
}

/// Whether a method has a hidden one beside it: what a trait and its implementations both see decides.
pub(super) fn can_be_hidden(sig: &Signature) -> bool {
    sig.receiver().is_some()
        && sig.generics.params.iter().all(|param| matches!(param, GenericParam::Lifetime(_)))
        && !arguments_are_opaque(sig)
        && !is_unsafe(sig)
        && why_attributes(sig).is_none()
}

pub(super) fn is_unsafe(sig: &Signature) -> bool {
    matches!(sig.safety, Safety::Unsafe(_))
}

/// Why a method can't be copied, if attributes of its arguments are that: lints are none of it.
pub(super) fn why_attributes(sig: &Signature) -> Option<&'static str> {
    let is_other = |meta: Meta| (!last_is_among("allow deny expect forbid warn", meta.path())).then_some(meta);
    let mut attrs = sig.inputs.iter().map(|arg| match arg {
        FnArg::Receiver(receiver) => &receiver.attrs,
        FnArg::Typed(arg) => &arg.attrs,
    });
    if attrs.clone().any(|attrs| !conditions::of(attrs).is_empty()) {
        Some("it has arguments under a `cfg`")
    } else if attrs.any(|attrs| attrs.iter().any(|attr| conditions::each(attr.meta.clone(), &is_other).is_some())) {
        Some("it has arguments with attributes other than lints")
    } else {
        None
    }
}

pub(super) fn arguments_are_opaque(sig: &Signature) -> bool {
    let mut opaque = Opaque(false);
    sig.inputs.iter().for_each(|arg| opaque.visit_fn_arg(arg));
    opaque.0
}

pub(super) struct Opaque(pub(super) bool);

impl Visit<'_> for Opaque {
    fn visit_type_impl_trait(&mut self, _: &TypeImplTrait) {
        self.0 = true;
    }
}
