//! From the signature of one method, as it is written, to two: in the native trait, and of the hidden method.
//!
//! Where all that a task holds is lent for one lifetime, the native method says that lifetime, too. So the companion's
//! object, which has only a task to give, may say that a task is what it returns. Implementations needn't: a method
//! that lends for several is one that lends for one.

use proc_macro2::Ident;
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::{
    Block, FnArg, Lifetime, Receiver, ReceiverKind, ReturnType, Signature, Token, Type, WhereClause, WherePredicate,
    parse_quote_spanned,
};

use super::clause::Clause;
use super::outlive::outlive;
use super::receiver::AutoTraits;
use super::shape::{Returned, can_be_hidden, task_lifetime, value_of};
use crate::args::{Mode, Returns, Start};
use crate::lifetimes::leave_out;
use crate::parse::Scope;
use crate::signature::{self, Outline};
use crate::tokens::{located, say};

/// How a method is written.
pub(super) struct Written {
    /// In the native trait.
    pub(super) native: Signature,
    /// As one that returns a task, under its own name.
    pub(super) hot: Signature,
    /// The task that it returns, by the lifetimes of the native signature, if an implementation of that may say so.
    pub(super) refined: Option<ReturnType>,
    /// What its default body has to know.
    pub(super) outline: Option<Outline>,
    /// What the user says in a where-clause.
    pub(super) user_where: Option<WhereClause>,
    /// What a clause or a default body asks of `Self`.
    pub(super) bound: AutoTraits,
}

impl Written {
    /// Writes `sig`, which returns what is `returned`, or what an async function does.
    pub(super) fn of(
        sig: &Signature,
        returned: Option<Returned>,
        body: Option<&Block>,
        scope: &Scope,
        mode: &Mode,
    ) -> Self {
        let is_async = returned.is_none();
        let mut written = sig.clone();
        let mut may_be_unified = is_async;
        if let Some(returned) = returned {
            let arrow = parse_quote_spanned!(sig.output.span()=> ->);
            written.output = ReturnType::Type(arrow, Box::new(returned.value));
            may_be_unified = returned.is_boxed;
        }
        let mut hot = written.clone();
        leave_out(&mut hot, body);
        signature::rewrite(&mut hot, scope, &returned_behind_dyn(mode), None);
        let is_refined = can_be_hidden(sig) && lends_for_one(&hot, &written, may_be_unified);
        let refined = is_refined.then(|| hot.output.clone());
        let user_where = sig.generics.where_clause.clone();

        let mut native = if is_refined && may_be_unified { hot.clone() } else { written.clone() };
        native.asyncness = None;
        native.generics.where_clause.clone_from(&user_where);
        let value = if is_refined && is_async { value_of(&hot.output) } else { plain(&written) };
        native.output = if is_async { return_future(&written, value, mode) } else { sig.output.clone() };

        let mut outline = None;
        let mut bound = Clause::of(sig).auto;
        if is_async {
            let mut full = written;
            leave_out(&mut full, body);
            let mut rewritten = signature::rewrite(&mut full, scope, mode, body);
            // A reference needn't be captured whole, and can't be replaced, as in any async function.
            rewritten.receiver = rewritten.receiver.filter(|_| !native.receiver().is_some_and(is_reference));
            outline = Some(rewritten);
            bind(&mut native, &full);
            for predicate in bounds(&full, &hot) {
                bound.send |= say(predicate.to_token_stream(), "Send");
                bound.sync |= say(predicate.to_token_stream(), "Sync");
                native.generics.make_where_clause().predicates.push(predicate.clone());
                hot.generics.make_where_clause().predicates.push(predicate);
            }
        }
        if scope.has_parameters {
            outlive(&mut hot, scope);
        }
        Self { native, hot, refined, outline, user_where, bound }
    }
}

/// The mode of a companion's method: a lazy one returns a pooled future, which has no room for a value.
pub(super) fn returned_behind_dyn(mode: &Mode) -> Mode {
    mode.returning(if mode.start == Start::Hot { Returns::Task } else { Returns::Pooled })
}

/// Whether what `hot` lends is lent for the task's lifetime, and the signature that is `written` may say so.
fn lends_for_one(hot: &Signature, written: &Signature, may_be_unified: bool) -> bool {
    let task = task_lifetime(&hot.output);
    // A receiver that is lent for another lifetime, as that of the trait, doesn't say how long its object lives.
    let is_lent = hot.receiver().is_some_and(|receiver| match &receiver.kind {
        ReceiverKind::Reference(_, lifetime, _) => lifetime.is_none() || *lifetime == task,
        _ => false,
    });
    let own = || hot.generics.lifetimes().map(|param| &param.lifetime);
    let is_written = |lifetime: &Lifetime| written.generics.lifetimes().any(|param| param.lifetime == *lifetime);
    is_lent && own().all(|lifetime| Some(lifetime) == task.as_ref() && (may_be_unified || is_written(lifetime)))
}

/// What a signature returns, or the unit.
fn plain(sig: &Signature) -> Type {
    match &sig.output {
        ReturnType::Default => parse_quote_spanned!(located(sig.ident.span())=> ()),
        ReturnType::Type(_, ty) => (**ty).clone(),
    }
}

/// Writes what the native method returns: a future of `value`.
fn return_future(written: &Signature, value: Type, mode: &Mode) -> ReturnType {
    let (arrow, end) = match &written.output {
        ReturnType::Default => {
            let end = written.paren_token.span.close();
            (Token![->](end), end)
        }
        ReturnType::Type(arrow, ty) => {
            let last = ty.to_token_stream().into_iter().last();
            (*arrow, last.map_or(arrow.span(), |last| last.span()))
        }
    };
    let span = located(value.span());
    let core = mode.core(span);
    let (close, value) = (Token![>](end), signature::argument(&value, mode));
    // A signature ends at a place of the user's.
    let name = Ident::new("Send", end);
    let send = mode.send.then(|| quote_spanned!(span=> + #core::marker::#name));
    let future = quote_spanned!(span=> impl #core::future::Future<Output = #value #close #send);
    let future = syn::parse2(future).expect("an `impl Future` is a type");
    ReturnType::Type(arrow, Box::new(future))
}

/// Gives the arguments of `native` the names and patterns that `full` has.
pub(super) fn bind(native: &mut Signature, full: &Signature) {
    for (arg, full) in native.inputs.iter_mut().zip(&full.inputs) {
        match (arg, full) {
            (FnArg::Typed(arg), FnArg::Typed(full)) => arg.pat.clone_from(&full.pat),
            (FnArg::Receiver(arg), FnArg::Receiver(full)) if !is_reference(arg) => {
                arg.mutability = full.mutability;
            }
            _ => {}
        }
    }
}

fn is_reference(receiver: &Receiver) -> bool {
    matches!(receiver.kind, ReceiverKind::Reference(..))
}

/// The predicates of `full` that aren't in `hot`: what its body asks for.
fn bounds(full: &Signature, hot: &Signature) -> Vec<WherePredicate> {
    let of = |sig: &Signature| {
        let predicates = sig.generics.where_clause.iter().flat_map(|clause| clause.predicates.clone());
        predicates.collect::<Vec<WherePredicate>>()
    };
    let said: Vec<_> = of(hot).iter().map(|predicate| predicate.to_token_stream().to_string()).collect();
    of(full).into_iter().filter(|predicate| !said.contains(&predicate.to_token_stream().to_string())).collect()
}
