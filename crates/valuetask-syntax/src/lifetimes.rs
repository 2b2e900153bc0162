//! How long a task may live: its lifetime, what it is called, and what has to outlive it.
//!
//! All elided references of a signature share the task's lifetime; that they outlive it needs no saying. Of what a
//! method takes by value a clause says it, which makes the task's lifetime early-bound, so that a trait and its
//! implementations must either all say one or none: see [`demands`].
//!
//! ```text
//! async fn f()                            fn f() -> ValueTask<'static, ()>
//! async fn f(&self)                       fn f(&self) -> ValueTask<'_, ()>
//! async fn f(&self, key: &str)            fn f<'task>(&'task self, key: &'task str) -> ValueTask<'task, ()>
//! async fn f<K>(&self, key: K)            fn f<'task, K>(&'task self, key: K) -> ValueTask<'task, ()> where K: 'task
//! async fn f(&self, key: Key<'_>)         fn f<'task, 'of_key>(&'task self, key: Key<'of_key>) -> ValueTask<'task, ()>
//!                                             where 'of_key: 'task
//! async fn f(&self, key: &str) -> &str    fn f<'of_self, 'task>(&'of_self self, key: &'task str)
//!                                             -> ValueTask<'task, &'of_self str> where 'of_self: 'task
//! ```

mod declared;
mod demands;
mod leave_out;
mod mentions;
mod opaque;
mod spelled;
mod survey;
mod walk;

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::visit::Visit;
use syn::{
    Error, FnArg, GenericParam, Lifetime, LifetimeParam, Pat, ReturnType, Signature, Token, Type, WherePredicate,
    parse_quote,
};

pub(crate) use declared::resolve_declared;
use demands::Demands;
pub(crate) use demands::is_held;
pub(crate) use leave_out::leave_out;
pub(crate) use opaque::bound_impl_traits;
pub(crate) use spelled::Spelled;
use survey::{Shape, Survey};
pub(crate) use walk::is_elided;
use walk::{Held, walk, walk_arg};

use crate::parse::Scope;
use crate::tokens::located;

/// Names the lifetimes of `sig` in place, adds the clauses that it needs, and gives the task's lifetime.
pub(crate) fn resolve(sig: &mut Signature, scope: &Scope) -> Lifetime {
    let survey = Survey::of(sig, scope);
    let mut names = Names::of(sig, scope);
    let own = speaks_of_async_trait(sig, scope, &names).then_some("async_trait");
    let called = |name: &str| Lifetime::new(name, Span::mixed_site());
    let task = match survey.shape() {
        Shape::Static if own.is_none() => return called("'static"),
        Shape::OfReceiver if own.is_none() => return called("'_"),
        Shape::Named(task) if own.is_none() => task,
        _ => names.free("task", own),
    };
    name(sig, &survey, &task, &mut names);
    demand(sig, scope, &task, &names.new, true);
    declare(sig, names.new);
    task
}

/// Demands of all that a task holds that it outlives the task; `new` are names still to be declared, and `leads` says that
/// a receiver which is a reference outlives the task.
fn demand(sig: &mut Signature, scope: &Scope, task: &Lifetime, new: &[Lifetime], leads: bool) {
    let demands = Demands::of(sig, scope, new, leads);
    for arg in &mut sig.inputs {
        if let FnArg::Typed(arg) = arg
            && is_held(&arg.ty)
        {
            bound_impl_traits(&mut arg.ty, task);
        }
    }
    demands.write(sig, task);
}

/// Says of what is declared around a method that it outlives the task of `sig`, as far as the method holds it.
pub(crate) fn demand_outer(sig: &mut Signature, scope: &Scope, task: &Lifetime) {
    let demands = Demands::of(sig, scope, &[], true);
    for subject in demands.outer() {
        let clause: WherePredicate = parse_quote!(#subject: #task);
        let predicates = &mut sig.generics.make_where_clause().predicates;
        if !predicates.iter().any(|other| *other == clause) {
            predicates.push(clause);
        }
    }
}

/// Refuses an output that borrows without saying from which of several arguments. The compiler would, too, but propose
/// the task's lifetime, which can't be written.
pub(crate) fn check_elided(sig: &Signature, scope: &Scope) -> syn::Result<()> {
    const UNSAID: &str = "the result borrows from one of several arguments, and it isn't said from which: \
                          name that lifetime, as in `async fn longest<'a>(a: &'a str, b: &'a str) -> &'a str`";
    let mut sig = sig.clone();
    let survey = Survey::of(&mut sig, scope);
    let mut elided = None;
    if let (None, 2.., ReturnType::Type(_, ty)) = (&survey.receiver, survey.lenders, &mut sig.output) {
        walk(ty, &mut |_, slot| {
            if is_elided(slot) {
                elided.get_or_insert(slot.span());
            }
        });
    }
    elided.map_or(Ok(()), |at| Err(Error::new(at, UNSAID)))
}

/// A lifetime for the task that `sig` returns, which nothing in it or around it is called like.
pub(crate) fn free_of_task(sig: &Signature, scope: &Scope) -> Lifetime {
    Names::of(sig, scope).free("task", None)
}

/// The lifetimes of a signature.
#[derive(Default)]
struct Names {
    /// All by their names, in the signature and around it.
    all: Vec<String>,
    /// Those that the signature is still to declare.
    new: Vec<Lifetime>,
}

impl Visit<'_> for Names {
    fn visit_lifetime(&mut self, lifetime: &Lifetime) {
        self.all.push(lifetime.ident.to_string());
    }
}

impl Names {
    fn of(sig: &Signature, scope: &Scope) -> Self {
        let mut names = Self::default();
        scope.lifetimes.iter().for_each(|lifetime| names.visit_lifetime(lifetime));
        names.visit_signature(sig);
        names
    }

    /// A new lifetime, called `name` unless another is, or what it has `own`.
    fn free(&mut self, name: &str, own: Option<&str>) -> Lifetime {
        let mut name = name.to_owned();
        while self.all.contains(&name) {
            name.push('_');
        }
        let lifetime = Lifetime::new(&format!("'{}", own.unwrap_or(&name)), Span::mixed_site());
        self.all.push(name);
        self.new.push(lifetime.clone());
        lifetime
    }
}

/// Whether the user speaks of the task's lifetime by the name that the crate async-trait gives it.
fn speaks_of_async_trait(sig: &Signature, scope: &Scope, names: &Names) -> bool {
    let mut declared = sig.generics.lifetimes().map(|param| &param.lifetime).chain(&scope.lifetimes);
    names.all.iter().any(|name| name == "async_trait") && declared.all(|lifetime| lifetime.ident != "async_trait")
}

/// What messages call the lifetime of an argument.
fn called_of(arg: &FnArg) -> String {
    let FnArg::Typed(arg) = arg else { return "of_self".to_owned() };
    if let Pat::Ident(pat) = &*arg.pat { format!("of_{}", pat.ident.unraw()) } else { "of_arg".to_owned() }
}

/// Gives every elided lifetime its name: that of the task, or one that is new.
fn name(sig: &mut Signature, survey: &Survey, task: &Lifetime, names: &mut Names) {
    let alone = survey.is_alone();
    let receiver = survey.receiver.as_ref().map(|receiver| match receiver {
        named if !is_elided(named) => named.clone(),
        _ if survey.output_elided && survey.total() > 1 => names.free("of_self", None),
        _ => task.clone(),
    });
    let own: Vec<_> = sig.generics.lifetimes().map(|param| param.lifetime.clone()).collect();
    // The result outlives what else the task holds if it borrows from one argument alone.
    let outlives = survey.output_elided && survey.lenders == 1;
    let mut lender = task.clone();
    for arg in &mut sig.inputs {
        let (of_receiver, called) = (matches!(arg, FnArg::Receiver(_)), called_of(arg));
        walk_arg(arg, &mut |held, slot| {
            let (is_elided, lends) = (is_elided(slot), held != Held::Opaque);
            match &receiver {
                _ if !is_elided => {}
                Some(receiver) if of_receiver => fill(slot, receiver),
                _ if (held != Held::Outer || outlives) && !alone => fill(slot, &names.free(&called, None)),
                _ => fill(slot, task),
            }
            if lends && (is_elided || own.contains(slot)) {
                lender = slot.clone();
            }
        });
    }
    // What an elided lifetime in the output stands for, or may where that is refused.
    let of_arguments = || match survey.lenders {
        0 => None,
        1 => Some(lender),
        _ => Some(task.clone()),
    };
    let output = receiver.or_else(of_arguments);
    if let (Some(output), ReturnType::Type(_, ty)) = (output, &mut sig.output) {
        walk(ty, &mut |_, slot| fill(slot, &output));
    }
}

/// Gives every elided lifetime of a type its name.
pub(crate) fn fill_all(ty: &mut Type, name: &Lifetime) {
    walk(ty, &mut |_, slot| fill(slot, name));
}

/// Renames all lifetimes of a type but `'static`, and returns the new names.
pub(crate) fn rename(ty: &mut Type, name: impl Fn(usize) -> Lifetime) -> Vec<Lifetime> {
    let (mut old, mut new) = (Vec::new(), Vec::new());
    walk(ty, &mut |_, slot| {
        if slot.ident != "static" {
            let known = old.iter().position(|lifetime| lifetime == slot).unwrap_or_else(|| {
                old.push(slot.clone());
                new.push(name(new.len()));
                new.len() - 1
            });
            *slot = new[known].clone();
        }
    });
    new
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
