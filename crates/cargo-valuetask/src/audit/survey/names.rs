//! What the workspace declares, by name: types, for their sizes, and async methods, for those who await them.
//!
//! Types aren't known, so that a call is matched with a method by its name. Where several methods of a name are made in
//! different ways, nothing is said of the call.

#![forbid(unsafe_code)]

use std::collections::{BTreeSet, HashMap, HashSet};

use syn::Signature;

use super::awaits::{Answer, Awaited, Call, Named};
use super::companion::Companions;
use super::size::Declared;

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
    /// Nothing where several types have the name.
    types: HashMap<String, Option<Declared>>,
    methods: HashMap<String, Vec<Known>>,
    pub(super) statics: HashSet<String>,
    /// Of each method of the workspace, the methods that it calls, if nothing else of it could do something to others.
    pub(super) calls: Vec<(String, Option<BTreeSet<String>>)>,
    pub(super) companions: Companions,
}

impl Index {
    pub(super) fn add_type(&mut self, name: String, declared: Declared) {
        self.types.entry(name).and_modify(|known| *known = None).or_insert(Some(declared));
    }

    /// Adds a method or function, which is called `owner::name` to a reader.
    pub(super) fn add_method(&mut self, sig: &Signature, owner: &str, made: Made) {
        let name = sig.ident.to_string();
        let full = if owner.is_empty() { name.clone() } else { format!("{owner}::{name}") };
        let receiver = sig.receiver().is_some();
        let arguments = sig.inputs.len() - usize::from(receiver);
        let new = Known { made, owner: owner.to_owned(), full, receiver, arguments };
        let known = self.methods.entry(name).or_default();
        if !known.contains(&new) {
            known.push(new);
        }
    }

    /// The type of a name, if there is one.
    pub(super) fn fields(&self, name: &str) -> Option<&Declared> {
        self.types.get(name)?.as_ref()
    }

    /// Whether the workspace has types of a name.
    pub(super) fn declares(&self, name: &str) -> bool {
        self.types.contains_key(name)
    }

    /// Whether a call by a path can be of a method, by what stands before its name.
    fn is_of(&self, known: &Known, call: &Call) -> bool {
        match call.qualifier.as_deref() {
            _ if call.method => true,
            Some("Self") => !known.owner.is_empty(),
            Some(owner) if owner.starts_with(char::is_uppercase) => {
                let own = self.methods.get(&call.name).into_iter().flatten().any(|other| other.owner == owner);
                // A type of the workspace may implement a trait's method.
                known.owner == owner || !own && self.declares(owner) && !known.owner.is_empty()
            }
            // A module, or nothing.
            _ => known.owner.is_empty(),
        }
    }

    /// Says what is known of the call that is awaited.
    pub(super) fn answer(&self, awaited: &mut Awaited) {
        let Some(call) = awaited.call.as_ref().filter(|_| awaited.answer == Answer::Unknown) else { return };
        let known = self.methods.get(&call.name).into_iter().flatten();
        let known: Vec<_> = known.filter(|known| known.takes(call) && self.is_of(known, call)).collect();
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
            Made::Unknown => Answer::Unknown,
        };
    }
}
