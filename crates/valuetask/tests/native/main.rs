//! Native traits, their erased traits, and pointers to an object of one.
#![deny(unsafe_code)]
#![deny(warnings)]

mod bodies;
mod clauses;
mod defaults;
mod familiar;
mod lazy;
mod left_native;
mod lints;
mod names;
mod objects;
mod own_objects;
mod own_pointers;
mod receivers;
mod sendness;
mod shapes;
mod simple;
mod statics;
mod streams;
mod supertraits;
#[path = "../util/mod.rs"]
mod util;
