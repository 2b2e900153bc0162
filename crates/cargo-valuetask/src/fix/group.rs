//! The attributes that change together: those of a trait and its implementations.

#![forbid(unsafe_code)]

use std::ops::Range;

use crate::audit::scope::{AttributeUse, Import};
use crate::audit::tree::FileId;

/// An attribute that can be changed.
#[derive(Debug)]
pub(super) struct Use {
    pub(super) file: FileId,
    pub(super) place: AttributeUse,
    /// The imports that its path leads through.
    pub(super) via: Vec<Place>,
    pub(super) is_trait: bool,
    pub(super) methods: Vec<Method>,
}

/// An async method under an attribute.
#[derive(Debug)]
pub(super) struct Method {
    pub(super) name: String,
    /// The bytes of its signature and body, without attributes and comments before it.
    pub(super) bytes: Range<usize>,
    pub(super) has_body: bool,
}

/// An import, by its file and its own part of the item.
pub(super) type Place = (FileId, (usize, usize));

/// Returns the place of an import.
pub(super) fn place_of(file: FileId, import: &Import) -> Place {
    (file, (import.leaf.start, import.leaf.end))
}

/// A trait and its implementations, or an attribute of an item without an async method.
#[derive(Debug)]
pub(super) struct Group {
    /// The trait; `None` if the attribute is removed.
    pub(super) name: Option<String>,
    pub(super) uses: Vec<Use>,
}

impl Group {
    /// Returns `true` if its attribute has nothing to do, and is removed.
    pub(super) fn is_needless(&self) -> bool {
        self.name.is_none()
    }
}
