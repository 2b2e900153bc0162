//! What a file declares that names depend on: modules, `use` items, `extern crate`, and the attributes of items with
//! async methods, and of traits and impls without. All places are byte ranges of the file as it is on the disk.

mod meta;
mod node;
mod reader;

pub(crate) use meta::{conditional_metas, conditions};
pub(crate) use node::{AttributeUse, Import, Node, Scope};
