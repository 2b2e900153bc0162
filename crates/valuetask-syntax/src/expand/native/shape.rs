//! What one signature shows of a native method, wherever it stands: whether it has a hidden method beside it, how it is
//! called, and the parts of what it returns.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::{
    FnArg, GenericArgument, GenericParam, Lifetime, Pat, PathArguments, Receiver, ReceiverKind, ReturnType, Safety,
    Signature, Token, Type,
};

use crate::conditions;
use crate::known::{HIDDEN, is_level};
use crate::lifetimes::is_self;
use crate::tokens::say;

/// What the hidden method beside a method is called, in the trait and in its erased trait.
pub(super) fn hidden(name: &Ident) -> Ident {
    format_ident!("{}{}", HIDDEN, name.unraw(), span = name.span())
}

/// What the constant beside a method is called that says how its hidden method starts.
pub(super) fn starts(name: &Ident) -> Ident {
    format_ident!("{}{}_starts", HIDDEN, name.unraw(), span = name.span())
}

/// Whether a method has a hidden one beside it: what a trait and its implementations both see decides.
pub(super) fn can_be_hidden(sig: &Signature) -> bool {
    sig.receiver().is_some()
        && sig.generics.params.iter().all(|param| matches!(param, GenericParam::Lifetime(_)))
        && !say(sig.inputs.to_token_stream(), "impl")
        && !is_unsafe(sig)
        && !has_attributes(sig)
}

pub(super) fn is_unsafe(sig: &Signature) -> bool {
    matches!(sig.safety, Safety::Unsafe(_))
}

/// Whether arguments have other attributes than lints, so that the method can't be copied.
pub(super) fn has_attributes(sig: &Signature) -> bool {
    let attrs = sig.inputs.iter().flat_map(|arg| match arg {
        FnArg::Receiver(receiver) => &receiver.attrs,
        FnArg::Typed(arg) => &arg.attrs,
    });
    attrs.into_iter().any(|attr| conditions::any(&attr.meta, |path| !is_level(path)))
}

/// The lifetime of the task that a rewritten signature returns, and what it yields.
pub(super) fn task(output: &ReturnType) -> Option<(Lifetime, Type)> {
    let ReturnType::Type(_, ty) = output else { return None };
    let Type::Path(path) = &**ty else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
    match (arguments.args.first()?, arguments.args.last()?) {
        (GenericArgument::Lifetime(lifetime), GenericArgument::Type(value)) => Some((lifetime.clone(), value.clone())),
        _ => None,
    }
}

pub(super) fn is_reference(receiver: &Receiver) -> bool {
    matches!(receiver.kind, ReceiverKind::Reference(..))
}

/// Gives the arguments of a signature the names and patterns that `full` has.
pub(super) fn bind(sig: &mut Signature, full: &Signature) {
    for (arg, full) in sig.inputs.iter_mut().zip(&full.inputs) {
        match (arg, full) {
            (FnArg::Typed(arg), FnArg::Typed(full)) => arg.pat.clone_from(&full.pat),
            (FnArg::Receiver(arg), FnArg::Receiver(full)) if !is_reference(arg) => {
                arg.mutability = full.mutability;
            }
            _ => {}
        }
    }
}

/// Takes the attributes of the arguments, which are lints, from a signature whose body uses each of them.
pub(super) fn strip(sig: &mut Signature) {
    sig.inputs.iter_mut().for_each(|arg| match arg {
        FnArg::Receiver(receiver) => receiver.attrs.clear(),
        FnArg::Typed(arg) => arg.attrs.clear(),
    });
}

/// The names of the arguments of a signature whose patterns are names.
pub(super) fn arguments(sig: &Signature) -> impl Iterator<Item = &Pat> {
    sig.inputs.iter().filter_map(|arg| match arg {
        FnArg::Typed(arg) => Some(&*arg.pat),
        FnArg::Receiver(_) => None,
    })
}

/// A call of `Self`'s method `name` of the trait `path`, with what a signature is given.
pub(super) fn own_call(path: &impl ToTokens, name: &Ident, sig: &Signature) -> TokenStream {
    let (this, arguments) = (this(sig), arguments(sig));
    quote!(<Self as #path>::#name(#this #(, #arguments)*))
}

/// The receiver of a signature, as its body names it.
pub(super) fn this(sig: &Signature) -> Token![self] {
    sig.receiver().map_or_else(Default::default, |receiver| receiver.self_token)
}

/// The kinds of receivers, by what can call a method with one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Called {
    By,
    ByMut,
    ByValue,
    ByBox,
    /// Another pointer to `Self`, pinned or not.
    Else,
}

impl Called {
    /// How an object is called, if one pointer or none leads to `Self`: more can't be dispatched.
    pub(super) fn of(sig: &Signature) -> Option<Self> {
        match &sig.receiver()?.kind {
            ReceiverKind::Reference(_, _, None) => Some(Self::By),
            ReceiverKind::Reference(..) => Some(Self::ByMut),
            ReceiverKind::Typed(_, ty) => Self::of_type(ty),
            _ => Some(Self::ByValue),
        }
    }

    /// A name that isn't known is that of a pointer, as no other type of a crate's own can be a receiver.
    fn of_type(ty: &Type) -> Option<Self> {
        match ty {
            ty if is_self(ty) => Some(Self::ByValue),
            Type::Reference(ty) if is_self(&ty.elem) => Some(ty.mutability.map_or(Self::By, |_| Self::ByMut)),
            Type::Path(ty) => {
                let last = ty.path.segments.last()?;
                let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
                let leads = |argument: &GenericArgument| match argument {
                    GenericArgument::Type(ty) => is_self(ty) || last.ident == "Pin" && Self::of_type(ty).is_some(),
                    _ => false,
                };
                let called = if last.ident == "Box" { Self::ByBox } else { Self::Else };
                arguments.args.iter().any(leads).then_some(called)
            }
            _ => None,
        }
    }
}
