//! What each attribute means: the macro that its path leads to, through `use`, renames, re-exports, `extern crate` and
//! the names of dependencies.
//!
//! # What others may rely on
//!
//! [`Resolver::attributes`] names every attribute, not of the language, that stands on a trait, an impl, a method or a
//! function with `async fn`, in the order of files and places. Each [`Attribute`] has
//!
//! - [`Meaning`]s: one, or several where that depends on the configuration. `Unknown` is said, never guessed from a
//!   name;
//! - the places of the attribute and of its path in [`AttributeUse`], as byte ranges of the file's text;
//! - the `use` and `extern crate` items that were gone through, the one in its own scope first, as [`Import`]s with the
//!   byte ranges of the item and of the name's own part in it. `Import::shared` says that the item brings other names.
//!
//! [`Resolver::needless`] names those of async-trait that stand on a trait, or an impl of one, without an async method.
//!
//! Ranges are of the file as it is on the disk ([`File::text`]), and stay true until something writes to it. Nothing
//! here writes.
//!
//! [`File::text`]: super::tree::File::text

#![forbid(unsafe_code)]

mod known;
mod names;

use std::fmt;

pub(crate) use names::Resolver;
use valuetask_syntax::Name;

use super::scope::{AttributeUse, Import};
use super::tree::FileId;

/// The macro that an attribute is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Meaning {
    /// One of valuetask's.
    Ours(Name),
    /// The stand-in for async-trait, a dependency of that name which is valuetask's.
    StandIn,
    /// `async_trait::async_trait` of the crate async-trait.
    AsyncTrait,
    /// `trait_variant::make`: the trait stays native.
    TraitVariant,
    /// `dynosaur::dynosaur`: native, boxed through its companion.
    Dynosaur,
    /// `dynify::dynify`: native, and placed by the caller through its companion.
    Dynify,
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

    /// Whether valuetask makes the methods under it.
    pub(crate) fn is_ours(&self) -> bool {
        self.ours().is_some()
    }
}

impl fmt::Display for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ours(name) => return write!(f, "valuetask::{}", name.as_str()),
            Self::StandIn => "valuetask's stand-in for async_trait",
            Self::AsyncTrait => "async_trait::async_trait",
            Self::TraitVariant => "trait_variant::make",
            Self::Dynosaur => "dynosaur::dynosaur",
            Self::Dynify => "dynify::dynify",
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
    /// The names that were gone through, beginning with the one in the attribute's own scope.
    pub(crate) via: Vec<Via>,
}

impl Attribute {
    /// What it means, if that is one thing.
    pub(crate) fn meaning(&self) -> Option<&Meaning> {
        match &self.meanings[..] {
            [meaning] => Some(meaning),
            _ => None,
        }
    }
}

/// An attribute of async-trait where nothing is async, and so nothing for it to do.
#[derive(Clone, Debug)]
pub(crate) struct Needless {
    pub(crate) attribute: Attribute,
    /// Why it may have something to do after all.
    pub(crate) doubt: Option<String>,
}

/// An item that a name came through.
#[derive(Clone, Debug)]
pub(crate) struct Via {
    pub(crate) file: FileId,
    pub(crate) import: Import,
}
