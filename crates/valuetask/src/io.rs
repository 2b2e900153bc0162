//! Readers and writers behind `dyn`: `feature = "io"`.
//!
//! [`ValueRead`], [`ValueBufRead`] and [`ValueWrite`] are traits without a generic parameter or a `Pin`, so
//! `&mut dyn ValueRead` and `Box<dyn ValueWrite>` are readers and writers as they stand, and no extension trait has to be
//! imported. Each method returns a [`ValueTask`](crate::ValueTask): what a buffer holds is a plain copy at the call,
//! without a machine, a poll or an allocation.
//!
//! | | |
//! |---|---|
//! | [`BufferedReader`], [`BufferedWriter`] | a buffer around a reader or a writer |
//! | [`FromTokio`], [`FromFutures`] | what implements tokio's or futures' traits, by the traits of this module |
//! | [`TokioReader`], [`TokioWriter`], [`FuturesReader`], [`FuturesWriter`] | the other way round |
//! | [`Lines`] | the lines of a reader, as a [`ValueStream`](crate::ValueStream) |
//!
//! `&[u8]`, [`std::io::Cursor`] and `Vec<u8>` implement the traits, too.
//!
//! # Cancel safety
//!
//! A task that is *pending* when it is dropped has read or written nothing that is lost, if it is one of
//! [`read`](ValueRead::read), [`fill`](ValueBufRead::fill), [`write`](ValueWrite::write) or
//! [`flush`](ValueWrite::flush): whoever implements the traits promises that. What is built upon them says for itself
//! what is kept.
//!
//! A task that is *ready* at the call has done its work at the call. Whoever drops it without taking its value loses
//! that: bytes that were read into a buffer, and how many. That is so where a `select!` makes several tasks and takes
//! one. There, put an async block around the call, which does nothing before it is polled
//! (`read = async { reader.read(&mut buf).await }`), or wait for [`fill`](ValueBufRead::fill), which leaves what it
//! reads in the reader.
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

/// What a buffer holds unless it is told otherwise.
const CAPACITY: usize = 8 * 1024;
