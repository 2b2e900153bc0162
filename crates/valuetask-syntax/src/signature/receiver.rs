//! The receiver of a method whose body is a machine.

use proc_macro2::TokenStream;
use quote::quote;
use syn::visit::{self, Visit};
use syn::{
    Block, FnArg, GenericArgument, Item, Macro, Path, PathArguments, Receiver, ReceiverKind, Signature, Token, Type,
    TypePath, TypeReference, parse_quote, parse_quote_spanned,
};

use crate::args::Mode;
use crate::known::last_is_among;
use crate::parse::Scope;
use crate::tokens::{located, say};

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
        Some(FnArg::Receiver(receiver)) if mode.is_as_async_trait() => (receiver.self_token.span, inferred(receiver)),
        Some(FnArg::Receiver(receiver)) => (receiver.self_token.span, needs(receiver)),
        _ if mode.is_as_async_trait() && speaks_of_self(sig, body) => (sig.ident.span(), (true, false)),
        _ => return,
    };
    let core = mode.core(located(at));
    let missing = [(send && !scope.self_send, quote!(Send)), (sync && !scope.self_sync, quote!(Sync))];
    for (_, name) in missing.iter().filter(|(is_missing, _)| *is_missing) {
        sig.generics.make_where_clause().predicates.push(parse_quote!(Self: #core::marker::#name));
    }
}

/// Returns `true` if a method without a receiver uses `Self`, except in items in its body.
fn speaks_of_self(sig: &Signature, body: &Block) -> bool {
    struct Speaks(bool);
    impl Visit<'_> for Speaks {
        fn visit_path(&mut self, path: &Path) {
            self.0 |= path.segments.first().is_some_and(|first| first.ident == "Self");
            visit::visit_path(self, path);
        }

        fn visit_macro(&mut self, call: &Macro) {
            self.0 |= say(call.tokens.clone(), "Self") && !say(call.tokens.clone(), "fn");
        }

        fn visit_item(&mut self, _: &Item) {}
    }
    let mut found = Speaks(false);
    found.visit_signature(sig);
    found.visit_block(body);
    found.0
}

/// Returns async-trait's bounds on `Self`, even if the receiver doesn't need them: a body may.
fn inferred(receiver: &Receiver) -> (bool, bool) {
    match &receiver.kind {
        ReceiverKind::Reference(_, _, None) => (false, true),
        ReceiverKind::Typed(_, ty) => match &**ty {
            Type::Reference(TypeReference { mutability: None, .. }) => (false, true),
            Type::Path(path) => (true, is_arc_of_self(path)),
            _ => (true, false),
        },
        _ => (true, false),
    }
}

fn is_arc_of_self(ty: &TypePath) -> bool {
    let last = ty.path.segments.last().filter(|last| last.ident == "Arc");
    let of_self: GenericArgument = parse_quote!(Self);
    last.is_some_and(|last| match &last.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.iter().eq([&of_self]),
        _ => false,
    })
}

/// Returns whether `Self` has to be `Send` and `Sync` for a receiver to be `Send`.
fn needs(receiver: &Receiver) -> (bool, bool) {
    match &receiver.kind {
        ReceiverKind::Reference(_, _, None) => (false, true),
        ReceiverKind::Typed(_, ty) => needs_of(ty),
        _ => (true, false),
    }
}

fn needs_of(ty: &Type) -> (bool, bool) {
    struct Needs(bool, bool);
    impl Visit<'_> for Needs {
        fn visit_type_reference(&mut self, ty: &TypeReference) {
            match &*ty.elem {
                Type::Path(path) if ty.mutability.is_none() && path.path.is_ident("Self") => self.1 = true,
                elem => self.visit_type(elem),
            }
        }

        fn visit_type_path(&mut self, ty: &TypePath) {
            let shared = last_is_among("Arc", &ty.path);
            self.0 |= shared || ty.path.is_ident("Self");
            self.1 |= shared;
            visit::visit_type_path(self, ty);
        }
    }
    let mut needs = Needs(false, false);
    needs.visit_type(ty);
    (needs.0, needs.1)
}
