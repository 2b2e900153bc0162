//! From and to futures' traits.

use core::future::poll_fn;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::io;

use futures_io::{AsyncBufRead, AsyncRead, AsyncWrite};

use super::driven_reader::DrivenReader;
use super::driven_writer::{DrivenWriter, Work};
use super::{ValueBufRead, ValueRead, ValueWrite};
use crate::ValueTask;

/// A reader and writer made of what implements futures' [`AsyncRead`] and [`AsyncWrite`]: `feature = "futures"`.
///
/// Its tasks are pending at the call, as only a poll can ask what is within; put a
/// [`BufferedReader`](super::BufferedReader) before it.
///
/// # Cancel safety
///
/// That of futures' own traits: what isn't ready has read or written nothing.
///
/// # Allocation
///
/// Each task takes the smallest slot of the [pool](crate::pool): none in steady state.
///
/// # Examples
///
/// ```
/// use futures_util::io::Cursor;
/// use valuetask::io::{BufferedReader, FromFutures, ValueBufRead};
///
/// let cursor = Cursor::new("hello\nyou");
/// let mut reader: Box<dyn ValueBufRead> = Box::new(BufferedReader::new(FromFutures::new(cursor)));
/// let mut line = String::new();
/// pollster::block_on(reader.read_line(&mut line))?;
/// assert_eq!(line, "hello\n");
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct FromFutures<T>(T);

impl<T> FromFutures<T> {
    /// Wraps it. What isn't `Unpin` has to be pinned before: `FromFutures::new(Box::pin(stream))`.
    pub fn new(inner: T) -> Self {
        Self(inner)
    }

    /// What is within.
    pub fn get_ref(&self) -> &T {
        &self.0
    }

    /// What is within.
    pub fn get_mut(&mut self) -> &mut T {
        &mut self.0
    }

    /// What is within.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T: AsyncRead + Unpin + Send> ValueRead for FromFutures<T> {
    fn read<'a>(&'a mut self, buf: &'a mut [u8]) -> ValueTask<'a, io::Result<usize>> {
        ValueTask::from_future(poll_fn(move |cx| Pin::new(&mut self.0).poll_read(cx, buf)))
    }

    fn read_vectored<'a>(&'a mut self, bufs: &'a mut [io::IoSliceMut<'_>]) -> ValueTask<'a, io::Result<usize>> {
        ValueTask::from_future(poll_fn(move |cx| Pin::new(&mut self.0).poll_read_vectored(cx, bufs)))
    }
}

impl<T: AsyncWrite + Unpin + Send> ValueWrite for FromFutures<T> {
    fn write<'a>(&'a mut self, buf: &'a [u8]) -> ValueTask<'a, io::Result<usize>> {
        ValueTask::from_future(poll_fn(move |cx| Pin::new(&mut self.0).poll_write(cx, buf)))
    }

    fn write_vectored<'a>(&'a mut self, bufs: &'a [io::IoSlice<'_>]) -> ValueTask<'a, io::Result<usize>> {
        ValueTask::from_future(poll_fn(move |cx| Pin::new(&mut self.0).poll_write_vectored(cx, bufs)))
    }

    fn flush(&mut self) -> ValueTask<'_, io::Result<()>> {
        ValueTask::from_future(poll_fn(move |cx| Pin::new(&mut self.0).poll_flush(cx)))
    }

    fn shutdown(&mut self) -> ValueTask<'_, io::Result<()>> {
        ValueTask::from_future(poll_fn(move |cx| Pin::new(&mut self.0).poll_close(cx)))
    }
}

/// futures' [`AsyncRead`] and [`AsyncBufRead`] of a reader with a buffer: `feature = "futures"`.
///
/// # Panics
///
/// When polled again after the reader panicked.
///
/// # Allocation
///
/// While the buffer is filled, the reader lies in a slot of the [pool](crate::pool): none in steady state.
///
/// # Examples
///
/// ```
/// use futures_util::io::AsyncReadExt;
/// use valuetask::io::{BufferedReader, FuturesReader, ValueRead};
///
/// let reader: Box<dyn ValueRead> = Box::new(&b"seven"[..]);
/// let mut reader = FuturesReader::new(BufferedReader::new(reader));
/// let mut text = String::new();
/// pollster::block_on(reader.read_to_string(&mut text))?;
/// assert_eq!(text, "seven");
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct FuturesReader<'a, R>(DrivenReader<'a, R>);

impl<'a, R: ValueBufRead + 'a> FuturesReader<'a, R> {
    /// Wraps it.
    pub fn new(reader: R) -> Self {
        Self(DrivenReader::new(reader))
    }
}

impl<'a, R: ValueBufRead + 'a> AsyncRead for FuturesReader<'a, R> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut [u8]) -> Poll<io::Result<usize>> {
        if buf.is_empty() {
            return Poll::Ready(Ok(0));
        }
        let bytes = ready!(self.0.poll_fill(cx))?;
        let count = bytes.len().min(buf.len());
        buf[..count].copy_from_slice(&bytes[..count]);
        self.0.consume(count);
        Poll::Ready(Ok(count))
    }
}

impl<'a, R: ValueBufRead + 'a> AsyncBufRead for FuturesReader<'a, R> {
    fn poll_fill_buf(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        self.get_mut().0.poll_fill(cx)
    }

    fn consume(mut self: Pin<&mut Self>, count: usize) {
        self.0.consume(count);
    }
}

/// futures' [`AsyncWrite`] of a writer: `feature = "futures"`.
///
/// Bytes that it takes are copied, and count as written; the writer's error about them may be the answer to a later
/// call. Flush or close to know.
///
/// # Panics
///
/// When polled again after the writer panicked.
///
/// # Allocation
///
/// A buffer of up to 8 KiB, once. While the writer works, it lies in a slot of the [pool](crate::pool): none in steady
/// state.
#[derive(Debug)]
pub struct FuturesWriter<'a, W>(DrivenWriter<'a, W>);

impl<'a, W: ValueWrite + 'a> FuturesWriter<'a, W> {
    /// Wraps it.
    pub fn new(writer: W) -> Self {
        Self(DrivenWriter::new(writer))
    }
}

impl<'a, W: ValueWrite + 'a> AsyncWrite for FuturesWriter<'a, W> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.0.poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.poll_work(cx, Work::Flush)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.poll_work(cx, Work::Shutdown)
    }
}
