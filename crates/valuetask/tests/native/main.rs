//! Native traits, their companions, and what leads to an object of one.
#![forbid(unsafe_code)]
#![deny(warnings)]

mod defaults;
mod lints;
mod names;
mod sendness;
mod shapes;
mod simple;
mod supertraits;
#[path = "../util/mod.rs"]
mod util;
