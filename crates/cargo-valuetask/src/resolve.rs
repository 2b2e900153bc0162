//! What each attribute means: the macro that its path leads to, through `use`, renames, re-exports, `extern crate` and
//! the names of dependencies.
//!
//! # What others may rely on
//!
//! [`Resolver::attribute`] returns what an attribute of a file means. An [`Attribute`] has
//!
//! - [`Meaning`]s: one, or several where that depends on the configuration. `Unknown` is said, never guessed from a
//!   name;
//! - the places of the attribute and of its path in `AttributeUse`, as byte ranges of the file's text;
//! - the last `use` or `extern crate` item that was gone through, as `Import` with the byte ranges of the item and of the
//!   name's own part in it. There are several where that depends on the configuration.
//!
//! Ranges are of the file as it is on the disk ([`File::text`]), and stay true until something writes to it. Nothing
//! here writes.
//!
//! [`File::text`]: super::tree::File::text

mod meaning;
mod names;

pub(crate) use meaning::{Attribute, Declared, Meaning, Via};
pub(crate) use names::Resolver;
