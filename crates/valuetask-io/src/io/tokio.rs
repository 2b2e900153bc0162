//! Adapters from and to tokio's traits.

use core::future::poll_fn;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::io;

use tokio::io::{AsyncBufRead, AsyncRead, AsyncWrite, ReadBuf};
use valuetask::ValueTask;

use super::adapters::adapters;
use super::driven_reader::DrivenReader;
use super::driven_writer::DrivenWriter;
use super::{ValueBufRead, ValueRead, ValueWrite};

adapters! {
    /// A reader and writer over tokio's [`AsyncRead`] and [`AsyncWrite`]: `feature = "tokio"`.
    ///
    /// Its tasks are pending at the call, as a socket can only be polled. Wrap it in a
    /// [`BufferedReader`](super::BufferedReader).
    ///
    /// # Cancel safety
    ///
    /// As in tokio's traits: a dropped pending task has read or written nothing.
    ///
    /// # Allocation
    ///
    /// Each task takes the smallest slot of the [pool](valuetask::pool). None in steady state.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_io::{BufferedReader, FromTokio, ValueBufRead};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
    /// let (client, mut server) = tokio::io::duplex(64);
    /// tokio::io::AsyncWriteExt::write_all(&mut server, b"hello\n").await?;
    /// let mut reader: Box<dyn ValueBufRead> = Box::new(BufferedReader::new(FromTokio::new(client)));
    /// let mut line = String::new();
    /// reader.read_line(&mut line).await?;
    /// assert_eq!(line, "hello\n");
    /// # Ok(()) }
    /// ```
    from FromTokio;

    /// Tokio's [`AsyncRead`] and [`AsyncBufRead`] over a buffered reader: `feature = "tokio"`.
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
    /// use tokio::io::AsyncReadExt;
    /// use valuetask_io::{BufferedReader, TokioReader, ValueRead};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
    /// let reader: Box<dyn ValueRead> = Box::new(&b"\0\x07"[..]);
    /// let mut reader = TokioReader::new(BufferedReader::new(reader));
    /// assert_eq!(reader.read_u16().await?, 7);
    /// # Ok(()) }
    /// ```
    reader TokioReader;

    /// Tokio's [`AsyncWrite`] over a writer: `feature = "tokio"`.
    ///
    /// Bytes are copied, and count as written. The writer's error about them may be the result of a later call: flush
    /// or shut down to get it. The bytes that weren't written then are kept, and the next call goes on with them.
    /// Dropping this loses them.
    ///
    /// A shutdown that fails to write the kept bytes doesn't shut the writer down, and may be tried again. The second
    /// shutdown in a row that fails so shuts the writer down, and returns the error of the write.
    ///
    /// # Panics
    ///
    /// Panics if it is polled again after the writer panicked.
    ///
    /// # Allocation
    ///
    /// A buffer of up to 8 KiB, once. While it works, the writer is in a slot of the [pool](valuetask::pool). None in
    /// steady state.
    writer TokioWriter;

    poll_shutdown;
    {
        fn is_write_vectored(&self) -> bool {
            self.0.is_write_vectored()
        }
    }
    {
        /// Writes of the first buffer that isn't empty.
        fn poll_write_vectored(
            self: Pin<&mut Self>,
            cx: &mut Context<'_>,
            bufs: &[io::IoSlice<'_>],
        ) -> Poll<io::Result<usize>> {
            self.poll_write(cx, bufs.iter().find(|buf| !buf.is_empty()).map_or(&[], |buf| buf))
        }

        /// Returns `false`: a write takes one buffer.
        fn is_write_vectored(&self) -> bool {
            false
        }
    }
}

impl<T: AsyncRead + Unpin + Send> ValueRead for FromTokio<T> {
    fn read<'a>(&'a mut self, buf: &'a mut [u8]) -> ValueTask<'a, io::Result<usize>> {
        ValueTask::from_future(poll_fn(move |cx| {
            let mut buf = ReadBuf::new(buf);
            ready!(Pin::new(&mut self.0).poll_read(cx, &mut buf))?;
            Poll::Ready(Ok(buf.filled().len()))
        }))
    }
}

impl<'a, R: ValueBufRead + 'a> AsyncRead for TokioReader<'a, R> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if buf.remaining() > 0 {
            let bytes = ready!(self.0.poll_fill(cx))?;
            let count = bytes.len().min(buf.remaining());
            buf.put_slice(&bytes[..count]);
            self.0.consume(count);
        }
        Poll::Ready(Ok(()))
    }
}
