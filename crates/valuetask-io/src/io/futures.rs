//! Adapters from and to futures' traits.

use core::future::poll_fn;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::io;

use futures_io::{AsyncBufRead, AsyncRead, AsyncWrite};
use valuetask::ValueTask;

use super::adapters::adapters;
use super::driven_reader::DrivenReader;
use super::driven_writer::DrivenWriter;
use super::{ValueBufRead, ValueRead, ValueWrite};

adapters! {
    /// A reader and writer over futures' [`AsyncRead`] and [`AsyncWrite`]: `feature = "futures"`.
    ///
    /// Its tasks are pending at the call, as the inner type can only be polled. Wrap it in a
    /// [`BufferedReader`](super::BufferedReader).
    ///
    /// # Cancel safety
    ///
    /// As in futures' traits: a dropped pending task has read or written nothing.
    ///
    /// # Allocation
    ///
    /// Each task takes the smallest slot of the [pool](valuetask::pool). None in steady state.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_util::io::Cursor;
    /// use valuetask_io::{BufferedReader, FromFutures, ValueBufRead};
    ///
    /// let cursor = Cursor::new("hello\nyou");
    /// let mut reader: Box<dyn ValueBufRead> = Box::new(BufferedReader::new(FromFutures::new(cursor)));
    /// let mut line = String::new();
    /// pollster::block_on(reader.read_line(&mut line))?;
    /// assert_eq!(line, "hello\n");
    /// # std::io::Result::Ok(())
    /// ```
    from FromFutures;

    /// Futures' [`AsyncRead`] and [`AsyncBufRead`] over a buffered reader: `feature = "futures"`.
    ///
    /// # Panics
    ///
    /// Panics if it is polled again after the reader panicked.
    ///
    /// # Allocation
    ///
    /// While it fills the buffer, the reader is in a slot of the [pool](valuetask::pool). None in steady state.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_util::io::AsyncReadExt;
    /// use valuetask_io::{BufferedReader, FuturesReader, ValueRead};
    ///
    /// let reader: Box<dyn ValueRead> = Box::new(&b"seven"[..]);
    /// let mut reader = FuturesReader::new(BufferedReader::new(reader));
    /// let mut text = String::new();
    /// pollster::block_on(reader.read_to_string(&mut text))?;
    /// assert_eq!(text, "seven");
    /// # std::io::Result::Ok(())
    /// ```
    reader FuturesReader;

    /// Futures' [`AsyncWrite`] over a writer: `feature = "futures"`.
    ///
    /// Bytes are copied, and count as written. The writer's error about them may be the result of a later call: flush
    /// or close to get it. The bytes that weren't written then are kept, and the next call goes on with them. Dropping
    /// this loses them.
    ///
    /// A close that fails to write the kept bytes doesn't shut the writer down, and may be tried again. The second
    /// close in a row that fails so shuts the writer down, and returns the error of the write.
    ///
    /// # Panics
    ///
    /// Panics if it is polled again after the writer panicked.
    ///
    /// # Allocation
    ///
    /// A buffer of up to 8 KiB, once. While it works, the writer is in a slot of the [pool](valuetask::pool). None in
    /// steady state.
    writer FuturesWriter;

    poll_close; {} {}
}

impl<T: AsyncRead + Unpin + Send> ValueRead for FromFutures<T> {
    fn read<'a>(&'a mut self, buf: &'a mut [u8]) -> ValueTask<'a, io::Result<usize>> {
        ValueTask::from_future(poll_fn(move |cx| Pin::new(&mut self.0).poll_read(cx, buf)))
    }

    fn read_vectored<'a>(&'a mut self, bufs: &'a mut [io::IoSliceMut<'_>]) -> ValueTask<'a, io::Result<usize>> {
        ValueTask::from_future(poll_fn(move |cx| Pin::new(&mut self.0).poll_read_vectored(cx, bufs)))
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
