//! What is found of a method, as data.

use std::rc::Rc;

use super::cost::Cost;
use super::speaking::Speaking;
use crate::resolve::{Declared, Meaning};
use crate::scope::{Item, Method, Owner};
use crate::tree::FileId;

/// A method or function.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) file: FileId,
    pub(crate) item: Rc<Item>,
    pub(crate) method: Rc<Method>,
    /// The declaration of its trait, where that is known.
    pub(crate) home: Option<Declared>,
    /// What the attribute means that makes it; nothing if none does.
    pub(crate) meanings: Vec<Meaning>,
    /// The attribute of its item, or its own.
    pub(crate) speaking: Option<Rc<Speaking>>,
    /// That attribute is its own.
    pub(crate) alone: bool,
    /// What `#[cfg]` says of it and of what is around it.
    pub(crate) cfg: Vec<String>,
    /// It is in a test, an example or a bench.
    pub(crate) test: bool,
    pub(crate) cost: Cost,
}

impl Place {
    /// The line of its item, or its own.
    pub(crate) fn item_line(&self) -> usize {
        if self.alone { self.method.line } else { self.item.line }
    }

    /// Its name with that of its trait or type, and of the type that implements it.
    pub(crate) fn title(&self) -> String {
        let name = &self.method.name;
        match &self.item.owner {
            Owner::Impl { of, by } => format!("{}::{name} for {by}", of.last()),
            Owner::Trait(of) | Owner::Type(of) => format!("{of}::{name}"),
            Owner::Nothing => name.clone(),
        }
    }

    /// The attribute that isn't known, as it is written, and whose it is where that is known.
    pub(crate) fn unknown(&self) -> Option<String> {
        let speaking = self.speaking.as_ref().filter(|_| self.meanings.iter().any(Meaning::is_unknown))?;
        let known = speaking.meanings.iter().filter(|meaning| **meaning != Meaning::Unknown);
        let of: Vec<_> = known.map(ToString::to_string).collect();
        let of = if of.is_empty() { String::new() } else { format!(" ({})", of.join(", or ")) };
        Some(format!("`#[{}]`{of}", speaking.attributes[0].place.path.words.join("::")))
    }
}
