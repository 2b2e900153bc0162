//! From the signature of a method to the reason why its companion hasn't got it, if there is one.

use syn::visit::Visit;
use syn::{GenericParam, Ident, ItemTrait, ReceiverKind, Signature, TraitItem};

use super::boxed::Boxed;
use super::clause::Clause;
use super::receiver::can_be_dispatched;
use super::self_types::{Says, types};
use super::shape::{Opaque, arguments_are_opaque, future_of, is_unsafe, why_attributes};
use crate::signature::is_sized;

/// Names the methods of a native trait that its companion hasn't, each with the reason for it.
pub fn not_in_companion(item: &ItemTrait) -> Vec<(&Ident, &'static str)> {
    let types: Vec<_> = types(item).into_iter().map(|ty| ty.ident.clone()).collect();
    let methods = item.items.iter().filter_map(|part| match part {
        TraitItem::Fn(method) => Some((&method.sig.ident, why_native(&method.sig, &types)?)),
        _ => None,
    });
    methods.collect()
}

/// Why a method can't be one of the companion, which has these associated types, if it can't.
pub(super) fn why_native(sig: &Signature, types: &[Ident]) -> Option<&'static str> {
    let (says, clause) = (Says::of(sig), Clause::of(sig));
    let is_task = sig.asyncness.is_some() || future_of(sig).is_some();
    let names = || says.names.iter().chain(&clause.says.names);
    let is_generic = |param: &GenericParam| !matches!(param, GenericParam::Lifetime(_));
    match sig.receiver() {
        None => return Some("it has no receiver"),
        Some(receiver) if !is_task && matches!(receiver.kind, ReceiverKind::Value) => {
            return Some("it takes `self` by value");
        }
        Some(_) => {}
    }
    if sig.generics.params.iter().any(is_generic) {
        Some("it is generic")
    } else if arguments_are_opaque(sig) {
        Some("it takes an `impl Trait`")
    } else if result_is_opaque(sig) {
        Some("it returns an `impl Trait`")
    } else if is_sized(sig) {
        Some("it asks for `Self: Sized`")
    } else if !can_be_dispatched(sig) {
        Some("its receiver can't be dispatched")
    } else if says.itself {
        Some("it speaks of `Self`")
    } else if clause.is_more {
        Some("it has a where-clause on `Self`")
    } else if names().any(|name| !types.contains(name)) {
        Some("it speaks of an associated item that a `dyn` can't have")
    } else if is_unsafe(sig) {
        Some("it is unsafe")
    } else {
        why_attributes(sig)
    }
}

/// Whether a method returns something opaque that is neither boxed nor the future itself.
fn result_is_opaque(sig: &Signature) -> bool {
    let mut opaque = Opaque(false);
    match future_of(sig) {
        Some(future) => opaque.visit_type(&future.value),
        None if sig.asyncness.is_none() && Boxed::of(sig).is_some() => {}
        None => opaque.visit_return_type(&sig.output),
    }
    opaque.0
}
