//! How long a task may live: its lifetime, what it is called, and what has to outlive it.
//!
//! All elided references of a signature share the task's lifetime; that they outlive it needs no saying. Of what a
//! method takes by value a clause says it, which makes the task's lifetime early-bound, so that a trait and its
//! implementations must either all say one or none: see [`clauses`].
//!
//! ```text
//! async fn f()                            fn f() -> ValueTask<'static, ()>
//! async fn f(&self)                       fn f(&self) -> ValueTask<'_, ()>
//! async fn f(&self, key: &str)            fn f<'vt>(&'vt self, key: &'vt str) -> ValueTask<'vt, ()>
//! async fn f<K>(&self, key: K)            fn f<'vt, K>(&'vt self, key: K) -> ValueTask<'vt, ()> where K: 'vt
//! async fn f(&self, key: Key<'_>)         fn f<'vt, 'vt0>(&'vt self, key: Key<'vt0>) -> ValueTask<'vt, ()> where 'vt0: 'vt
//! async fn f(&self, key: &str) -> &str    fn f<'vt0, 'vt>(&'vt0 self, key: &'vt str) -> ValueTask<'vt, &'vt0 str> where 'vt0: 'vt
//! ```

mod clauses;
mod hidden;
mod leave_out;
mod parts;
mod survey;
mod walk;

use proc_macro2::{Ident, Span};
use syn::{GenericParam, Lifetime, LifetimeParam, ReturnType, Signature, Token, Type};

pub(crate) use clauses::bound_impl_traits;
pub(crate) use hidden::hides_lifetime;
pub(crate) use leave_out::leave_out;
use survey::{Shape, Survey, names};
use walk::{Held, is_elided, walk, walk_arg};

use crate::parse::Scope;
use crate::tokens::located;

/// Names the lifetimes of `sig` in place, adds the clauses that it needs, and gives the task's lifetime.
pub(crate) fn resolve(sig: &mut Signature, scope: &Scope) -> Lifetime {
    let survey = Survey::of(sig, scope);
    let names = names(sig, scope);
    let stem = stem(&names);
    let own = speaks_of_async_trait(sig, scope, &names).then_some("'async_trait");
    let shape = if own.is_some() { Shape::Own } else { survey.shape() };
    let called = |name: &str| Lifetime::new(name, Span::mixed_site());
    let (task, mut new) = match shape {
        Shape::Static => return called("'static"),
        Shape::OfReceiver => return called("'_"),
        Shape::Named(task) => (task, Vec::new()),
        Shape::Own => {
            let task = called(own.unwrap_or(&stem));
            (task.clone(), vec![task])
        }
    };
    name(sig, &survey, &task, &stem, &mut new);
    clauses::add(sig, scope, &survey, &task, &new);
    declare(sig, new);
    task
}

/// Names the lifetimes of `sig`, whose output is `declared`, if that elides one: all arguments have to outlive it.
///
/// A declared type that names its lifetimes says itself what outlives what.
pub(crate) fn resolve_declared(sig: &mut Signature, declared: &mut Type, scope: &Scope) {
    let mut elides = false;
    walk(declared, &mut |_, lifetime| elides |= is_elided(lifetime));
    if !elides {
        return;
    }
    let task = resolve(sig, scope);
    // Where nothing is borrowed, the compiler says best what an elided lifetime lacks.
    if task.ident != "static" {
        walk(declared, &mut |_, lifetime| fill(lifetime, &task));
    }
}

/// Whether the user speaks of the task's lifetime by the name that the crate async-trait gives it.
fn speaks_of_async_trait(sig: &Signature, scope: &Scope, names: &[Ident]) -> bool {
    let mut declared = sig.generics.lifetimes().map(|param| &param.lifetime).chain(&scope.lifetimes);
    names.iter().any(|name| name == "async_trait") && declared.all(|lifetime| lifetime.ident != "async_trait")
}

/// What new lifetimes are called: nothing that the signature uses begins like that.
fn stem(names: &[Ident]) -> String {
    let mut stem = String::from("'vt");
    while names.iter().any(|name| format!("'{name}").starts_with(&stem)) {
        stem.push('_');
    }
    stem
}

/// Gives every elided lifetime its name, and adds those that aren't the task's to `new`.
fn name(sig: &mut Signature, survey: &Survey, task: &Lifetime, stem: &str, new: &mut Vec<Lifetime>) {
    let alone = survey.is_alone();
    let mut fresh = || {
        let own = Lifetime::new(&format!("{stem}{}", new.len().saturating_sub(1)), Span::mixed_site());
        new.push(own.clone());
        own
    };
    // What an elided lifetime in the output stands for.
    let receiver = survey.receiver.as_ref().map(|receiver| match receiver {
        named if !is_elided(named) => named.clone(),
        _ if survey.output_elided && survey.total() > 1 => fresh(),
        _ => task.clone(),
    });
    let mut lone = None;
    for arg in &mut sig.inputs {
        let of_receiver = matches!(arg, syn::FnArg::Receiver(_)).then_some(&receiver).and_then(Option::as_ref);
        walk_arg(arg, &mut |held, slot| match (of_receiver, held) {
            _ if !is_elided(slot) => {}
            (_, Held::Beneath) => {}
            (Some(receiver), _) => fill(slot, receiver),
            (None, Held::ByValue) if !alone => {
                let own = fresh();
                fill(slot, &own);
                lone.get_or_insert(own);
            }
            (None, Held::Outer | Held::ByValue) => fill(slot, task),
        });
    }
    let lone = lone.or_else(|| survey.named.first().cloned()).unwrap_or_else(|| task.clone());
    let output = receiver.or_else(|| (survey.total() == 1).then_some(if alone { task.clone() } else { lone }));
    if let (Some(output), ReturnType::Type(_, ty)) = (output, &mut sig.output) {
        walk(ty, &mut |_, slot| fill(slot, &output));
    }
}

/// Gives every elided lifetime of a type its name.
pub(crate) fn fill_all(ty: &mut Type, name: &Lifetime) {
    walk(ty, &mut |_, slot| fill(slot, name));
}

/// Makes a type borrow for `lifetime` whatever it borrows for less than ever.
pub(crate) fn lend_for(ty: &mut Type, lifetime: &Lifetime) {
    walk(ty, &mut |_, slot| {
        if slot.ident != "static" {
            *slot = lifetime.clone();
        }
    });
}

/// Gives an elided lifetime its name, at its place.
fn fill(slot: &mut Lifetime, name: &Lifetime) {
    if is_elided(slot) {
        let span = located(slot.ident.span());
        *slot = name.clone();
        slot.set_span(span);
    }
}

/// Declares lifetimes, each where an argument has it first. All lifetimes of `sig` then stand in the order in which the
/// arguments have them, so that a trait and its implementations agree on it, whichever each names.
fn declare(sig: &mut Signature, new: Vec<Lifetime>) {
    let here = located(sig.ident.span());
    if !new.is_empty() {
        sig.generics.lt_token.get_or_insert(Token![<](here));
        sig.generics.gt_token.get_or_insert(Token![>](here));
    }
    let mut found = Vec::new();
    sig.inputs.iter_mut().for_each(|arg| walk_arg(arg, &mut |_, slot| found.push(slot.clone())));
    let first = |lifetime: &Lifetime| found.iter().position(|found| found == lifetime);
    let (mut lifetimes, others): (Vec<_>, Vec<_>) = std::mem::take(&mut sig.generics.params)
        .into_iter()
        .partition(|param| matches!(param, GenericParam::Lifetime(_)));
    for mut lifetime in new {
        let span = first(&lifetime).map_or(here, |first| found[first].span());
        lifetime.set_span(span);
        lifetimes.push(GenericParam::Lifetime(LifetimeParam::new(lifetime)));
    }
    lifetimes.sort_by_key(|param| match param {
        GenericParam::Lifetime(param) => first(&param.lifetime).unwrap_or(usize::MAX),
        _ => usize::MAX,
    });
    sig.generics.params = lifetimes.into_iter().chain(others).collect();
}
