//! Named lifetimes that could be elided.
//!
//! From a signature to one that elides them.
//!
//! They become the task's, like elided ones, so that a trait and its implementations agree in either notation. A
//! lifetime of the task that no argument has would be early-bound in one and late-bound in the other.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{Block, GenericParam, Lifetime, Signature};

use super::walk::{Held, walk_arg};
use crate::tokens::uses_of_lifetime;

/// Elides each lifetime that `sig` declares without a bound and names once, where the task's is possible.
///
/// ```text
/// fn f<'a>(&self, key: &'a str)
/// fn f(&self, key: &'_ str)
/// ```
pub(crate) fn leave_out(sig: &mut Signature, body: Option<&Block>) {
    let declared = sig.generics.lifetimes().filter(|param| param.attrs.is_empty() && param.bounds.is_empty());
    let declared: Vec<Ident> = declared.map(|param| param.lifetime.ident.clone()).collect();
    for name in declared {
        let uses = |tokens| uses_of_lifetime(tokens, &name.to_string());
        if uses(sig.to_token_stream()) + uses(body.to_token_stream()) == 2 && leave_out_of_inputs(sig, &name) {
            let params = std::mem::take(&mut sig.generics.params).into_iter();
            let is_it =
                |param: &GenericParam| matches!(param, GenericParam::Lifetime(param) if param.lifetime.ident == name);
            sig.generics.params = params.filter(|param| !is_it(param)).collect();
        }
    }
    if sig.generics.params.is_empty() {
        (sig.generics.lt_token, sig.generics.gt_token) = (None, None);
    }
}

/// Elides the lifetime `name` in an argument where the task's is possible, and returns `true` if there is one.
fn leave_out_of_inputs(sig: &mut Signature, name: &Ident) -> bool {
    let mut found = false;
    for arg in &mut sig.inputs {
        walk_arg(arg, &mut |held, slot| {
            if held == Held::Outer && slot.ident == *name {
                *slot = Lifetime::new("'_", slot.span());
                found = true;
            }
        });
    }
    found
}
