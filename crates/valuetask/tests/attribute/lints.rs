//! No expansion causes a warning in a crate that denies it, or an error in one that forbids it.

mod arguments;
mod denied;
mod forbidden;
mod imports;
