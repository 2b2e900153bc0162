//! From the receiver of a signature to how the method is called.

use quote::ToTokens;
use syn::{GenericArgument, PathArguments, ReceiverKind, Signature, Token, Type};

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

/// Whether a type is `Self`.
pub(super) fn is_self(ty: &Type) -> bool {
    ty.to_token_stream().to_string() == "Self"
}
