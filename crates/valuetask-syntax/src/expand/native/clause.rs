//! From the where-clause of a method, or the generics of a trait, to what they ask of `Self`.

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::visit::Visit;
use syn::{Generics, PredicateType, Signature, Token, Type, TypeParamBound, WherePredicate};

use super::receiver::AutoTraits;
use super::self_types::Says;
use crate::known::last_is_among;
use crate::tokens::say;

/// What a where-clause asks of `Self`. Lifetimes and `Sized` aren't in it.
#[derive(Default)]
pub(super) struct Clause {
    /// That it is `Send`, or `Sync`, as some of a companion's objects are.
    pub(super) auto: AutoTraits,
    /// Something else, which the compiler allows to no method of a `dyn`, or which no object is.
    pub(super) is_more: bool,
    /// What else it says of `Self`.
    pub(super) says: Says,
}

impl Clause {
    /// Reads the where-clause of `sig`.
    pub(super) fn of(sig: &Signature) -> Self {
        let mut clause = Self::default();
        for predicate in sig.generics.where_clause.iter().flat_map(|clause| &clause.predicates) {
            match predicate {
                WherePredicate::Type(PredicateType { bounded_ty: Type::Path(ty), bounds, .. })
                    if ty.path.is_ident("Self") =>
                {
                    bounds.iter().for_each(|bound| clause.read(bound));
                }
                other => clause.says.visit_where_predicate(other),
            }
        }
        clause.is_more |= clause.says.itself;
        clause
    }

    /// Reads a bound of `Self`.
    fn read(&mut self, bound: &TypeParamBound) {
        match bound {
            TypeParamBound::Lifetime(_) => {}
            TypeParamBound::Trait(bound) if last_is_among("Sized", &bound.path) => {}
            TypeParamBound::Trait(bound) if last_is_among("Send", &bound.path) => self.auto.send = true,
            TypeParamBound::Trait(bound) if last_is_among("Sync", &bound.path) => self.auto.sync = true,
            _ => self.is_more = true,
        }
    }
}

/// Takes from the generics of a trait what they ask by `Self`, as no bound of a trait may that a `dyn` can have. What
/// implements the native trait keeps it nevertheless.
pub(super) fn keep_dyn(generics: &mut Generics) {
    for param in generics.type_params_mut() {
        param.bounds = without_self(&param.bounds);
    }
    let Some(clause) = &mut generics.where_clause else { return };
    let said = std::mem::take(&mut clause.predicates);
    let kept = said.into_iter().filter_map(|mut predicate| {
        if let WherePredicate::Type(PredicateType { bounds, .. }) = &mut predicate {
            let kept = without_self(bounds);
            if kept.is_empty() && !bounds.is_empty() {
                return None;
            }
            *bounds = kept;
        }
        Some(predicate)
    });
    clause.predicates = kept.collect();
}

/// The bounds that don't say `Self`.
fn without_self(bounds: &Punctuated<TypeParamBound, Token![+]>) -> Punctuated<TypeParamBound, Token![+]> {
    bounds.iter().filter(|bound| !say(bound.to_token_stream(), "Self")).cloned().collect()
}
