//! What the where-clause of a method asks of `Self`.

use syn::visit::Visit;
use syn::{PredicateType, Signature, Type, TypeParamBound, WherePredicate};

use super::receiver::AutoTraits;
use super::self_types::Says;
use crate::known::last_is_among;

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
