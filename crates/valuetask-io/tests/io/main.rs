//! Readers and writers: synchronous completions, dropped tasks, and allocations.
#![cfg(feature = "std")]

#[path = "../../../valuetask/tests/util/alloc.rs"]
mod counting;
#[path = "../../../valuetask/tests/util/stress.rs"]
mod stress;
#[path = "../../../valuetask/tests/util/mod.rs"]
mod util;

mod script;

#[cfg(not(valuetask_no_pool))]
mod allocations;
mod auto_traits;
mod buffered_reader;
mod buffered_writer;
#[cfg(any(feature = "tokio", feature = "futures"))]
mod copying;
mod dropped;
mod forwarding;
#[cfg(feature = "futures")]
mod futures;
#[cfg(any(feature = "tokio", feature = "futures"))]
mod halves;
mod lines;
mod memory;
mod read_sequences;
mod reading;
mod repeated;
#[cfg(feature = "tokio")]
mod select;
#[cfg(any(feature = "tokio", feature = "futures"))]
mod slow_writers;
mod to_the_end;
#[cfg(feature = "tokio")]
mod tokio;
mod write_sequences;
mod writing;

#[global_allocator]
static ALLOCATOR: counting::Counting = counting::Counting;
