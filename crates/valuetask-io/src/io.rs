//! The readers and writers, which need std.

#[cfg(any(feature = "tokio", feature = "futures"))]
mod adapters;
mod buf_read;
mod buffered_reader;
mod buffered_writer;
#[cfg(any(feature = "tokio", feature = "futures"))]
mod driven_reader;
#[cfg(any(feature = "tokio", feature = "futures"))]
mod driven_writer;
mod forward;
#[cfg(feature = "futures")]
mod futures;
mod lines;
mod memory;
mod read;
#[cfg(feature = "tokio")]
mod tokio;
mod write;

use std::io::{Error, ErrorKind};

pub use buf_read::ValueBufRead;
pub use buffered_reader::BufferedReader;
pub use buffered_writer::BufferedWriter;
#[cfg(feature = "futures")]
pub use futures::{FromFutures, FuturesReader, FuturesWriter};
pub use lines::Lines;
pub use read::ValueRead;
#[cfg(feature = "tokio")]
pub use tokio::{FromTokio, TokioReader, TokioWriter};
pub use write::ValueWrite;

/// The default size of a buffer.
const CAPACITY: usize = 8 * 1024;

/// Returns `true` if the call was interrupted: the caller repeats it.
fn is_interrupted(error: &Error) -> bool {
    error.kind() == ErrorKind::Interrupted
}
