//! The signature of a `boxed` method, which is async-trait's, so that each may implement traits of the other.
//!
//! From a signature to one with all lifetimes named, and with a clause for each.
//!
//! ```text
//! async fn f<T>(&self, x: &T) -> R;
//!
//! fn f<'life0, 'life1, 'async_trait, T: 'async_trait>(&'life0 self, x: &'life1 T)
//!     -> Pin<Box<dyn Future<Output = R> + Send + 'async_trait>>
//! where 'life0: 'async_trait, 'life1: 'async_trait, Self: 'async_trait;
//! ```
//!
//! The lifetimes, their order and their clauses are part of the contract: the clauses make them early-bound.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Block, FnArg, GenericParam, Lifetime, Signature, Token, parse_quote};

use super::receiver::speaks_of_self;
use crate::lifetimes::{Subject, bound_opaque, demand_others, held, is_elided, outlive, places, walk_all};
use crate::parse::{Kind, Scope};
use crate::tokens::{located, may_be};

/// Names the lifetimes of `sig`, and returns that of its future.
pub(super) fn resolve(sig: &mut Signature, scope: &Scope, body: Option<&Block>) -> Lifetime {
    let default = body.filter(|_| scope.kind == Kind::Trait);
    let speaks_of_self = sig.receiver().is_some() || speaks_of_self(sig, default);
    let here = sig.ident.span();
    let future = Lifetime::new("'async_trait", Span::call_site());
    let (elided, named) = name_lifetimes(sig, &future);

    // All lifetimes and types that are declared here outlive the future, and all that are named of those around it.
    let is_lifetime = |place: &usize| matches!(sig.generics.params[*place], GenericParam::Lifetime(_));
    let (lifetimes, types): (Vec<_>, Vec<_>) = places(&sig.generics).partition(is_lifetime);
    let is_named = |place: &usize| match &scope.generics.params[*place] {
        // async-trait's contract has no clause for another one; `demand_others` writes what is missing.
        GenericParam::Lifetime(param) => named.iter().any(|named| may_be(named, &param.lifetime)),
        _ => false,
    };
    let outer = places(&scope.generics).filter(is_named).map(Subject::Outer);
    let first = sig.generics.params.len();
    let elided_places = first..first + elided.len();
    let own = |places: Vec<usize>| places.into_iter().map(Subject::Own);
    let subjects = own(lifetimes).chain(outer).chain(elided_places.map(Subject::Own)).chain(own(types));
    let subjects: Vec<_> = subjects.chain(speaks_of_self.then_some(Subject::This)).collect();
    let new = elided.iter().chain([&future]).map(|lifetime| -> GenericParam { parse_quote!(#lifetime) });
    sig.generics.params.extend(new);
    sig.generics.lt_token.get_or_insert(Token![<](located(here)));
    sig.generics.gt_token.get_or_insert(Token![>](located(here)));
    subjects.iter().for_each(|subject| outlive(sig, scope, subject, here, &future));
    demand_others(sig, scope, &future, &subjects);
    future
}

/// Gives each elided lifetime of the arguments a name of its own, says of each `impl Trait` that it outlives the future,
/// and gives the lifetimes that were elided and those that weren't.
fn name_lifetimes(sig: &mut Signature, future: &Lifetime) -> (Vec<Lifetime>, Vec<Lifetime>) {
    let (mut elided, mut named) = (Vec::new(), Vec::new());
    for arg in &mut sig.inputs {
        // Of a type that the future holds, no lifetime stays elided. Under a reference the contract leaves that of a
        // `dyn Trait + '_` as it is.
        let is_held = held(arg).is_some();
        walk_all(arg, is_held, &mut |lifetime| {
            if is_elided(lifetime) {
                *lifetime = Lifetime::new(&format!("'life{}", elided.len()), lifetime.span());
                elided.push(lifetime.clone());
            } else {
                named.push(lifetime.clone());
            }
        });
        if let FnArg::Typed(arg) = arg {
            bound_opaque(&mut arg.ty, future);
        }
    }
    (elided, named)
}
