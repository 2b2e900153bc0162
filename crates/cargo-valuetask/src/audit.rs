//! `cargo valuetask audit`: what the async methods of a whole workspace cost, and what would bring them nearer to nothing.

#![forbid(unsafe_code)]

pub(crate) mod resolve;
pub(crate) mod scope;
pub(crate) mod tree;
pub(crate) mod workspace;
