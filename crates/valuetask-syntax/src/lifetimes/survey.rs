//! What lifetimes a signature has, before anything is changed.

use proc_macro2::Ident;
use syn::visit::Visit;
use syn::{FnArg, Lifetime, ReceiverKind, ReturnType, Signature, Type};

use super::Shape;
use super::hidden::seems_to_hide_lifetime;
use super::parts::Parts;
use super::walk::{is_elided, of_reference, walk};
use crate::parse::{Kind, Scope};

/// The lifetimes of a signature.
#[derive(Default)]
pub(super) struct Survey {
    /// The lifetime of a receiver that is a reference; the inner `None` is an elided one.
    pub(super) receiver: Option<Option<Lifetime>>,
    /// The receiver is taken by value, in a box or otherwise.
    pub(super) self_by_value: bool,
    /// The method's own lifetimes that its inputs name.
    pub(super) named: Vec<Lifetime>,
    /// How many lifetimes of the inputs are elided.
    elided: usize,
    /// Of which arguments, by their place among all, a clause says as a whole that they outlive the task.
    pub(super) whole: Vec<bool>,
    /// An argument takes a type parameter of the method, or an `impl Trait`, by value.
    holds_own: bool,
    /// The output has an elided lifetime, or seems to.
    pub(super) output_elided: bool,
    /// The user speaks of the task's lifetime by the name that the original macro gave it.
    pub(super) wants_async_trait: bool,
    /// All lifetimes by name, in the signature and around it.
    pub(super) mentioned: Vec<Ident>,
}

impl Survey {
    pub(super) fn of(sig: &Signature, scope: &Scope) -> Self {
        let mut survey = Self::default();
        let own: Vec<_> = sig.generics.lifetimes().map(|param| param.lifetime.clone()).collect();
        let mut mentions = Mentions(scope.lifetimes.iter().map(|lifetime| lifetime.ident.clone()).collect());
        mentions.visit_signature(sig);
        survey.mentioned = mentions.0;
        survey.wants_async_trait = survey.mentioned.iter().any(|name| name == "async_trait")
            && own.iter().chain(&scope.lifetimes).all(|lifetime| lifetime.ident != "async_trait");
        for arg in &sig.inputs {
            match arg {
                FnArg::Receiver(receiver) => survey.receiver(&receiver.kind, &own),
                FnArg::Typed(arg) => {
                    walk(&mut Type::clone(&arg.ty), &mut |_, slot| survey.count(slot, &own));
                    let parts = Parts::of(&arg.ty);
                    let is_own = |name: &Ident| sig.generics.type_params().any(|param| param.ident == *name);
                    survey.holds_own |= parts.opaque || parts.names.iter().any(is_own);
                }
            }
        }
        if let ReturnType::Type(_, ty) = &sig.output {
            let mut ty = Type::clone(ty);
            walk(&mut ty, &mut |_, slot| survey.output_elided |= is_elided(slot));
            survey.output_elided |= seems_to_hide_lifetime(sig, scope);
        }
        survey.whole = sig.inputs.iter().map(|arg| survey.says_whole(arg, &own, scope)).collect();
        survey
    }

    /// Whether a clause says of an argument as a whole that it outlives the task; its own parameters and lifetimes aside.
    fn says_whole(&self, arg: &FnArg, own: &[Lifetime], scope: &Scope) -> bool {
        let FnArg::Typed(arg) = arg else { return false };
        if is_lent(&arg.ty, own) {
            return false;
        }
        match scope.kind {
            Kind::Trait | Kind::TraitImpl => scope.has_parameters || self.without_self(),
            Kind::Plain => {
                let parts = Parts::of(&arg.ty);
                let may_borrow =
                    parts.outer_types(scope).next().is_some() || parts.outer_lifetimes(scope).next().is_some();
                may_borrow && !self.self_by_value
            }
        }
    }

    fn receiver(&mut self, kind: &ReceiverKind, own: &[Lifetime]) {
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
    }

    fn count(&mut self, lifetime: &Lifetime, own: &[Lifetime]) {
        if is_elided(lifetime) {
            self.elided += 1;
        } else if own.contains(lifetime) && !self.named.contains(lifetime) {
            self.named.push(lifetime.clone());
        }
    }

    /// Whether there is no receiver.
    pub(super) fn without_self(&self) -> bool {
        self.receiver.is_none() && !self.self_by_value
    }

    /// How many different lifetimes the inputs have.
    pub(super) fn total(&self) -> usize {
        self.named.len() + self.elided
    }

    /// Whether a clause says that something outlives the task, whatever the lifetimes are called.
    fn says(&self) -> bool {
        self.self_by_value || self.holds_own || self.whole.contains(&true)
    }

    /// Whether the only lifetime there is may be the task's own.
    pub(super) fn is_alone(&self) -> bool {
        self.total() == 1 && !self.says()
    }

    /// What the task's lifetime is.
    pub(super) fn shape(&self) -> Shape {
        if self.wants_async_trait || self.says() {
            return Shape::Own;
        }
        match (&self.receiver, self.total(), &*self.named) {
            (None, 0, _) => Shape::Static,
            (Some(None), 1, _) => Shape::OfReceiver,
            (_, 1, [named]) => Shape::Named(named.clone()),
            _ => Shape::Own,
        }
    }
}

/// Whether an argument is a reference for as long as the method says: nothing has to be said of it, or of its lifetime alone.
fn is_lent(ty: &Type, own: &[Lifetime]) -> bool {
    match ty {
        Type::Paren(ty) => is_lent(&ty.elem, own),
        Type::Group(ty) => is_lent(&ty.elem, own),
        Type::Reference(ty) => {
            ty.lifetime.as_ref().is_none_or(|lifetime| is_elided(lifetime) || own.contains(lifetime))
        }
        _ => false,
    }
}

/// Collects lifetimes by name.
struct Mentions(Vec<Ident>);

impl Visit<'_> for Mentions {
    fn visit_lifetime(&mut self, lifetime: &Lifetime) {
        self.0.push(lifetime.ident.clone());
    }
}
