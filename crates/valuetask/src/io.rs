//! Readers and writers behind `dyn`: `feature = "io"`.
//!
//! [`ValueRead`], [`ValueBufRead`] and [`ValueWrite`] have no generic parameter and no `Pin`. So `&mut dyn ValueRead`
//! and `Box<dyn ValueWrite>` are readers and writers, without an extension trait. Each method returns a
//! [`ValueTask`](crate::ValueTask): a read from a buffer completes synchronously, as a copy, without a poll or an
//! allocation.
//!
//! | | |
//! |---|---|
//! | [`BufferedReader`], [`BufferedWriter`] | a buffer around a reader or a writer |
//! | [`FromTokio`], [`FromFutures`] | the traits of this module, for types with tokio's or futures' traits |
//! | [`TokioReader`], [`TokioWriter`], [`FuturesReader`], [`FuturesWriter`] | tokio's or futures' traits, for types of this module |
//! | [`Lines`] | the lines of a reader, as a [`ValueStream`](crate::ValueStream) |
//!
//! `&[u8]`, [`std::io::Cursor`] and `Vec<u8>` implement the traits, too.
//!
//! # Cancel safety
//!
//! If a *pending* task of [`read`](ValueRead::read), [`fill`](ValueBufRead::fill), [`write`](ValueWrite::write) or
//! [`flush`](ValueWrite::flush) is dropped, no byte is lost. Implementers of the traits have to ensure that. The
//! documentation of each other method says what it keeps.
//!
//! A task that is *ready* at the call has read or written already. Dropping it loses its value: the bytes in a buffer,
//! and their number. A `select!` that makes several tasks and takes one does that. There, put an async block around the
//! call, which does nothing before it is polled (`read = async { reader.read(&mut buf).await }`), or wait for
//! [`fill`](ValueBufRead::fill), which leaves the bytes in the reader.
//!
//! # Examples
//!
//! ```
//! use std::io;
//! use valuetask::io::{BufferedReader, ValueBufRead, ValueRead};
//!
//! async fn header(reader: &mut dyn ValueBufRead) -> io::Result<(u32, String)> {
//!     let mut length = [0; 4];
//!     reader.read_exact(&mut length).await?;
//!     let mut name = String::new();
//!     reader.read_line(&mut name).await?;
//!     Ok((u32::from_be_bytes(length), name))
//! }
//!
//! let mut reader = BufferedReader::new(&b"\0\0\0\x07seven\nrest"[..]);
//! assert_eq!(pollster::block_on(header(&mut reader))?, (7, "seven\n".into()));
//!
//! // The rest is in the buffer: the task has its value at the call.
//! let mut rest = [0; 4];
//! assert!(reader.read_exact(&mut rest).is_completed());
//! assert_eq!(&rest, b"rest");
//! # io::Result::Ok(())
//! ```
#![forbid(unsafe_code)]

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
