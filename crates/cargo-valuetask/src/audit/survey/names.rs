//! The declarations of the workspace, by name: types, for their sizes, and async methods, for their awaiters.
//!
//! Types aren't known, so that a call is matched with a method by its name. Where several methods of a name are made in
//! different ways, nothing is said of the call.

use std::collections::{HashMap, HashSet};

use syn::Signature;

use super::awaits::{Answer, Awaited, Call, Named};
use super::companions::Companions;
use super::prefix_effects::{Deeds, Effect};
use super::size::Types;

/// How a method of a name returns what is awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Made {
    HotTask,
    /// A task, or a pooled future, that starts when it is polled.
    Lazy,
    Box,
    Native,
    /// As [`Native`](Self::Native) by a static call, and as a task through `dyn`.
    NativeTask,
    AsyncFn,
    /// It isn't async: what is called is its body.
    Now,
    /// By an attribute that isn't known.
    Unknown,
}

/// The methods or functions of the workspace that have the same name, owner and form.
#[derive(Debug)]
struct Known {
    made: Made,
    /// The trait or type it is of; nothing for a function.
    owner: String,
    /// It is called on something.
    receiver: bool,
    /// How many arguments it has beside that.
    arguments: usize,
    deeds: Deeds,
    /// They have an effect, or call a method that has one.
    writes: bool,
}

impl Known {
    fn is_like(&self, other: &Self) -> bool {
        (self.made, &self.owner, self.receiver, self.arguments)
            == (other.made, &other.owner, other.receiver, other.arguments)
    }

    /// Whether a call gives it what it asks for.
    fn takes(&self, call: &Call) -> bool {
        let receiver = usize::from(self.receiver && !call.method);
        (self.receiver || !call.method) && call.arguments == self.arguments + receiver
    }
}

/// What there is of each name.
#[derive(Debug, Default)]
pub(crate) struct Index {
    pub(super) types: Types,
    methods: HashMap<String, Vec<Known>>,
    pub(super) statics: HashSet<String>,
    pub(super) companions: Companions,
}

impl Index {
    /// Adds a method or function of an owner.
    pub(super) fn add_method(&mut self, sig: &Signature, owner: &str, made: Made, deeds: Deeds) {
        let receiver = sig.receiver().is_some();
        let arguments = sig.inputs.len() - usize::from(receiver);
        let new = Known { made, owner: owner.to_owned(), receiver, arguments, deeds, writes: false };
        let known = self.methods.entry(sig.ident.to_string()).or_default();
        match known.iter_mut().find(|known| known.is_like(&new)) {
            Some(known) => {
                known.deeds.effect = known.deeds.effect.take().or(new.deeds.effect);
                known.deeds.calls.extend(new.deeds.calls);
            }
            None => known.push(new),
        }
    }

    /// Finds the methods that have an effect, themselves or by a method that they call.
    pub(super) fn settle(&mut self) {
        loop {
            let is_new = |known: &Known| !known.writes && self.effect(&known.deeds, &known.owner).is_some();
            let all =
                self.methods.iter().flat_map(|(name, all)| all.iter().enumerate().map(move |known| (name, known)));
            let new = all.filter(|(_, (_, known))| is_new(known)).map(|(name, (at, _))| (name.clone(), at));
            let new: Vec<_> = new.collect();
            if new.is_empty() {
                return;
            }
            for (name, at) in new {
                self.methods.entry(name).or_default()[at].writes = true;
            }
        }
    }

    /// The first effect of a method of this owner, one by a method that it calls included.
    pub(super) fn effect(&self, deeds: &Deeds, owner: &str) -> Option<Effect> {
        let writes = |(call, _): &&(Call, Effect)| {
            // On `self`, those of its own trait or type come before all others.
            let is_own = |known: &&Known| call.own && !owner.is_empty() && known.owner == owner;
            let any_own = self.called(call).any(|known| is_own(&known));
            self.called(call).any(|known| known.writes && (!any_own || is_own(&known)))
        };
        deeds.effect.clone().or_else(|| deeds.calls.iter().find(writes).map(|(_, effect)| effect.clone()))
    }

    /// The methods that a call may be of.
    fn called<'i>(&'i self, call: &'i Call) -> impl Iterator<Item = &'i Known> {
        let known = self.methods.get(&call.name).into_iter().flatten();
        known.filter(move |known| known.takes(call) && self.is_of(known, call))
    }

    /// Whether a call by a path can be of a method, by what stands before its name.
    fn is_of(&self, known: &Known, call: &Call) -> bool {
        match call.qualifier.as_deref() {
            _ if call.method => true,
            Some("Self") => !known.owner.is_empty(),
            Some(owner) if owner.starts_with(char::is_uppercase) => {
                let own = self.methods.get(&call.name).into_iter().flatten().any(|other| other.owner == owner);
                // A type of the workspace may implement a trait's method.
                known.owner == owner || !own && self.types.declares(owner) && !known.owner.is_empty()
            }
            // A module, or nothing.
            _ => known.owner.is_empty(),
        }
    }

    /// Says what is known of the call that is awaited.
    pub(super) fn answer(&self, awaited: &mut Awaited) {
        let Some(call) = awaited.call.as_ref().filter(|_| awaited.answer == Answer::Unknown) else { return };
        let known: Vec<_> = self.called(call).filter(|known| known.made != Made::Now).collect();
        let Some(first) = known.iter().min_by_key(|known| &known.owner) else {
            awaited.answer = call.usual();
            return;
        };
        let made = |known: &Known| match known.made {
            Made::Native if self.companions.is_ours(&known.owner) => Made::NativeTask,
            made => made,
        };
        if known.iter().any(|other| made(other) != made(first)) {
            return;
        }
        let name = if first.owner.is_empty() { call.name.clone() } else { format!("{}::{}", first.owner, call.name) };
        let named = Named { name, among_others: known.len() > 1 };
        awaited.answer = match made(first) {
            Made::HotTask => Answer::Task(named),
            Made::Lazy => Answer::Lazy(named),
            Made::Box => Answer::Boxed(named),
            Made::Native | Made::AsyncFn => Answer::AsyncFn(named),
            Made::NativeTask => Answer::Native(named),
            Made::Unknown | Made::Now => Answer::Unknown,
        };
    }
}
