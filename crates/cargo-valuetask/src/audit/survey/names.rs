//! The declarations of the workspace, by name: types, for their sizes, and async methods, for their awaiters.
//!
//! Types aren't known, so that a call is matched with a method by its name. Where several methods of a name are made in
//! different ways, nothing is said of the call.

#![forbid(unsafe_code)]

use std::collections::{BTreeSet, HashMap, HashSet};

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

/// A method or function of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Known {
    made: Made,
    /// The trait or type it is of; nothing for a function.
    owner: String,
    /// As a reader calls it: `Store::get`.
    full: String,
    /// It is called on something.
    receiver: bool,
    /// How many arguments it has beside that.
    arguments: usize,
}

/// What the methods do that one is known by.
#[derive(Debug)]
struct Entry {
    known: Known,
    deeds: Deeds,
    /// They have an effect, or call a method that has one.
    writes: bool,
}

impl Known {
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
    methods: HashMap<String, Vec<Entry>>,
    pub(super) statics: HashSet<String>,
    /// Of each method of the workspace, the methods that it calls, if nothing else of it could do something to others.
    pub(super) calls: Vec<(String, Option<BTreeSet<String>>)>,
    pub(super) companions: Companions,
}

impl Index {
    /// Adds a method or function, which is called `owner::name` to a reader.
    pub(super) fn add_method(&mut self, sig: &Signature, owner: &str, made: Made, deeds: Deeds) {
        let name = sig.ident.to_string();
        let full = if owner.is_empty() { name.clone() } else { format!("{owner}::{name}") };
        let receiver = sig.receiver().is_some();
        let arguments = sig.inputs.len() - usize::from(receiver);
        let known = Known { made, owner: owner.to_owned(), full, receiver, arguments };
        let entries = self.methods.entry(name).or_default();
        match entries.iter_mut().find(|entry| entry.known == known) {
            Some(entry) => {
                entry.deeds.effect = entry.deeds.effect.take().or(deeds.effect);
                entry.deeds.calls.extend(deeds.calls);
            }
            None => entries.push(Entry { known, deeds, writes: false }),
        }
    }

    /// Finds the methods that have an effect, themselves or by a method that they call.
    pub(super) fn settle(&mut self) {
        let mut callers: HashMap<String, Vec<(String, usize, String, Call)>> = HashMap::new();
        let mut open = Vec::new();
        for (name, entries) in &self.methods {
            for (at, entry) in entries.iter().enumerate() {
                if entry.deeds.effect.is_some() {
                    open.push((name.clone(), at));
                }
                for (call, _) in &entry.deeds.calls {
                    let caller = (name.clone(), at, entry.known.owner.clone(), call.clone());
                    callers.entry(call.name.clone()).or_default().push(caller);
                }
            }
        }
        while let Some((name, at)) = open.pop() {
            let Some(entry) = self.methods.get_mut(&name).and_then(|entries| entries.get_mut(at)) else { continue };
            if std::mem::replace(&mut entry.writes, true) {
                continue;
            }
            for (caller, place, owner, call) in callers.get(&name).into_iter().flatten() {
                if self.called(call, owner).any(|entry| entry.writes) {
                    open.push((caller.clone(), *place));
                }
            }
        }
    }

    /// The first effect of a method of this owner, one by a method that it calls included.
    pub(super) fn effect(&self, deeds: &Deeds, owner: &str) -> Option<Effect> {
        let writes = |(call, _): &&(Call, Effect)| self.called(call, owner).any(|entry| entry.writes);
        deeds.effect.clone().or_else(|| deeds.calls.iter().find(writes).map(|(_, effect)| effect.clone()))
    }

    /// The methods that a call may be of: where it is on `self`, those of its own trait or type before all others.
    fn called<'i>(&'i self, call: &'i Call, owner: &'i str) -> impl Iterator<Item = &'i Entry> {
        let entries = self.methods.get(&call.name).into_iter().flatten();
        let may_be = |entry: &&Entry| entry.known.takes(call) && self.is_of(&entry.known, call);
        let is_own = move |entry: &Entry| call.own && !owner.is_empty() && entry.known.owner == owner;
        let any_own = entries.clone().filter(may_be).any(is_own);
        entries.filter(move |entry| {
            entry.known.takes(call) && self.is_of(&entry.known, call) && (!any_own || is_own(entry))
        })
    }

    /// Whether a call by a path can be of a method, by what stands before its name.
    fn is_of(&self, known: &Known, call: &Call) -> bool {
        match call.qualifier.as_deref() {
            _ if call.method => true,
            Some("Self") => !known.owner.is_empty(),
            Some(owner) if owner.starts_with(char::is_uppercase) => {
                let own = self.methods.get(&call.name).into_iter().flatten().any(|other| other.known.owner == owner);
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
        let known = self.methods.get(&call.name).into_iter().flatten().map(|entry| &entry.known);
        let known: Vec<_> = known.filter(|known| known.made != Made::Now).collect();
        let known: Vec<_> = known.into_iter().filter(|known| known.takes(call) && self.is_of(known, call)).collect();
        let Some(first) = known.first() else {
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
        let named = Named { name: first.full.clone(), among_others: known.len() > 1 };
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
