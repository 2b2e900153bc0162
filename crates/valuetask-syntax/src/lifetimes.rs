//! How long a task may live: its lifetime, what it is called, and what has to outlive it.
//!
//! All elided references of a signature share the task's lifetime; that they outlive it needs no saying. Of what a method takes by
//! value a clause says it, which makes the task's lifetime early-bound, so that a trait and its implementations must either all
//! say one or none: see [`clauses`].
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
mod declared;
mod hidden;
mod names;
mod once;
mod parts;
mod survey;
mod walk;

use proc_macro2::Span;
use syn::{FnArg, Lifetime, Receiver, ReceiverKind, ReturnType, Signature};

use crate::parse::Scope;
pub(crate) use declared::resolve_declared;
pub(crate) use hidden::hides_lifetime;
use names::{Names, declare, fill};
pub(crate) use once::leave_out;
use survey::Survey;
use walk::{Place, is_elided, of_reference, walk};

/// What the lifetime of a task is.
enum Shape {
    /// That of everything: nothing is borrowed.
    Static,
    /// That of the receiver, the one reference there is.
    OfReceiver,
    /// The one that the arguments name.
    Named(Lifetime),
    /// One of its own.
    Own,
}

/// Names the lifetimes of `sig` in place, adds the clauses that it needs, and gives the task's lifetime.
pub(crate) fn resolve(sig: &mut Signature, scope: &Scope) -> Lifetime {
    let survey = Survey::of(sig, scope);
    let names = Names::new(&survey);
    match survey.shape() {
        Shape::Static => Lifetime::new("'static", Span::mixed_site()),
        Shape::OfReceiver => Lifetime::new("'_", Span::mixed_site()),
        Shape::Named(task) => named(sig, scope, &survey, &names, task, Vec::new()),
        Shape::Own => {
            let task = names.task.clone();
            named(sig, scope, &survey, &names, task.clone(), vec![task])
        }
    }
}

/// Gives every elided lifetime its name, and declares those that are new beside `declared`.
fn named(
    sig: &mut Signature,
    scope: &Scope,
    survey: &Survey,
    names: &Names,
    task: Lifetime,
    mut declared: Vec<Lifetime>,
) -> Lifetime {
    let alone = survey.is_alone();
    let fresh = |declared: &mut Vec<Lifetime>| {
        let own = names.fresh(declared.len().saturating_sub(1));
        declared.push(own.clone());
        own
    };
    // What an elided lifetime in the output stands for.
    let receiver = survey.receiver.as_ref().map(|receiver| match receiver {
        Some(named) => named.clone(),
        None if survey.output_elided && survey.total() > 1 => fresh(&mut declared),
        None => task.clone(),
    });
    let mut lone = None;
    for arg in &mut sig.inputs {
        match arg {
            FnArg::Receiver(arg) => name_receiver(arg, receiver.as_ref().unwrap_or(&task)),
            FnArg::Typed(arg) => walk(&mut arg.ty, &mut |place, slot| match place {
                _ if !is_elided(slot) => {}
                Place::Beneath => {}
                Place::ByValue if !alone => {
                    let own = fresh(&mut declared);
                    fill(slot, &own);
                    lone.get_or_insert(own);
                }
                Place::Outer | Place::ByValue => fill(slot, &task),
            }),
        }
    }
    let lone = lone.or_else(|| survey.named.first().cloned()).unwrap_or_else(|| task.clone());
    let output = receiver.or_else(|| (survey.total() == 1).then_some(if alone { task.clone() } else { lone }));
    if let (Some(output), ReturnType::Type(_, ty)) = (output, &mut sig.output) {
        walk(ty, &mut |_, slot| fill(slot, &output));
    }
    clauses::add(sig, scope, survey, &task, &declared);
    declare(sig, declared);
    task
}

fn name_receiver(receiver: &mut Receiver, name: &Lifetime) {
    match &mut receiver.kind {
        ReceiverKind::Reference(and, slot, _) => of_reference(*and, slot, |slot| fill(slot, name)),
        ReceiverKind::Typed(_, ty) => walk(ty, &mut |place, slot| {
            if place != Place::Beneath {
                fill(slot, name);
            }
        }),
        _ => {}
    }
}
