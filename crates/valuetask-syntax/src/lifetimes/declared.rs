//! The lifetimes of a method whose declared return type is what it returns: whatever is elided there is how long that may live.

use proc_macro2::Span;
use syn::{Lifetime, Signature, Type};

use super::walk::{is_elided, walk};
use super::{Lifetimes, fill, resolve};
use crate::parse::Scope;

/// Names the lifetimes of `sig`, whose output is `declared`, if that elides one: all arguments have to outlive it.
///
/// A declared type that names its lifetimes says itself what outlives what.
pub(crate) fn resolve_declared(sig: &mut Signature, declared: &mut Type, scope: &Scope) -> Lifetimes {
    let mut elides = false;
    walk(declared, &mut |_, lifetime| elides |= is_elided(lifetime));
    if !elides {
        return Lifetimes { task: Lifetime::new("'_", Span::mixed_site()), held: Vec::new(), self_clause: false };
    }
    let lifetimes = resolve(sig, scope);
    // Where nothing is borrowed, the compiler says best what an elided lifetime lacks.
    if lifetimes.task.ident != "static" {
        walk(declared, &mut |_, lifetime| fill(lifetime, &lifetimes.task));
    }
    lifetimes
}
