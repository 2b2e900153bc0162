//! Streams: what is ready at the call, what a dropped task keeps, and what allocates.
#![cfg(feature = "macros")]

#[path = "../util/alloc.rs"]
mod counting;
#[path = "../util/mod.rs"]
mod util;

#[cfg(feature = "futures")]
mod adapters;
mod written;

#[global_allocator]
static ALLOCATOR: counting::Counting = counting::Counting;
