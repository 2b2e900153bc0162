//! What attributes mean: which packages are known, and which of their attributes is what.

use std::fmt;

use valuetask_syntax::Name;

use super::hit::Target;
use crate::scope::{AttributeUse, Import};
use crate::tree::FileId;

/// The macro that an attribute is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Meaning {
    /// One of valuetask's.
    Ours(Name),
    /// The stand-in for async-trait, a dependency of that name which is valuetask's.
    StandIn,
    /// `async_trait::async_trait` of the crate async-trait.
    AsyncTrait,
    /// `async_recursion::async_recursion`: boxed.
    AsyncRecursion,
    /// A macro of another package, whose source or meaning isn't known: the package, and the path in it.
    Foreign { package: String, path: Vec<String> },
    /// Its path leads to nothing that could be read.
    Unknown,
}

impl Meaning {
    /// The attribute of valuetask that makes the methods under it, if one does.
    pub(crate) fn ours(&self) -> Option<Name> {
        match self {
            Self::Ours(name) => Some(*name),
            Self::StandIn => Some(Name::AsyncTrait),
            _ => None,
        }
    }

    /// Whether it isn't known what it makes of a method.
    pub(crate) fn is_unknown(&self) -> bool {
        matches!(self, Self::Foreign { .. } | Self::Unknown)
    }
}

impl fmt::Display for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ours(name) => return write!(f, "valuetask::{}", name.as_str()),
            Self::StandIn => "valuetask's stand-in for async_trait",
            Self::AsyncTrait => "async_trait::async_trait",
            Self::AsyncRecursion => "async_recursion::async_recursion",
            Self::Foreign { package, path } => return write!(f, "{package}: {}", path.join("::")),
            Self::Unknown => "unknown",
        })
    }
}

/// The package of valuetask's stand-in for async-trait, also where a workspace calls it `async-trait`.
pub(super) const STAND_IN: &str = "valuetask-async-trait";

/// Whether what a package exports is known, so that its source needn't be read.
pub(super) fn is_known(package: &str) -> bool {
    matches!(package, "valuetask" | "valuetask-macros" | STAND_IN | "async-trait" | "async-recursion")
}

/// Whether a target is a package whose attributes are known, with one of this name.
pub(super) fn exports(target: &Target, name: &str) -> bool {
    let Target::Outside(package, path) = target else { return false };
    let attribute = Target::Outside(package.clone(), vec![name.to_owned()]);
    path.is_empty() && is_known(package) && !matches!(meaning(&attribute), Meaning::Foreign { .. })
}

/// What a path means as an attribute, by what it leads to. A package may be named as code has it.
pub(super) fn meaning(target: &Target) -> Meaning {
    let Target::Outside(package, path) = target else { return Meaning::Unknown };
    match (&*package.replace('_', "-"), &*path.join("::")) {
        ("valuetask" | "valuetask-macros", "value_task") => Meaning::Ours(Name::ValueTask),
        ("valuetask" | "valuetask-macros", "async_trait") => Meaning::Ours(Name::AsyncTrait),
        ("valuetask" | "valuetask-macros", "async_method") => Meaning::Ours(Name::AsyncMethod),
        ("valuetask" | "valuetask-macros", "async_recursion") => Meaning::Ours(Name::AsyncRecursion),
        (STAND_IN, "async_trait") => Meaning::StandIn,
        ("async-trait", "async_trait") => Meaning::AsyncTrait,
        ("async-recursion", "async_recursion") => Meaning::AsyncRecursion,
        _ => Meaning::Foreign { package: package.clone(), path: path.clone() },
    }
}

/// An attribute, where it stands, and what it means.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub(crate) file: FileId,
    pub(crate) place: AttributeUse,
    /// Never empty, each once.
    pub(crate) meanings: Vec<Meaning>,
    /// The imports that name the macro itself, the last that were gone through.
    pub(crate) via: Vec<Via>,
}

/// An import that a name came through.
#[derive(Clone, Debug)]
pub(crate) struct Via {
    pub(crate) file: FileId,
    pub(crate) import: Import,
}

/// A trait or a type, by the file and the node that declare it, and its name.
pub(crate) type Declared = (FileId, usize, String);
