//! Lifetimes that are named, but only where a reference could as well leave them out.
//!
//! They become the task's, like those that are left out, so that a trait and its implementations agree however each writes it:
//! a task's lifetime that no argument has would be early-bound in one and late-bound in the other.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Block, FnArg, GenericParam, Lifetime, ReceiverKind, Signature, Type};

/// Leaves out each lifetime that `sig` declares without a bound and names at one reference, and nowhere else.
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

/// Whether `arg` is a reference of the lifetime `name`, which then is no longer said.
fn leave_out_of(arg: &mut FnArg, name: &Ident) -> bool {
    let slot = match arg {
        FnArg::Receiver(receiver) => match &mut receiver.kind {
            ReceiverKind::Reference(_, lifetime, _) => Some(lifetime),
            ReceiverKind::Typed(_, ty) => of_reference(ty),
            _ => None,
        },
        FnArg::Typed(arg) => of_reference(&mut arg.ty),
    };
    slot.is_some_and(|slot| slot.take_if(|lifetime| lifetime.ident == *name).is_some())
}

fn of_reference(ty: &mut Type) -> Option<&mut Option<Lifetime>> {
    match ty {
        Type::Reference(ty) => Some(&mut ty.lifetime),
        Type::Paren(ty) => of_reference(&mut ty.elem),
        Type::Group(ty) => of_reference(&mut ty.elem),
        _ => None,
    }
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
