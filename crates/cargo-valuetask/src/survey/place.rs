//! What is found of a method, as data.

use std::rc::Rc;

use super::cost::Cost;
use super::speaking::Speaking;
use crate::resolve::{Declared, Meaning};
use crate::scope::{Item, Method, Owner, Returns};
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
            Owner::Body(of) => {
                let of = of.as_ref().map(|of| format!(" in `{of}`")).unwrap_or_default();
                format!("`{name}`{of}")
            }
        }
    }

    /// Whether it is an expression, and no method.
    pub(crate) fn is_expression(&self) -> bool {
        matches!(self.item.owner, Owner::Body(_))
    }

    /// Why it isn't known whether a call allocates, if it isn't.
    pub(crate) fn why_unknown(&self) -> Option<String> {
        let why = match self.unknown() {
            Some(attribute) => format!("what {attribute} makes of it isn't known"),
            None if self.is_expression() => "whether what it boxes is a future isn't known".to_owned(),
            None if matches!(self.method.returns, Returns::Boxed(_)) => "a macro call in it isn't read".to_owned(),
            None => "what its declared type allocates isn't known".to_owned(),
        };
        (self.cost == Cost::Unknown).then_some(why)
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
