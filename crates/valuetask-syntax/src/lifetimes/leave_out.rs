//! Named lifetimes that could be elided.
//!
//! From a signature to one that elides them.
//!
//! They become the task's, like elided ones, so that a trait and its implementations agree in either notation. A
//! lifetime of the task that no argument has would be early-bound in one and late-bound in the other.

use quote::quote;
use syn::{Block, GenericParam, Lifetime, Signature};

use super::walk::walk_arg;
use super::words::{text, words};

/// Elides each lifetime that `sig` declares without a bound and names once, where the task's is possible.
///
/// ```text
/// fn f<'a>(&self, key: &'a str)
/// fn f(&self, key: &'_ str)
/// ```
pub(crate) fn leave_out(sig: &mut Signature, body: Option<&Block>) {
    let said = words(quote!(#sig #body));
    let declared = sig.generics.lifetimes().filter(|param| param.attrs.is_empty() && param.bounds.is_empty());
    let mut declared: Vec<_> = declared.map(|param| param.lifetime.clone()).collect();
    declared.retain(|lifetime| said.iter().filter(|word| **word == text(lifetime)).count() == 2);
    let mut left_out = Vec::new();
    for arg in &mut sig.inputs {
        walk_arg(arg, &mut |is_outer, slot| {
            if is_outer && declared.contains(slot) {
                left_out.push(std::mem::replace(slot, Lifetime::new("'_", slot.span())));
            }
        });
    }
    let is_left =
        |param: &GenericParam| matches!(param, GenericParam::Lifetime(param) if left_out.contains(&param.lifetime));
    sig.generics.params.retain(|param| !is_left(param));
}
