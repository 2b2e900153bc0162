//! What lifetimes a signature has, before anything is changed, and what the task's then is.

use syn::{Lifetime, ReturnType, Signature};

use super::demands::Demands;
use super::walk::{Held, is_elided, walk, walk_arg};
use crate::parse::Scope;

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
    /// The method's own lifetimes that its inputs name.
    pub(super) named: Vec<Lifetime>,
    /// How many lifetimes of the inputs are elided.
    elided: usize,
    /// How many different lifetimes an elided one of the output may stand for.
    pub(super) lenders: usize,
    /// `true` if a clause says that a lifetime or type outlives the task, by any names.
    is_early: bool,
    /// The output has an elided lifetime.
    pub(super) output_elided: bool,
}

impl Survey {
    pub(super) fn of(sig: &mut Signature, scope: &Scope) -> Self {
        let demands = Demands::of(sig, scope, &[], true);
        let mut survey = Self::default();
        let mut lenders = Vec::new();
        let own: Vec<_> = sig.generics.lifetimes().map(|param| param.lifetime.clone()).collect();
        for (index, arg) in sig.inputs.iter_mut().enumerate() {
            let is_receiver = index == 0 && matches!(arg, syn::FnArg::Receiver(_));
            walk_arg(arg, &mut |held, lifetime| {
                let lends = held != Held::Opaque;
                if is_elided(lifetime) {
                    survey.elided += 1;
                    survey.lenders += usize::from(lends);
                } else if own.contains(lifetime) {
                    if !survey.named.contains(lifetime) {
                        survey.named.push(lifetime.clone());
                    }
                    if lends && !lenders.contains(lifetime) {
                        lenders.push(lifetime.clone());
                    }
                }
                if is_receiver {
                    survey.receiver.get_or_insert_with(|| lifetime.clone());
                }
            });
        }
        survey.lenders += lenders.len();
        // What only an `Fn(..)` or a `fn(..)` mentions isn't among the lifetimes of the arguments.
        survey.is_early = demands.is_early() || demands.own().any(|lifetime| !survey.named.contains(lifetime));
        if let ReturnType::Type(_, ty) = &mut sig.output {
            walk(ty, &mut |_, slot| survey.output_elided |= is_elided(slot));
        }
        survey
    }

    /// How many different lifetimes the inputs have.
    pub(super) fn total(&self) -> usize {
        self.named.len() + self.elided
    }

    /// Whether the only lifetime there is may be the task's own.
    pub(super) fn is_alone(&self) -> bool {
        self.total() == 1 && !self.is_early
    }

    /// What the task's lifetime is.
    pub(super) fn shape(&self) -> Shape {
        match (&self.receiver, self.total(), &*self.named) {
            _ if self.is_early => Shape::Own,
            (None, 0, _) => Shape::Static,
            (Some(receiver), 1, _) if is_elided(receiver) => Shape::OfReceiver,
            (_, 1, [named]) => Shape::Named(named.clone()),
            _ => Shape::Own,
        }
    }
}
