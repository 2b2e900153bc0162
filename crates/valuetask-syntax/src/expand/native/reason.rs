//! From the signature of a method to the reason why its erased trait hasn't got it, if there is one.

use quote::ToTokens;
use syn::visit_mut;
use syn::{
    FnArg, GenericParam, Ident, ItemTrait, PredicateType, Signature, TraitItem, TraitItemFn, TypeParamBound,
    WherePredicate,
};

use super::opaque::{Kind, Opaque};
use super::self_types::{SelfTypes, parameter, types};
use super::shape::{Called, has_attributes, is_unsafe};
use crate::known::last_is_among;
use crate::lifetimes::is_self;
use crate::signature::is_sized;
use crate::tokens::say;
use crate::visitor::Through;

/// Names the methods of a native trait that its erased trait hasn't.
pub fn not_in_erased_trait(item: &ItemTrait) -> impl Iterator<Item = &Ident> {
    let types: Vec<_> = types(item).into_iter().map(|ty| ty.ident.clone()).collect();
    item.items.iter().filter_map(move |part| {
        let TraitItem::Fn(TraitItemFn { sig, .. }) = part else { return None };
        why_native(sig, Opaque::of(sig).as_ref(), &item.ident, &types).map(|_| &sig.ident)
    })
}

/// Why a method of the trait `of` can't be one of the erased trait, which has these associated types, if it can't.
pub(super) fn why_native(
    sig: &Signature,
    opaque: Option<&Opaque>,
    of: &Ident,
    types: &[Ident],
) -> Option<&'static str> {
    let is_task = sig.asyncness.is_some() || opaque.is_some_and(|opaque| opaque.kind == Kind::Future);
    let is_generic = |param: &GenericParam| !matches!(param, GenericParam::Lifetime(_));
    let result = opaque.map_or_else(|| sig.output.to_token_stream(), |opaque| opaque.value.to_token_stream());
    let called = Called::of(sig);
    let reasons = [
        (sig.receiver().is_none(), "it has no receiver"),
        (!is_task && called == Some(Called::ByValue), "it takes `self` by value"),
        (sig.generics.params.iter().any(is_generic), "it is generic"),
        (say(sig.inputs.to_token_stream(), "impl"), "it takes an `impl Trait`"),
        (say(result, "impl"), "it returns an `impl Trait`"),
        (is_sized(sig), "it asks for `Self: Sized`"),
        (called.is_none(), "its receiver can't be dispatched"),
        (speaks_of_self(sig, of, types), "it speaks of `Self`, or of an associated item that a `dyn` can't have"),
        (is_unsafe(sig), "it is unsafe"),
        (has_attributes(sig), "it has arguments with attributes other than lints"),
    ];
    reasons.into_iter().find_map(|(is_so, why)| is_so.then_some(why))
}

/// Whether a signature says `Self` but in its receiver, in associated types of the erased trait's, and in clauses that an
/// object may fulfil.
fn speaks_of_self(sig: &Signature, of: &Ident, types: &[Ident]) -> bool {
    let mut sig = sig.clone();
    sig.inputs = sig.inputs.into_iter().filter(|arg| matches!(arg, FnArg::Typed(_))).collect();
    if let Some(clause) = &mut sig.generics.where_clause {
        clause.predicates.retain(|predicate| !is_of_an_object(predicate));
    }
    let mut types = SelfTypes { of, names: types, write: &parameter };
    visit_mut::visit_signature_mut(&mut Through(&mut types), &mut sig);
    say(sig.to_token_stream(), "Self")
}

/// Whether a predicate asks of `Self` what an object may be: `Send`, `Sync`, or longer lived.
fn is_of_an_object(predicate: &WherePredicate) -> bool {
    let WherePredicate::Type(PredicateType { bounded_ty, bounds, .. }) = predicate else { return false };
    let may_be = |bound: &TypeParamBound| match bound {
        TypeParamBound::Trait(bound) => last_is_among("Send Sync", &bound.path),
        _ => true,
    };
    is_self(bounded_ty) && bounds.iter().all(may_be)
}
