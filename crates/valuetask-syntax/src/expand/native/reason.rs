//! Which methods are the companion's, too, and why the others aren't.

use syn::visit::Visit;
use syn::{FnArg, GenericParam, Ident, ItemTrait, Meta, ReceiverKind, Safety, Signature, TraitItem, TypeImplTrait};

use super::boxed::Boxed;
use super::clause::Clause;
use super::object::types;
use super::receiver::can_be_dispatched;
use super::self_types::Says;
use super::signature::future_of;
use crate::conditions;
use crate::known::last_is_among;
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

/// Whether a method has a hidden one beside it: what a trait and its implementations both see decides.
pub(super) fn can_be_hidden(sig: &Signature) -> bool {
    sig.receiver().is_some()
        && sig.generics.params.iter().all(|param| matches!(param, GenericParam::Lifetime(_)))
        && !arguments_are_opaque(sig)
        && !is_unsafe(sig)
        && why_attributes(sig).is_none()
}

fn is_unsafe(sig: &Signature) -> bool {
    matches!(sig.safety, Safety::Unsafe(_))
}

/// Why a method can't be copied, if attributes of its arguments are that: lints are none of it.
fn why_attributes(sig: &Signature) -> Option<&'static str> {
    let is_other = |meta: Meta| (!last_is_among("allow deny expect forbid warn", meta.path())).then_some(meta);
    let mut attrs = sig.inputs.iter().map(|arg| match arg {
        FnArg::Receiver(receiver) => &receiver.attrs,
        FnArg::Typed(arg) => &arg.attrs,
    });
    if attrs.clone().any(|attrs| !conditions::of(attrs).is_empty()) {
        Some("it has arguments under a `cfg`")
    } else if attrs.any(|attrs| attrs.iter().any(|attr| conditions::each(attr.meta.clone(), &is_other).is_some())) {
        Some("it has arguments with attributes other than lints")
    } else {
        None
    }
}

fn arguments_are_opaque(sig: &Signature) -> bool {
    let mut opaque = Opaque(false);
    sig.inputs.iter().for_each(|arg| opaque.visit_fn_arg(arg));
    opaque.0
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

struct Opaque(bool);

impl Visit<'_> for Opaque {
    fn visit_type_impl_trait(&mut self, _: &TypeImplTrait) {
        self.0 = true;
    }
}
