//! Streams: synchronous completions, dropped tasks, and allocations.
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
