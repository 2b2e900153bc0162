//! What names lead to, as data.

#![forbid(unsafe_code)]

use std::rc::Rc;

use super::super::meaning::Via;
use crate::audit::tree::ModuleId;

/// What a path leads to.
#[derive(Clone, Debug)]
pub(super) enum Target {
    Module(ModuleId),
    /// A type or a trait, by the module that declares it.
    Type(ModuleId, String),
    /// Something of another package: its name, whether it stands in for async-trait, and the path in it.
    Outside {
        package: Rc<str>,
        stand_in: bool,
        path: Vec<String>,
    },
}

/// What a name was found to be.
#[derive(Clone, Debug)]
pub(super) struct Hit {
    pub(super) target: Target,
    pub(super) via: Vec<Rc<Via>>,
    /// It is seen from outside of the module that it was found in.
    pub(super) public: bool,
}

impl Hit {
    pub(super) fn new(target: Target) -> Self {
        Self { target, via: Vec::new(), public: true }
    }

    pub(super) fn module(at: ModuleId) -> Self {
        Self::new(Target::Module(at))
    }
}

/// Which names are looked for: those that stand before `::`, or those of macros.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Space {
    Types,
    Macros,
}

/// A glob whose path is resolved.
#[derive(Debug)]
pub(super) struct Glob {
    /// The module that it brings the names of.
    pub(super) target: ModuleId,
    pub(super) via: Vec<Rc<Via>>,
    /// Its names are seen from outside of its module.
    pub(super) public: bool,
}
