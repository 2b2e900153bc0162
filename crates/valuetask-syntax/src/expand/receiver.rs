//! `&mut self` becomes a receiver that the body may also borrow exclusively, or replace, as a reference.
//!
//! An async function would refuse that; code written for the attribute that boxes relies on it. Whether a body does can't be
//! read from it: a macro may, and so does a call of a method that some trait has for `&mut Self`.

use syn::{FnArg, ReceiverKind, Signature, Token, parse_quote_spanned};

/// Writes `&mut self` as `mut self: &mut Self`, at the user's place. The body borrows it, so that the `mut` is needed.
pub(super) fn let_be_borrowed(sig: &mut Signature) {
    let Some(FnArg::Receiver(receiver)) = sig.inputs.first_mut() else { return };
    let ReceiverKind::Reference(and, lifetime, Some(mutable)) = &receiver.kind else { return };
    let whole = Token![Self](receiver.self_token.span);
    let ty = parse_quote_spanned!(and.spans[0]=> #and #lifetime #mutable #whole);
    receiver.mutability = Some(*mutable);
    receiver.kind = ReceiverKind::Typed(Token![:](and.spans[0]), ty);
}
