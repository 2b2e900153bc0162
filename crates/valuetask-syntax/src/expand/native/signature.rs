//! From the signature of one method, as it is written, to two: in the native trait, and of the hidden method.
//!
//! Where all that a task holds is lent for one lifetime, the native method says that lifetime, too. So the erased trait's
//! object, which has only a task to give, may say that a task is what it returns. Implementations needn't: a method
//! that lends for several is one that lends for one.

use proc_macro2::Ident;
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{Block, Lifetime, ReceiverKind, ReturnType, Signature, Type, parse_quote_spanned};

use super::opaque::Opaque;
use super::shape::{bind, can_be_hidden, hidden, is_reference, strip, task};
use crate::args::{Mode, Returns, Start};
use crate::lifetimes::{fill_all, is_surely, leave_out};
use crate::parse::{Scope, predicates};
use crate::signature::{self, Outline};
use crate::tokens::located;

/// How a method is written.
pub(super) struct Written {
    /// In the native trait.
    pub(super) native: Signature,
    /// As one that returns a task, under the hidden name.
    pub(super) hot: Signature,
    /// The task that it returns, by the lifetimes of the native signature, if an implementation of that may say so.
    pub(super) refined: Option<ReturnType>,
    /// What its default body has to know, where the method is async.
    pub(super) outline: Option<Outline>,
}

impl Written {
    /// Writes `sig`, which returns what is `opaque`, what an async function does, or a plain value.
    pub(super) fn of(
        sig: &Signature,
        opaque: Option<&Opaque>,
        body: Option<&Block>,
        scope: &Scope,
        mode: &Mode,
    ) -> Self {
        let is_async = sig.asyncness.is_some();
        let mut full = sig.clone();
        leave_out(&mut full, body, scope);
        let mut hot = full.clone();
        if let Some(Opaque { value, .. }) = opaque {
            hot.output = parse_quote_spanned!(sig.output.span()=> -> #value);
        }
        signature::rewrite(&mut hot, scope, &returned_behind_dyn(mode), None);
        let is_refined = (is_async || opaque.is_some()) && can_be_hidden(sig) && lends_for_one(&hot, scope);
        let refined = is_refined.then(|| hot.output.clone());
        let lent = refined.as_ref().and_then(task);

        let mut native = if is_refined { hot.clone() } else { sig.clone() };
        native.generics.where_clause.clone_from(&sig.generics.where_clause);
        native.asyncness = None;
        native.output.clone_from(&sig.output);
        let mut outline = None;
        if is_async {
            if let (Some((_, value)), ReturnType::Type(_, ty)) = (lent, &mut native.output) {
                **ty = value;
            }
            return_future(&mut native, mode);
            let mut rewritten = signature::rewrite(&mut full, scope, mode, body);
            // A reference needn't be captured whole, and can't be replaced, as in any async function.
            rewritten.receiver = rewritten.receiver.filter(|_| !native.receiver().is_some_and(is_reference));
            outline = Some(rewritten);
            bind(&mut native, &full);
            // What its body asks for stands last.
            let asked: Vec<_> = predicates(&full.generics).skip(predicates(&hot.generics).count()).cloned().collect();
            native.generics.make_where_clause().predicates.extend(asked.iter().cloned());
            hot.generics.make_where_clause().predicates.extend(asked);
            signature::close(&mut native, signature::end(sig));
        } else {
            bind(&mut native, sig);
            if let (Some((lifetime, _)), ReturnType::Type(_, ty)) = (lent, &mut native.output) {
                fill_all(ty, &lifetime);
            }
        }
        strip(&mut hot);
        hot.ident = hidden(&sig.ident);
        Self { native, hot, refined, outline }
    }
}

/// Makes an async method of an implementation return a future that says whether it is `Send`, and gives what its body has to
/// know.
///
/// An async function doesn't say it, and each method that awaits it would prove it again, down to the last layer.
pub(super) fn say_future(sig: &mut Signature, body: &Block, scope: &Scope, mode: &Mode) -> Outline {
    let end = signature::end(sig);
    let mut full = sig.clone();
    let mut outline = signature::rewrite(&mut full, scope, mode, Some(body));
    outline.receiver = outline.receiver.filter(|_| !sig.receiver().is_some_and(is_reference));
    sig.asyncness = None;
    // By the lifetimes of this signature, not by those of a task.
    outline.value = signature::named(&return_future(sig, mode));
    bind(sig, &full);
    signature::close(sig, end);
    outline
}

/// The mode of an erased trait's method: a lazy one returns a pooled future, which has no room for a value.
pub(super) fn returned_behind_dyn(mode: &Mode) -> Mode {
    mode.returning(if mode.start == Start::Hot { Returns::Task } else { Returns::Pooled })
}

/// Whether what `hot` lends is lent for the task's lifetime.
fn lends_for_one(hot: &Signature, scope: &Scope) -> bool {
    // Of two lifetimes of one name, one may lend, and the other be the task's.
    let task = task(&hot.output).map(|(lifetime, _)| lifetime);
    let is_task = |lifetime: &Lifetime| task.as_ref().is_some_and(|task| is_surely(lifetime, task, hot, scope));
    // A receiver that is lent for another lifetime, as that of the trait, doesn't say how long its object lives.
    let is_lent = hot.receiver().is_some_and(|receiver| match &receiver.kind {
        ReceiverKind::Reference(_, lifetime, _) => lifetime.as_ref().is_none_or(is_task),
        _ => false,
    });
    is_lent && hot.generics.lifetimes().all(|param| is_task(&param.lifetime))
}

/// Makes the native method return a future of its value, which it gives.
fn return_future(sig: &mut Signature, mode: &Mode) -> Type {
    signature::returning(sig, mode, |at, value, close| {
        let span = located(at);
        let core = mode.core(span);
        let name = Ident::new("Send", close.span());
        let send = mode.send.then(|| quote_spanned!(span=> + #core::marker::#name));
        signature::parsed(quote_spanned!(span=> impl #core::future::Future<Output = #value #close #send))
    })
}
