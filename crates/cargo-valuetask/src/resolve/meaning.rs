//! What attributes mean, as data.

use std::fmt;

use valuetask_syntax::Name;

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
