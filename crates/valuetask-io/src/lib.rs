//! Readers, writers and streams behind `dyn`, whose methods are written as `async fn` and return
//! [`ValueTask`](valuetask::ValueTask)s: what is ready is returned without a poll or an allocation.
//!
//! [`ValueRead`], [`ValueBufRead`] and [`ValueWrite`] have no generic parameter and no `Pin`. So `&mut dyn ValueRead`
//! and `Box<dyn ValueWrite>` are readers and writers, without an extension trait. A read from a buffer completes
//! synchronously, as a copy. [`ValueStream`] is the same for items.
//!
//! | | |
//! |---|---|
//! | [`BufferedReader`], [`BufferedWriter`] | a buffer around a reader or a writer |
//! | [`FromTokio`], [`FromFutures`] | the traits of this crate, for types with tokio's or futures' traits |
//! | [`TokioReader`], [`TokioWriter`], [`FuturesReader`], [`FuturesWriter`] | tokio's or futures' traits, for types of this crate |
//! | [`Lines`] | the lines of a reader, as a [`ValueStream`] |
//! | [`stream`] | streams of iterators, and from and to `futures_core::Stream` |
//!
//! `&[u8]`, [`std::io::Cursor`] and `Vec<u8>` implement the traits, too.
//!
//! # Features
//!
//! | feature | default | what it does |
//! |---|---|---|
//! | `std` | yes | readers and writers; without it the crate has streams alone, and is `no_std` + `alloc` |
//! | `tokio` | no | adapters from and to tokio's readers and writers; implies `std`, brings tokio |
//! | `futures` | no | adapters from and to futures' streams, and with `std` for its readers and writers; brings futures-core and futures-io |
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
//! # Errors
//!
//! A failed [`read`](ValueRead::read), [`fill`](ValueBufRead::fill) or [`write`](ValueWrite::write) has read or written
//! nothing. Methods that collect keep what they have, so that another call goes on. Like those of std, they repeat a
//! call that fails with [`Interrupted`](std::io::ErrorKind::Interrupted).
//!
//! # Examples
//!
//! ```
//! use std::io;
//! use valuetask_io::{BufferedReader, ValueBufRead, ValueRead};
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
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
#![warn(clippy::std_instead_of_core)]

extern crate alloc;

#[cfg(feature = "std")]
mod io;
pub mod stream;

#[cfg(feature = "std")]
pub use io::{BufferedReader, BufferedWriter, Lines, ValueBufRead, ValueRead, ValueWrite};
#[cfg(all(feature = "std", feature = "futures"))]
pub use io::{FromFutures, FuturesReader, FuturesWriter};
#[cfg(feature = "tokio")]
pub use io::{FromTokio, TokioReader, TokioWriter};
#[doc(no_inline)]
pub use stream::ValueStream;
