//! What names lead to, as data.

use crate::tree::ModuleId;

/// What a path leads to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Target {
    Module(ModuleId),
    /// A type or a trait, by the module that declares it.
    Type(ModuleId, String),
    /// Something of another package: its name, and the path in it.
    Outside(String, Vec<String>),
}

/// What a name was found to be.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Hit {
    pub(super) target: Target,
    /// The last import that was gone through, by its module and its number there.
    pub(super) via: Option<(ModuleId, usize)>,
    /// It is seen from outside of the module that it was found in.
    pub(super) public: bool,
}

/// Which names are looked for: those that stand before `::`, or those of macros.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Space {
    Types,
    Macros,
}

impl Hit {
    pub(super) fn module(at: ModuleId) -> Self {
        Self { target: Target::Module(at), via: None, public: true }
    }

    pub(super) fn package(name: &str) -> Self {
        Self { target: Target::Outside(name.to_owned(), Vec::new()), via: None, public: true }
    }

    /// The same, found through an import that leads to it.
    pub(super) fn through(self, import: Option<(ModuleId, usize)>) -> Self {
        Self { via: self.via.or(import), ..self }
    }

    /// Whether what was found can have a name of this kind. What is in another package is taken for a macro.
    pub(super) fn fits(&self, space: Space) -> bool {
        let is_macro = matches!(&self.target, Target::Outside(_, path) if !path.is_empty());
        is_macro == (space == Space::Macros)
    }
}
