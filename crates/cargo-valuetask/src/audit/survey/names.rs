//! What the workspace declares, by name: types, for their sizes, and async methods, for those who await them.
//!
//! Types aren't known, so that a call is matched with a method by its name. Where several methods of a name are made in
//! different ways, nothing is said of the call.

#![forbid(unsafe_code)]

use std::collections::HashMap;

use super::awaits::{Answer, Awaited};
use super::size::Declared;

/// How a method of a name returns what is awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Made {
    HotTask,
    LazyTask,
    Box,
    Native,
    AsyncFn,
    /// By an attribute that isn't known.
    Unknown,
}

/// What there is of each name.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// Nothing where several types have the name.
    types: HashMap<String, Option<Declared>>,
    methods: HashMap<String, Vec<(Made, String)>>,
}

impl Index {
    pub(super) fn add_type(&mut self, name: String, declared: Declared) {
        self.types.entry(name).and_modify(|known| *known = None).or_insert(Some(declared));
    }

    /// Adds a method or function, which is called `owner::name` to a reader.
    pub(super) fn add_method(&mut self, name: &str, owner: &str, made: Made) {
        let full = if owner.is_empty() { name.to_owned() } else { format!("{owner}::{name}") };
        let known = self.methods.entry(name.to_owned()).or_default();
        if !known.iter().any(|(other, other_name)| (*other, other_name) == (made, &full)) {
            known.push((made, full));
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

    /// Says what is known of the call that is awaited.
    pub(super) fn answer(&self, awaited: &mut Awaited) {
        let Some(call) = awaited.call.as_ref().filter(|_| awaited.answer == Answer::Unknown) else { return };
        if let Some(known) = self.methods.get(&call.name) {
            let (made, name) = &known[0];
            let name = if known.len() == 1 { name.clone() } else { format!("{name} or another `{}`", call.name) };
            awaited.answer = match made {
                _ if known.iter().any(|(other, _)| other != made) => Answer::Unknown,
                Made::HotTask => Answer::Task { name },
                Made::LazyTask => Answer::LazyTask { name },
                Made::Box => Answer::Boxed { name },
                Made::Native | Made::AsyncFn => Answer::AsyncFn { name },
                Made::Unknown => Answer::Unknown,
            };
        } else {
            awaited.answer = call.usual();
        }
    }
}
