//! Readers and writers: what is ready at the call, what a dropped task keeps, and what allocates.
#![cfg(feature = "io")]

#[path = "../util/alloc.rs"]
mod counting;
#[path = "../util/stress.rs"]
mod stress;
#[path = "../util/mod.rs"]
mod util;

mod script;

#[cfg(not(valuetask_no_pool))]
mod allocations;
mod auto_traits;
mod buffered_reader;
mod buffered_writer;
mod dropped;
mod forwarding;
#[cfg(feature = "futures")]
mod futures;
mod memory;
mod reading;
#[cfg(feature = "tokio")]
mod tokio;
mod writing;

#[global_allocator]
static ALLOCATOR: counting::Counting = counting::Counting;
