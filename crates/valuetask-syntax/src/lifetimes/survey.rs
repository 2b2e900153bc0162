//! What lifetimes a signature has, before anything is changed.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::visit::Visit;
use syn::{FnArg, Lifetime, ReceiverKind, ReturnType, Signature, Type};

use super::hidden::hides_lifetime;
use super::walk::{Place, is_elided, of_reference, walk};
use crate::parse::{Kind, Scope};

/// The lifetimes of a signature.
#[derive(Default)]
pub(super) struct Survey {
    /// The lifetime of a receiver that is a reference; the inner `None` is an elided one.
    pub(super) receiver: Option<Option<Lifetime>>,
    /// The lifetimes of the surrounding item that the receiver names.
    pub(super) receiver_names: Vec<Lifetime>,
    /// The receiver is taken by value, in a box or otherwise.
    pub(super) self_by_value: bool,
    /// The method's own lifetimes that its inputs name.
    pub(super) named: Vec<Lifetime>,
    /// How many lifetimes of the inputs are elided.
    elided: usize,
    /// An argument names a lifetime or type of the surrounding item, or one of the method's types, by value.
    holds: bool,
    /// An argument is a reference whose lifetime is elided.
    lends: bool,
    /// There are arguments beside the receiver.
    has_arguments: bool,
    /// The output has an elided lifetime.
    pub(super) output_elided: bool,
    /// The user speaks of the task's lifetime by the name that the original macro gave it.
    pub(super) wants_async_trait: bool,
    /// All lifetimes by name, in the signature and around it.
    pub(super) mentioned: Vec<Ident>,
    /// The method's own type parameters.
    types: Vec<Ident>,
}

impl Survey {
    pub(super) fn of(sig: &Signature, scope: &Scope) -> Self {
        let mut survey =
            Self { types: sig.generics.type_params().map(|param| param.ident.clone()).collect(), ..Self::default() };
        let own: Vec<_> = sig.generics.lifetimes().map(|param| param.lifetime.clone()).collect();
        let mut mentions = Mentions(scope.lifetimes.iter().map(|lifetime| lifetime.ident.clone()).collect());
        mentions.visit_signature(sig);
        survey.mentioned = mentions.0;
        survey.wants_async_trait = survey.mentioned.iter().any(|name| name == "async_trait")
            && own.iter().chain(&scope.lifetimes).all(|lifetime| lifetime.ident != "async_trait");
        for arg in &sig.inputs {
            match arg {
                FnArg::Receiver(receiver) => survey.receiver(&receiver.kind, &own, scope),
                FnArg::Typed(arg) => {
                    survey.has_arguments = true;
                    let mut ty = Type::clone(&arg.ty);
                    walk(&mut ty, &mut |place, slot| {
                        survey.lends |= place == Place::Outer && is_elided(slot);
                        survey.count(slot, &own);
                    });
                    survey.holds |= holds(&arg.ty, scope, &survey);
                }
            }
        }
        if let ReturnType::Type(_, ty) = &sig.output {
            let mut ty = Type::clone(ty);
            walk(&mut ty, &mut |_, slot| survey.output_elided |= is_elided(slot));
            // What the trait says there, its implementation may leave out.
            survey.output_elided |= scope.kind == Kind::TraitImpl && survey.lends && hides_lifetime(sig, scope);
        }
        survey
    }

    fn receiver(&mut self, kind: &ReceiverKind, own: &[Lifetime], scope: &Scope) {
        let mut all = Vec::new();
        match kind {
            ReceiverKind::Reference(and, lifetime, _) => {
                of_reference(*and, &mut lifetime.clone(), |lifetime| all.push(lifetime.clone()));
            }
            ReceiverKind::Typed(_, ty) => walk(&mut Type::clone(ty), &mut |_, lifetime| all.push(lifetime.clone())),
            _ => {}
        }
        self.self_by_value = all.is_empty();
        for lifetime in &all {
            self.count(lifetime, own);
        }
        self.receiver = all.first().map(|first| Some(first).filter(|first| !is_elided(first)).cloned());
        self.receiver_names = all;
        self.receiver_names.retain(|lifetime| scope.lifetimes.contains(lifetime));
    }

    fn count(&mut self, lifetime: &Lifetime, own: &[Lifetime]) {
        if is_elided(lifetime) {
            self.elided += 1;
        } else if own.contains(lifetime) && !self.named.contains(lifetime) {
            self.named.push(lifetime.clone());
        }
    }

    /// How many different lifetimes the inputs have.
    pub(super) fn total(&self) -> usize {
        self.named.len() + self.elided
    }

    /// `&self` is the only reference and nothing is held by value: `'_` says it all.
    pub(super) fn needs_no_name(&self) -> bool {
        let alone = matches!(self.receiver, Some(None)) && self.total() == 1;
        alone && !self.holds && !self.wants_async_trait
    }

    /// The task borrows nothing. In a trait and its implementations every argument counts, as what one calls `K` the other
    /// may call `String`, and they have to agree.
    pub(super) fn borrows_nothing(&self, kind: Kind) -> bool {
        let may_borrow = self.self_by_value || self.holds || (kind != Kind::Plain && self.has_arguments);
        self.receiver.is_none() && self.total() == 0 && !may_borrow && !self.wants_async_trait
    }
}

/// What an argument of type `ty` adds to the types that the task holds.
pub(super) fn held_by(ty: &Type, task: &Lifetime, scope: &Scope, survey: &Survey) -> Option<TokenStream> {
    match ty {
        Type::Paren(ty) => held_by(&ty.elem, task, scope, survey),
        Type::Group(ty) => held_by(&ty.elem, task, scope, survey),
        Type::Reference(ty) => {
            let outer = ty.lifetime.as_ref().filter(|lifetime| scope.lifetimes.contains(lifetime))?;
            Some(quote!(&#outer ()))
        }
        _ => {
            let mut mentions = Held::new(scope, survey);
            mentions.task = Some(task);
            mentions.visit_type(ty);
            (mentions.found && !mentions.anonymous).then(|| quote!(#ty))
        }
    }
}

/// Whether an argument of type `ty` holds something that may borrow, other than by a reference of the method.
fn holds(ty: &Type, scope: &Scope, survey: &Survey) -> bool {
    match ty {
        Type::Paren(ty) => holds(&ty.elem, scope, survey),
        Type::Group(ty) => holds(&ty.elem, scope, survey),
        Type::Reference(ty) => ty.lifetime.as_ref().is_some_and(|lifetime| scope.lifetimes.contains(lifetime)),
        _ => {
            let mut mentions = Held::new(scope, survey);
            mentions.visit_type(ty);
            mentions.found || mentions.anonymous
        }
    }
}

/// Looks for what may borrow in a type that is taken by value.
struct Held<'s> {
    scope: &'s Scope,
    survey: &'s Survey,
    task: Option<&'s Lifetime>,
    found: bool,
    /// An `impl Trait`, which can't be named: it is bounded in place.
    anonymous: bool,
}

impl<'s> Held<'s> {
    fn new(scope: &'s Scope, survey: &'s Survey) -> Self {
        Self { scope, survey, task: None, found: false, anonymous: false }
    }
}

impl Visit<'_> for Held<'_> {
    fn visit_lifetime(&mut self, lifetime: &Lifetime) {
        self.found |= lifetime.ident != "static" && Some(lifetime) != self.task;
    }

    fn visit_ident(&mut self, ident: &Ident) {
        self.found |= ident == "Self" || self.scope.types.contains(ident) || self.survey.types.contains(ident);
    }

    fn visit_type_impl_trait(&mut self, _: &syn::TypeImplTrait) {
        self.anonymous = true;
    }

    fn visit_bound_lifetimes(&mut self, _: &syn::BoundLifetimes) {}
}

/// Collects lifetimes by name.
struct Mentions(Vec<Ident>);

impl Visit<'_> for Mentions {
    fn visit_lifetime(&mut self, lifetime: &Lifetime) {
        self.0.push(lifetime.ident.clone());
    }
}
