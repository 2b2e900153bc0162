//! The programs of the table: one module a feature, in it one a way that takes it. What is refused lies in `tests/ui`, a folder a feature.
#![deny(unsafe_code)]
#![allow(
    dead_code,
    mismatched_lifetime_syntaxes,
    reason = "what the attributes emit, and of it only what a feature is about is used"
)]

mod allocations;
mod ambiguity;
mod arc_self;
mod associated_consts;
mod associated_types;
mod borrowed_argument;
mod bounded_generics;
mod boxed_self;
mod by_value_self;
mod const_generics;
mod default_bodies;
mod documented_dyn;
mod documented_trait;
mod dyn_call;
mod either;
mod foreign;
mod generic_method;
mod generic_spawn;
mod generics;
mod hot_start;
mod impl_argument;
mod instrument;
mod lifetimes;
mod local;
mod messages;
mod mocked;
mod no_receiver;
mod own_pointers;
mod pages;
mod refused;
mod sealed;
mod send;
mod shared;
mod static_call;
mod streams;
mod supertraits;
mod table;
mod unsafe_trait;
mod where_clauses;
