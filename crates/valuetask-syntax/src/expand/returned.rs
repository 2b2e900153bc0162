//! A method that returns an argument where its signature says that the result borrows from `self`.
//!
//! The compiler would say so, too, but of the task's lifetime, which can't be written.

use proc_macro2::Ident;
use quote::{ToTokens, quote};
use syn::{Block, Error, Expr, FnArg, Pat, Receiver, ReceiverKind, ReturnType, Signature, Stmt, Type, TypeReference};

use crate::args::Mode;
use crate::tokens::say;

/// Refuses an argument as the value of `body`, and takes it away, so that this is the only error about it.
///
/// What stands before it may diverge, and the crate async-trait accepts what is never reached.
pub(super) fn check(sig: &Signature, body: &mut Block, mode: &Mode) -> syn::Result<()> {
    let Some((last, before)) = body.stmts.split_last_mut() else { return Ok(()) };
    let Stmt::Expr(Expr::Path(path), None) = last else { return Ok(()) };
    let (Some(name), Some(lent)) = (path.path.get_ident(), of_the_receiver(sig)) else { return Ok(()) };
    let is_it = |arg: &&FnArg| is_argument(arg, name, lent);
    let is_reached = before.is_empty() || !mode.is_as_async_trait();
    if !is_reached || !sig.inputs.iter().any(|arg| is_it(&arg)) || before.iter().any(|stmt| may_bind(stmt, name)) {
        return Ok(());
    }
    let (method, of) = (&sig.ident, lent.elem.to_token_stream());
    let receiver = if sig.receiver().is_some_and(is_exclusive) { "&mut self" } else { "&self" };
    let message = format!(
        "this borrows from `self`, and `{name}` is returned: name the lifetime, \
         as in `async fn {method}<'a>({receiver}, {name}: &'a {of}) -> &'a {of}`"
    );
    let name = name.clone();
    *last = Stmt::Expr(Expr::Verbatim(quote!({ let _ = #name; loop {} })), None);
    Err(Error::new_spanned(lent, message))
}

fn is_exclusive(receiver: &Receiver) -> bool {
    matches!(receiver.kind, ReceiverKind::Reference(_, _, Some(_)))
}

/// The reference that `sig` returns, if the receiver is what lends it.
fn of_the_receiver(sig: &Signature) -> Option<&TypeReference> {
    let lends = matches!(sig.receiver()?.kind, ReceiverKind::Reference(_, None, _));
    match &sig.output {
        ReturnType::Type(_, ty) if lends => elided(ty),
        _ => None,
    }
}

fn elided(ty: &Type) -> Option<&TypeReference> {
    match ty {
        Type::Reference(ty) if ty.lifetime.is_none() => Some(ty),
        _ => None,
    }
}

/// Whether `arg` is called `name`, and a reference like the one that is `lent`.
fn is_argument(arg: &FnArg, name: &Ident, lent: &TypeReference) -> bool {
    let FnArg::Typed(arg) = arg else { return false };
    let is_called = matches!(&*arg.pat, Pat::Ident(pat) if pat.ident == *name && pat.subpat.is_none());
    is_called && elided(&arg.ty).is_some_and(|ty| ty == lent)
}

/// Whether a statement may give `name` to something else.
fn may_bind(stmt: &Stmt, name: &Ident) -> bool {
    match stmt {
        Stmt::Local(local) => say(local.pat.to_token_stream(), &name.to_string()),
        Stmt::Macro(call) => say(call.mac.tokens.clone(), &name.to_string()),
        Stmt::Item(_) => true,
        Stmt::Expr(..) => false,
    }
}
