//! Lifetimes that are named, but only where they could as well be left out.
//!
//! They become the task's, like those that are left out, so that a trait and its implementations agree however each writes it:
//! a task's lifetime that no argument has would be early-bound in one and late-bound in the other.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Block, FnArg, GenericParam, Lifetime, ReceiverKind, Signature};

use super::walk::{Place, of_reference, walk};

/// Leaves out each lifetime that `sig` declares without a bound and names once, where the task's may stand.
pub(crate) fn leave_out(sig: &mut Signature, body: Option<&Block>) {
    let declared = sig.generics.lifetimes().filter(|param| param.attrs.is_empty() && param.bounds.is_empty());
    let declared: Vec<Ident> = declared.map(|param| param.lifetime.ident.clone()).collect();
    for name in declared {
        let uses = uses(sig.to_token_stream(), &name) + uses(body.to_token_stream(), &name);
        if uses == 2 && sig.inputs.iter_mut().any(|arg| leave_out_of(arg, &name)) {
            let params = std::mem::take(&mut sig.generics.params).into_iter();
            let is_it =
                |param: &GenericParam| matches!(param, GenericParam::Lifetime(param) if param.lifetime.ident == name);
            sig.generics.params = params.filter(|param| !is_it(param)).collect();
        }
    }
    if sig.generics.params.is_empty() {
        (sig.generics.lt_token, sig.generics.gt_token) = (None, None);
    }
}

/// Whether `arg` has the lifetime `name` at such a place, where it then is no longer said.
fn leave_out_of(arg: &mut FnArg, name: &Ident) -> bool {
    let mut found = false;
    let mut each = |place, slot: &mut Lifetime| {
        if place == Place::Outer && slot.ident == *name {
            *slot = Lifetime::new("'_", slot.span());
            found = true;
        }
    };
    match arg {
        FnArg::Receiver(receiver) => match &mut receiver.kind {
            ReceiverKind::Reference(and, lifetime, _) => of_reference(*and, lifetime, |slot| each(Place::Outer, slot)),
            ReceiverKind::Typed(_, ty) => walk(ty, &mut each),
            _ => {}
        },
        FnArg::Typed(arg) => walk(&mut arg.ty, &mut each),
    }
    found
}

/// How often `tokens` say the lifetime, or label, `name`.
fn uses(tokens: TokenStream, name: &Ident) -> usize {
    let mut after_quote = false;
    let uses = tokens.into_iter().map(|token| {
        let quoted =
            std::mem::replace(&mut after_quote, matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\''));
        match token {
            TokenTree::Ident(ident) => usize::from(quoted && ident == *name),
            TokenTree::Group(group) => uses(group.stream(), name),
            _ => 0,
        }
    });
    uses.sum()
}
