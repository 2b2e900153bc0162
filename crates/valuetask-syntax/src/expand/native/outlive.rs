//! From the signature of a hidden method to one whose clauses say that `Self` and the trait's parameters outlive the task.

use quote::{ToTokens, quote};
use syn::{FnArg, Lifetime, LifetimeParam, ReceiverKind, ReturnType, Signature, Token, WherePredicate, parse_quote};

use super::shape::task;
use crate::lifetimes::{fill_all, free_of_task};
use crate::parse::{Kind, Scope};
use crate::tokens::located;

/// Says that `Self` outlives the task, and in a trait that its parameters do: a future of the trait's may hold them.
///
/// In an implementation it says so of `Self` alone, so that the two agree on what is early-bound.
pub(super) fn outlive(sig: &mut Signature, scope: &Scope) {
    let Some((mut task, _)) = task(&sig.output) else { return };
    if task.ident == "_" {
        task = name_receiver(sig, scope);
    }
    let parameters = scope.lifetimes.iter().map(ToTokens::to_token_stream);
    let parameters = parameters.chain(scope.types.iter().map(ToTokens::to_token_stream));
    let parameters: Vec<_> = if scope.kind == Kind::Trait { parameters.collect() } else { Vec::new() };
    let clause = sig.generics.make_where_clause();
    for subject in [quote!(Self)].into_iter().chain(parameters) {
        let predicate: WherePredicate = parse_quote!(#subject: #task);
        let said = predicate.to_token_stream().to_string();
        if clause.predicates.iter().all(|other| other.to_token_stream().to_string() != said) {
            clause.predicates.push(predicate);
        }
    }
}

/// Names the lifetime of the receiver, which is the task's.
fn name_receiver(sig: &mut Signature, scope: &Scope) -> Lifetime {
    let span = located(sig.ident.span());
    let mut task = free_of_task(sig, scope);
    task.set_span(span);
    sig.generics.lt_token.get_or_insert(Token![<](span));
    sig.generics.gt_token.get_or_insert(Token![>](span));
    sig.generics.params.insert(0, syn::GenericParam::Lifetime(LifetimeParam::new(task.clone())));
    if let Some(FnArg::Receiver(receiver)) = sig.inputs.first_mut() {
        match &mut receiver.kind {
            ReceiverKind::Reference(_, slot, _) => *slot = Some(task.clone()),
            ReceiverKind::Typed(_, ty) => fill_all(ty, &task),
            _ => {}
        }
    }
    if let ReturnType::Type(_, ty) = &mut sig.output {
        fill_all(ty, &task);
    }
    task
}
