//! A receiver that the body borrows exclusively, `&mut self` where `self` is itself a reference.
//!
//! An async function would refuse that; code written for the attribute that boxes relies on it.

use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprReference, FnArg, Item, ReceiverKind, Signature, parse_quote};

/// Writes `&mut self` as `mut self: &mut Self` where `body` needs it.
pub(super) fn let_be_borrowed(sig: &mut Signature, body: &Block) {
    let Some(FnArg::Receiver(receiver)) = sig.inputs.first_mut() else { return };
    let ReceiverKind::Reference(and, lifetime, Some(mutable)) = &receiver.kind else { return };
    let mut borrows = Borrows(false);
    borrows.visit_block(body);
    if borrows.0 {
        let colon = syn::Token![:](and.spans[0]);
        receiver.mutability = Some(*mutable);
        receiver.kind = ReceiverKind::Typed(colon, parse_quote!(#and #lifetime #mutable Self));
    }
}

struct Borrows(bool);

impl Visit<'_> for Borrows {
    fn visit_expr_reference(&mut self, reference: &ExprReference) {
        let whole = matches!(&*reference.expr, Expr::Path(path) if path.path.is_ident("self"));
        self.0 |= whole && reference.mutability.is_some();
        visit::visit_expr_reference(self, reference);
    }

    fn visit_item(&mut self, _: &Item) {}
}
