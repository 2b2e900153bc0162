//! What lifetimes a signature has, before anything is changed, and what the task's then is.

use proc_macro2::Ident;
use syn::{FnArg, Lifetime, ReturnType, Signature, Type};

use super::hidden::seems_to_hide_lifetime;
use super::parts::Parts;
use super::walk::{is_elided, walk, walk_arg};
use crate::parse::{Kind, Scope};

/// What the lifetime of a task is.
pub(super) enum Shape {
    /// That of everything: nothing is borrowed.
    Static,
    /// That of the receiver, the one reference there is.
    OfReceiver,
    /// The one that the arguments name.
    Named(Lifetime),
    /// One of its own.
    Own,
}

/// The lifetimes of a signature.
#[derive(Default)]
pub(super) struct Survey {
    /// The lifetime of a receiver that has one, which may be elided.
    pub(super) receiver: Option<Lifetime>,
    /// The receiver is taken by value, in a box or otherwise.
    pub(super) self_by_value: bool,
    /// The method's own lifetimes that its inputs name.
    pub(super) named: Vec<Lifetime>,
    /// How many lifetimes of the inputs are elided.
    elided: usize,
    /// Of which inputs a clause says as a whole that they outlive the task.
    pub(super) whole: Vec<bool>,
    /// An argument takes a type parameter of the method, or an `impl Trait`, by value.
    holds_own: bool,
    /// The output has an elided lifetime, or seems to.
    pub(super) output_elided: bool,
}

impl Survey {
    pub(super) fn of(sig: &mut Signature, scope: &Scope) -> Self {
        let mut survey = Self::default();
        let own: Vec<_> = sig.generics.lifetimes().map(|param| param.lifetime.clone()).collect();
        for arg in &mut sig.inputs {
            let mut all = Vec::new();
            walk_arg(arg, &mut |_, lifetime| all.push(lifetime.clone()));
            for lifetime in &all {
                if is_elided(lifetime) {
                    survey.elided += 1;
                } else if own.contains(lifetime) && !survey.named.contains(lifetime) {
                    survey.named.push(lifetime.clone());
                }
            }
            let FnArg::Typed(arg) = arg else {
                survey.self_by_value = all.is_empty();
                survey.receiver = all.into_iter().next();
                survey.whole.push(false);
                continue;
            };
            let parts = Parts::of(&arg.ty);
            let is_own = |name: &Ident| sig.generics.type_params().any(|param| param.ident == *name);
            survey.holds_own |= parts.opaque || parts.names.iter().any(is_own);
            let whole = !is_lent(&arg.ty, &own) && survey.says_whole(&parts, scope);
            survey.whole.push(whole);
        }
        if let ReturnType::Type(_, ty) = &mut sig.output {
            walk(ty, &mut |_, slot| survey.output_elided |= is_elided(slot));
            survey.output_elided |= seems_to_hide_lifetime(sig, scope);
        }
        survey
    }

    /// Whether a clause says of what has these parts as a whole that it outlives the task; the method's own lifetimes
    /// aside.
    fn says_whole(&self, parts: &Parts, scope: &Scope) -> bool {
        match scope.kind {
            Kind::Trait | Kind::TraitImpl => scope.has_parameters || self.without_self(),
            Kind::Inherent => !self.self_by_value && !parts.outer(scope).is_empty(),
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
        match (&self.receiver, self.total(), &*self.named) {
            _ if self.says() => Shape::Own,
            (None, 0, _) => Shape::Static,
            (Some(receiver), 1, _) if is_elided(receiver) => Shape::OfReceiver,
            (_, 1, [named]) => Shape::Named(named.clone()),
            _ => Shape::Own,
        }
    }
}

/// Whether an argument is a reference for as long as the method says: nothing has to be said of it, or of its lifetime
/// alone.
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
