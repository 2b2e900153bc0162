//! The receiver of a method whose body is a machine, and `Self` in its value: from a signature to what captures the
//! receiver, and to what the two ask of `Self`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::visit_mut;
use syn::{
    Block, FnArg, Receiver, ReceiverKind, Signature, Token, Type, TypeParamBound, TypePath, TypePtr, TypeReference,
    parse_quote, parse_quote_spanned,
};

use crate::args::Mode;
use crate::known::{is_pointer, last_is_among};
use crate::lifetimes::held;
use crate::parse::{Kind, Scope, bounds_of_self};
use crate::tokens::{located, say};
use crate::visitor::{Through, Visitor};

/// Captures a receiver that isn't a reference, so that it is dropped last, used or not.
///
/// A `&mut self` is captured for its [declaration](let_be_borrowed).
pub(super) fn captured(sig: &Signature) -> Option<TokenStream> {
    let receiver = sig.receiver()?;
    let name = &receiver.self_token;
    match &receiver.kind {
        ReceiverKind::Reference(_, _, None) => None,
        ReceiverKind::Reference(_, _, Some(_)) => Some(quote!(let _ = &mut #name;)),
        _ => Some(quote!(let _ = &#name;)),
    }
}

/// Lets a body borrow its `&mut self` exclusively, or replace it, as a reference.
///
/// The body borrows it, so that the `mut` is used.
///
/// ```text
/// &mut self
/// mut self: &mut Self
/// ```
///
/// An async function would refuse that, but code written for async-trait relies on it. The body doesn't tell: a macro
/// may do it, and so does a call of a method that some trait has for `&mut Self`.
pub(super) fn let_be_borrowed(sig: &mut Signature) {
    let Some(FnArg::Receiver(receiver)) = sig.inputs.first_mut() else { return };
    let ReceiverKind::Reference(and, lifetime, Some(mutable)) = &receiver.kind else { return };
    let whole = Token![Self](receiver.self_token.span);
    let ty = parse_quote_spanned!(and.spans[0]=> #and #lifetime #mutable #whole);
    receiver.mutability = Some(*mutable);
    receiver.kind = ReceiverKind::Typed(Token![:](and.spans[0]), ty);
}

/// Bounds `Self` in a method with a default body, which holds its receiver.
///
/// The receiver has to be `Send` for every implementation that uses the body.
pub(super) fn bound_self(sig: &mut Signature, scope: &Scope, mode: &Mode, body: &Block) {
    let (at, (send, sync)) = match sig.inputs.first() {
        Some(arg @ FnArg::Receiver(receiver)) => {
            let (send, sync) = needs(receiver);
            // The attribute of the crate async-trait asks for this, whether the receiver needs it or not: a body may.
            (receiver.self_token.span, (send || held(arg).is_some() && mode.is_as_async_trait(), sync))
        }
        _ if mode.is_as_async_trait() && speaks_of_self(sig, Some(body)) => (sig.ident.span(), (true, false)),
        _ => return,
    };
    let core = mode.core(located(at));
    let missing = [(send && !scope.self_send, quote!(Send)), (sync && !scope.self_sync, quote!(Sync))];
    for (_, name) in missing.iter().filter(|(is_missing, _)| *is_missing) {
        sig.generics.make_where_clause().predicates.push(parse_quote!(Self: #core::marker::#name));
    }
}

/// Returns `true` if a signature or a body says `Self`.
pub(super) fn speaks_of_self(sig: &Signature, body: Option<&Block>) -> bool {
    say(sig.to_token_stream(), "Self") || say(body.to_token_stream(), "Self")
}

/// Returns whether `Self` has to be `Send` and `Sync` for a receiver to be `Send`.
pub(crate) fn needs(receiver: &Receiver) -> (bool, bool) {
    struct Needs(bool, bool);
    impl Visitor for Needs {
        fn visit_type_reference_mut(&mut self, ty: &mut TypeReference) {
            match &mut *ty.elem {
                Type::Path(path) if ty.mutability.is_none() && path.path.is_ident("Self") => self.1 = true,
                elem => self.visit_type_mut(elem),
            }
        }

        fn visit_type_path_mut(&mut self, ty: &mut TypePath) {
            let shared = last_is_among("Arc", &ty.path);
            self.0 |= shared || ty.path.is_ident("Self");
            self.1 |= shared;
            visit_mut::visit_type_path_mut(&mut Through(self), ty);
        }
    }
    match &receiver.kind {
        ReceiverKind::Reference(_, _, None) => (false, true),
        ReceiverKind::Typed(_, ty) => {
            let mut needs = Needs(false, false);
            needs.visit_type_mut(&mut ty.clone());
            (needs.0, needs.1)
        }
        _ => (true, false),
    }
}

/// Bounds `Self` by `Sized` in a trait method that returns a task of `value`, if that stores a `Self`.
///
/// Errors about the clause are shown at `end`.
pub(super) fn demand_sized(sig: &mut Signature, scope: &Scope, mode: &Mode, value: &Type, end: Span) {
    // Does a task of `value` store a `Self`?
    let mut found = InPlace(false);
    found.visit_type_mut(&mut value.clone());
    if scope.kind == Kind::Trait && found.0 && !is_sized(sig) {
        let core = mode.core(located(end));
        sig.generics.make_where_clause().predicates.push(parse_quote_spanned!(end=> Self: #core::marker::Sized));
    }
}

/// Looks for a `Self` that isn't behind a pointer.
struct InPlace(bool);

impl Visitor for InPlace {
    fn visit_type_path_mut(&mut self, ty: &mut TypePath) {
        self.0 |= ty.path.is_ident("Self");
        if !is_pointer(ty) {
            // Not the type before `as`: `<Self as Trait>::Key` only has a `Key`.
            visit_mut::visit_path_mut(&mut Through(self), &mut ty.path);
        }
    }

    fn visit_type_reference_mut(&mut self, _: &mut TypeReference) {}
    fn visit_type_ptr_mut(&mut self, _: &mut TypePtr) {}
}

/// Returns `true` if a method has `where Self: Sized` itself.
pub(crate) fn is_sized(sig: &Signature) -> bool {
    bounds_of_self(&sig.generics)
        .any(|bound| matches!(bound, TypeParamBound::Trait(bound) if last_is_among("Sized", &bound.path)))
}
