//! The lifetimes of a method whose declared return type is what it returns: whatever is elided there is how long that may live.

use syn::{Signature, Type};

use super::names::fill;
use super::resolve;
use super::walk::{is_elided, walk};
use crate::parse::Scope;

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
