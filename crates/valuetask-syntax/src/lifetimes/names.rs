//! The names of new lifetimes, and where they are written.

use proc_macro2::Span;
use syn::{FnArg, GenericParam, Lifetime, LifetimeParam, Receiver, ReceiverKind, Signature, Token};

use super::survey::Survey;
use super::walk::{is_elided, walk};
use crate::signature::located;

/// Names that the signature doesn't use.
pub(super) struct Names {
    pub(super) task: Lifetime,
    stem: String,
}

impl Names {
    pub(super) fn new(survey: &Survey) -> Self {
        let mut stem = String::from("'vt");
        while survey.mentioned.iter().any(|name| format!("'{name}").starts_with(&stem)) {
            stem.push('_');
        }
        let task = if survey.wants_async_trait { "'async_trait" } else { &stem };
        Self { task: Lifetime::new(task, Span::mixed_site()), stem }
    }

    /// The name of a lifetime that isn't the task's.
    pub(super) fn fresh(&self, index: usize) -> Lifetime {
        Lifetime::new(&format!("{}{index}", self.stem), Span::mixed_site())
    }
}

/// Gives an elided lifetime its name, at its place.
pub(super) fn fill(slot: &mut Lifetime, name: &Lifetime) {
    if is_elided(slot) {
        let span = located(slot.ident.span());
        *slot = name.clone();
        slot.set_span(span);
    }
}

/// Declares lifetimes, each where an argument has it first. All lifetimes of `sig` then stand in the order in which the arguments have
/// them, so that a trait and its implementations agree on it, whichever each names.
pub(super) fn declare(sig: &mut Signature, declared: Vec<Lifetime>) {
    let here = located(sig.ident.span());
    if !declared.is_empty() {
        sig.generics.lt_token.get_or_insert(Token![<](here));
        sig.generics.gt_token.get_or_insert(Token![>](here));
    }
    let found = named(sig);
    let place = |lifetime: &Lifetime| found.iter().position(|found| found == lifetime);
    let (mut lifetimes, others): (Vec<_>, Vec<_>) = std::mem::take(&mut sig.generics.params)
        .into_iter()
        .partition(|param| matches!(param, GenericParam::Lifetime(_)));
    for mut lifetime in declared {
        let span = place(&lifetime).map_or(here, |place| found[place].span());
        lifetime.set_span(span);
        lifetimes.push(GenericParam::Lifetime(LifetimeParam::new(lifetime)));
    }
    lifetimes.sort_by_key(|param| match param {
        GenericParam::Lifetime(param) => place(&param.lifetime).unwrap_or(usize::MAX),
        _ => usize::MAX,
    });
    sig.generics.params = lifetimes.into_iter().chain(others).collect();
}

/// The lifetimes of the arguments, as they are written.
fn named(sig: &mut Signature) -> Vec<Lifetime> {
    let mut found = Vec::new();
    for arg in &mut sig.inputs {
        match arg {
            FnArg::Receiver(Receiver { kind: ReceiverKind::Reference(_, lifetime, _), .. }) => {
                found.extend(lifetime.clone());
            }
            FnArg::Receiver(Receiver { kind: ReceiverKind::Typed(_, ty), .. }) => {
                walk(ty, &mut |_, slot| found.push(slot.clone()));
            }
            FnArg::Receiver(_) => {}
            FnArg::Typed(arg) => walk(&mut arg.ty, &mut |_, slot| found.push(slot.clone())),
        }
    }
    found
}
