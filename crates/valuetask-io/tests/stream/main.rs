//! Streams: synchronous completions, dropped tasks, and allocations.

#[path = "../../../valuetask/tests/util/alloc.rs"]
mod counting;
#[path = "../../../valuetask/tests/util/mod.rs"]
mod util;

#[cfg(feature = "futures")]
mod adapters;
mod native;
mod written;

#[global_allocator]
static ALLOCATOR: counting::Counting = counting::Counting;
