//! From the signature of a hidden method to one whose clauses say that `Self` and the trait's parameters outlive the task.

use quote::{ToTokens, quote};
use syn::{Lifetime, ReturnType, Signature, WherePredicate, parse_quote};

use super::shape::task;
use crate::lifetimes::{fill_all, free_of_task, is_elided, walk_all};
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
    let types = scope.types.iter().map(ToTokens::to_token_stream);
    let parameters = scope.lifetimes.iter().map(ToTokens::to_token_stream).chain(types);
    let parameters = parameters.filter(|_| scope.kind == Kind::Trait);
    let predicates = &mut sig.generics.make_where_clause().predicates;
    for subject in [quote!(Self)].into_iter().chain(parameters) {
        let predicate: WherePredicate = parse_quote!(#subject: #task);
        if predicates.iter().all(|other| *other != predicate) {
            predicates.push(predicate);
        }
    }
}

/// Names the lifetime of the receiver, which is the task's.
fn name_receiver(sig: &mut Signature, scope: &Scope) -> Lifetime {
    let mut task = free_of_task(sig, scope);
    task.set_span(located(sig.ident.span()));
    if let Some(receiver) = sig.inputs.first_mut() {
        walk_all(receiver, false, &mut |slot| {
            if is_elided(slot) {
                slot.clone_from(&task);
            }
        });
    }
    if let ReturnType::Type(_, ty) = &mut sig.output {
        fill_all(ty, &task);
    }
    sig.generics.params.insert(0, parse_quote!(#task));
    task
}
