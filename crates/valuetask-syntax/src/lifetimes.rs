//! How long a task may live: from a signature to one whose lifetimes have names and clauses, and to the task's lifetime.
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
pub(crate) mod spelled;
mod walk;
mod words;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use syn::{Block, FnArg, GenericParam, Lifetime, LifetimeParam, Pat, ReturnType, Signature, Token, Type};

pub(crate) use declared::resolve_declared;
use demands::Demands;
pub(crate) use demands::{Subject, held, is_self, outlive, places};
pub(crate) use spelled::Spelled;
pub(crate) use walk::{bound_opaque, is_elided, replace_opaque, walk_all};
use walk::{is_static, walk, walk_arg};
use words::{Names, is_one};
pub(crate) use words::{is_surely, unite};

use crate::parse::Scope;
use crate::tokens::{Word, located, may_be, placed, words};

/// Names the lifetimes of `sig` in place, adds the clauses that it needs, and gives the task's lifetime, and [what its
/// output has to imply](Demands::imply).
pub(crate) fn resolve(sig: &mut Signature, scope: &Scope, implies: bool) -> (Lifetime, Vec<TokenStream>) {
    let write = if implies { Demands::imply } else { Demands::write };
    let names = Names::of(sig, scope);
    match only(sig, scope, &names) {
        Some(only) if sig.receiver().is_some() => (only, Vec::new()),
        only => resolve_named(sig, scope, names, only, write),
    }
}

/// How demands are said: it gives what the output has to imply.
type Write = fn(Demands, &mut Signature, &Scope, &Lifetime) -> Vec<TokenStream>;

/// Does as [`resolve`], and gives a lifetime with a name; `only` is the only lifetime, if there is one.
fn resolve_named(
    sig: &mut Signature,
    scope: &Scope,
    mut names: Names,
    only: Option<Lifetime>,
    write: Write,
) -> (Lifetime, Vec<TokenStream>) {
    let is_only = only.is_some();
    if let Some(named) = only.filter(|only| !is_elided(only)) {
        return (named, Vec::new());
    }
    let task = names.task();
    name(sig, &task, &mut names, is_only);
    let implied = demand(sig, scope, &task, &names.new, true, write);
    declare(sig, names.new);
    (task, implied)
}

/// The lifetime of all that a task holds, which may be elided, if there is no other in `sig` and no clause is needed.
fn only(sig: &mut Signature, scope: &Scope, names: &Names) -> Option<Lifetime> {
    let own: Vec<_> = sig.generics.lifetimes().map(|param| param.lifetime.clone()).collect();
    let all = lifetimes(sig);
    // Another one is declared around the method, and has a clause if an argument mentions it.
    let is_own = |lifetime: &&Lifetime| is_elided(lifetime) || own.iter().any(|own| may_be(own, *lifetime));
    let found: Vec<_> = all.iter().filter(is_own).collect();
    let only = match &*found {
        // That of the receiver is.
        _ if sig.receiver().is_some() && all.first().is_some_and(|first| !is_own(&first)) => return None,
        [] => Lifetime::new("'static", Span::mixed_site()),
        [only] => Lifetime::clone(only),
        _ => return None,
    };
    let has_clause = Demands::of(sig, scope, &[], true).is_early(&only, sig, scope) || names.says_async_trait;
    (!has_clause).then_some(only)
}

/// The lifetimes of the arguments: each of those that are elided, and of those that [may be](may_be) one, the first. Each
/// has its clause nevertheless.
fn lifetimes(sig: &mut Signature) -> Vec<Lifetime> {
    let mut found = Vec::new();
    for arg in &mut sig.inputs {
        walk_arg(arg, &mut |_, slot| {
            if is_elided(slot) || !found.iter().any(|found| may_be(found, slot)) {
                found.push(slot.clone());
            }
        });
    }
    found
}

/// Demands of all that a task holds that it outlives the task; `new` are names still to be declared, and `leads` says that
/// a receiver which is a reference outlives the task.
fn demand(
    sig: &mut Signature,
    scope: &Scope,
    task: &Lifetime,
    new: &[Lifetime],
    leads: bool,
    write: Write,
) -> Vec<TokenStream> {
    let demands = Demands::of(sig, scope, new, leads);
    for arg in &mut sig.inputs {
        if held(arg).is_some()
            && let FnArg::Typed(arg) = arg
        {
            bound_opaque(&mut arg.ty, task);
        }
    }
    write(demands, sig, scope, task)
}

/// Says of what a method holds that it outlives the task of `sig`, except of what has its clause.
pub(crate) fn demand_others(sig: &mut Signature, scope: &Scope, task: &Lifetime, done: &[Subject]) {
    let mut demands = Demands::of(sig, scope, &[], true);
    demands.agreed = None;
    demands.except(done);
    demands.write(sig, scope, task);
}

/// What messages call the lifetime of an argument.
fn called_of(arg: &FnArg) -> String {
    let FnArg::Typed(arg) = arg else { return "of_self".to_owned() };
    if let Pat::Ident(pat) = &*arg.pat { format!("of_{}", pat.ident.unraw()) } else { "of_arg".to_owned() }
}

/// Gives every elided lifetime its name: that of the task, which is the `only` one, or one that is new.
fn name(sig: &mut Signature, task: &Lifetime, names: &mut Names, only: bool) {
    let mut borrows = false;
    if let ReturnType::Type(_, ty) = &mut sig.output {
        walk(ty, &mut |_, slot| borrows |= is_elided(slot));
    }
    // An elided lifetime of the output is the receiver's, or else the only one of the arguments. The compiler refuses any
    // other.
    let is_one = lifetimes(sig).len() == 1;
    let mut lender: Option<Lifetime> = None;
    for arg in &mut sig.inputs {
        let (called, lends) = (called_of(arg), is_one && lender.is_none() || matches!(arg, FnArg::Receiver(_)));
        walk_arg(arg, &mut |is_outer, slot| {
            match &lender {
                _ if !is_elided(slot) => {}
                _ if only || is_outer && !(lends && borrows) => fill(slot, task),
                Some(lender) if lends => fill(slot, lender),
                _ => fill(slot, &names.free(&called)),
            }
            if lends {
                lender.get_or_insert_with(|| slot.clone());
            }
        });
    }
    if let (Some(lender), ReturnType::Type(_, ty)) = (lender, &mut sig.output) {
        fill_all(ty, &lender);
    }
}

/// Gives every elided lifetime of a type its name.
pub(crate) fn fill_all(ty: &mut Type, name: &Lifetime) {
    walk(ty, &mut |_, slot| fill(slot, name));
}

/// Puts a prefix before the names of all lifetimes of a type but `'static`, and returns the new names.
pub(crate) fn rename(ty: &mut Type, prefix: &str) -> Vec<Lifetime> {
    let mut new = Vec::new();
    walk(ty, &mut |_, slot| {
        if !is_static(slot) {
            *slot = Lifetime::new(&format!("'{prefix}{}", slot.ident.unraw()), Span::mixed_site());
            // Two of a name are one now.
            if !new.contains(slot) {
                new.push(slot.clone());
            }
        }
    });
    new
}

/// Gives an elided lifetime its name, at its place.
fn fill(slot: &mut Lifetime, name: &Lifetime) {
    if is_elided(slot) {
        *slot = placed(name, slot.ident.span());
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
    let found = lifetimes(sig);
    let first = |lifetime: &Lifetime| found.iter().position(|found| may_be(found, lifetime));
    let mut params: Vec<_> = std::mem::take(&mut sig.generics.params).into_iter().collect();
    params.extend(new.into_iter().map(|mut lifetime| {
        lifetime = placed(&lifetime, first(&lifetime).map_or(here, |first| found[first].span()));
        GenericParam::Lifetime(LifetimeParam::new(lifetime))
    }));
    params.sort_by_cached_key(|param| match param {
        GenericParam::Lifetime(param) => first(&param.lifetime).unwrap_or(usize::MAX),
        _ => usize::MAX,
    });
    sig.generics.params = params.into_iter().collect();
}

/// Elides each lifetime that `sig` declares without a bound and names once, where the task's is possible.
///
/// It becomes the task's, like an elided one, so that a trait and its implementations agree in either notation. A
/// lifetime of the task that no argument has would be early-bound in one and late-bound in the other.
///
/// ```text
/// fn f<'a>(&self, key: &'a str)
/// fn f(&self, key: &'_ str)
/// ```
pub(crate) fn leave_out(sig: &mut Signature, body: Option<&Block>, scope: &Scope) {
    let declared = sig.generics.lifetimes().filter(|param| param.attrs.is_empty() && param.bounds.is_empty());
    // Two of a name stay.
    let declared = declared.filter(|param| is_one(&param.lifetime, sig, scope));
    let mut declared: Vec<_> = declared.map(|param| param.lifetime.clone()).collect();
    if declared.is_empty() {
        return;
    }
    let (written, said) = (sig.clone(), words(quote!(#sig #body)));
    declared.retain(|lifetime| {
        let own = Word::of(lifetime);
        // A use that no word shows, as in a macro, is of a lifetime that isn't declared then (E0261).
        said.iter().filter(|word| word.may_be(&own)).count() == 2
    });
    let mut left_out = Vec::new();
    for arg in &mut sig.inputs {
        walk_arg(arg, &mut |is_outer, slot| {
            // The argument keeps a lifetime, the task's.
            if is_outer && declared.iter().any(|declared| is_surely(slot, declared, &written, scope)) {
                left_out.push(std::mem::replace(slot, Lifetime::new("'_", slot.span())));
            }
        });
    }
    let is_left = |lifetime: &Lifetime| left_out.iter().any(|left| is_surely(left, lifetime, &written, scope));
    sig.generics.params.retain(|param| !matches!(param, GenericParam::Lifetime(param) if is_left(&param.lifetime)));
}
