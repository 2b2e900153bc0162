//! From the receiver of a signature to how the method is called, and what that takes.

use quote::quote;
use syn::{GenericArgument, PathArguments, ReceiverKind, Signature, Token, Type};

/// The receiver of a signature, as its body names it.
pub(super) fn this(sig: &Signature) -> Token![self] {
    sig.receiver().map_or_else(Default::default, |receiver| receiver.self_token)
}

/// `Send` and `Sync`, or neither.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct AutoTraits {
    pub(super) send: bool,
    pub(super) sync: bool,
}

impl AutoTraits {
    /// Whether these are among `others`.
    pub(super) fn within(self, others: Self) -> bool {
        self.send <= others.send && self.sync <= others.sync
    }

    pub(super) fn or(self, others: Self) -> Self {
        Self { send: self.send || others.send, sync: self.sync || others.sync }
    }
}

/// The kinds of receivers, by what can call a method with one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Called {
    By,
    ByMut,
    ByValue,
    ByBox,
    ByArc,
    ByRc,
    /// Another type that leads to `Self`.
    Else,
}

impl Called {
    pub(super) fn of(sig: &Signature) -> Self {
        match sig.receiver().map(|receiver| &receiver.kind) {
            Some(ReceiverKind::Reference(_, _, None)) => Self::By,
            Some(ReceiverKind::Reference(..)) => Self::ByMut,
            Some(ReceiverKind::Typed(_, ty)) => Self::of_type(ty),
            _ => Self::ByValue,
        }
    }

    fn of_type(ty: &Type) -> Self {
        match ty {
            Type::Reference(ty) if matches!(&*ty.elem, Type::Path(path) if path.path.is_ident("Self")) => {
                if ty.mutability.is_some() { Self::ByMut } else { Self::By }
            }
            Type::Path(path) if path.path.is_ident("Self") => Self::ByValue,
            Type::Path(path) => match path.path.segments.last() {
                Some(last) if !arguments_are_self(&last.arguments) => Self::Else,
                Some(last) if last.ident == "Box" => Self::ByBox,
                Some(last) if last.ident == "Arc" => Self::ByArc,
                Some(last) if last.ident == "Rc" => Self::ByRc,
                _ => Self::Else,
            },
            _ => Self::Else,
        }
    }
}

/// Whether what leads to an object may stand for the receiver: one pointer to `Self`, pinned or not, or `Self`.
///
/// A name that isn't known is that of a pointer, as no other type of a crate's own can be a receiver.
pub(super) fn can_be_dispatched(sig: &Signature) -> bool {
    match sig.receiver().map(|receiver| &receiver.kind) {
        Some(ReceiverKind::Typed(_, ty)) => is_self(ty) || leads_to_self(ty),
        _ => true,
    }
}

fn leads_to_self(ty: &Type) -> bool {
    match ty {
        Type::Group(ty) => leads_to_self(&ty.elem),
        Type::Paren(ty) => leads_to_self(&ty.elem),
        Type::Reference(ty) => is_self(&ty.elem),
        Type::Path(ty) => ty.path.segments.last().is_some_and(|last| {
            let PathArguments::AngleBracketed(arguments) = &last.arguments else { return false };
            arguments.args.iter().any(|argument| match argument {
                GenericArgument::Type(ty) => is_self(ty) || last.ident == "Pin" && leads_to_self(ty),
                _ => false,
            })
        }),
        _ => false,
    }
}

fn is_self(ty: &Type) -> bool {
    match ty {
        Type::Group(ty) => is_self(&ty.elem),
        Type::Paren(ty) => is_self(&ty.elem),
        Type::Path(ty) => ty.path.is_ident("Self"),
        _ => false,
    }
}

fn arguments_are_self(arguments: &PathArguments) -> bool {
    quote!(#arguments).to_string() == quote!(<Self>).to_string()
}

/// Which auto traits `Self` needs for a receiver to be kept in a future that is `Send`.
pub(super) fn kept(called: Called) -> AutoTraits {
    match called {
        Called::By => AutoTraits { send: false, sync: true },
        Called::ByArc => AutoTraits { send: true, sync: true },
        _ => AutoTraits { send: true, sync: false },
    }
}
