//! No expansion brings a warning into a crate that denies it, or an error into one that forbids it.

mod arguments;
mod denied;
mod forbidden;
