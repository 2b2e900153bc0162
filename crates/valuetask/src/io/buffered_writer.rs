//! [`BufferedWriter`]: writes that fit are plain copies.

use std::io::{self, ErrorKind, IoSlice};

use super::{CAPACITY, ValueWrite};
use crate::{ValueTask, value_task};

/// Gathers small writes, so that most are answered at the call.
///
/// While there is room, a write is a copy: no machine, no poll, no allocation. A write of at least the buffer's size
/// goes past it when it is empty.
///
/// What wasn't flushed is lost when this is dropped: a destructor can't wait.
///
/// # Cancel safety
///
/// What was taken stays in the buffer, whatever task is dropped, until the writer behind it has taken it.
///
/// # Allocation
///
/// The buffer, once.
///
/// # Examples
///
/// ```
/// use std::io;
/// use valuetask::io::{BufferedWriter, ValueWrite};
///
/// let mut writer = BufferedWriter::new(vec![]);
/// assert!(writer.write_all(b"ab").is_completed());
/// assert!(writer.get_ref().is_empty());
/// pollster::block_on(writer.flush())?;
/// assert_eq!(writer.get_ref(), b"ab");
/// # io::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct BufferedWriter<W> {
    inner: W,
    /// Never holds more than its first capacity.
    bytes: Vec<u8>,
    /// So many of them were written.
    written: usize,
    capacity: usize,
}

impl<W> BufferedWriter<W> {
    /// A buffer of 8 KiB before this writer.
    pub fn new(inner: W) -> Self {
        Self::with_capacity(CAPACITY, inner)
    }

    /// A buffer of so many bytes, and at least one, before this writer.
    pub fn with_capacity(capacity: usize, inner: W) -> Self {
        let capacity = capacity.max(1);
        Self { inner, bytes: Vec::with_capacity(capacity), written: 0, capacity }
    }

    /// How many bytes the buffer has room for.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// What was taken, and isn't written.
    pub fn buffer(&self) -> &[u8] {
        &self.bytes[self.written..]
    }

    /// The writer behind the buffer.
    pub fn get_ref(&self) -> &W {
        &self.inner
    }

    /// The writer behind the buffer. What is written to it comes before what is buffered.
    pub fn get_mut(&mut self) -> &mut W {
        &mut self.inner
    }

    /// The writer without its buffer. What is in the buffer is lost.
    pub fn into_inner(self) -> W {
        self.inner
    }

    fn room(&self) -> usize {
        self.capacity - self.bytes.len()
    }

    /// Returns `true` if so many bytes have room, and aren't as many as the whole buffer has room for.
    #[inline]
    fn fits(&self, length: usize) -> bool {
        length <= self.room() && length < self.capacity
    }

    fn fits_vectored(&self, bufs: &[IoSlice<'_>]) -> bool {
        is_shorter(bufs, self.capacity.min(self.room() + 1))
    }

    /// Takes as much as there is room for.
    #[inline]
    fn take(&mut self, buf: &[u8]) -> usize {
        let count = buf.len().min(self.room());
        self.bytes.extend_from_slice(&buf[..count]);
        count
    }

    fn take_vectored(&mut self, bufs: &[IoSlice<'_>]) -> usize {
        let before = self.bytes.len();
        // Stops at the first that doesn't fit.
        let _ = bufs.iter().all(|buf| self.take(buf) == buf.len());
        self.bytes.len() - before
    }
}

#[value_task(crate = crate)]
impl<W: ValueWrite> BufferedWriter<W> {
    /// Writes what is buffered. What has been written is known here and not in the machine, so another call goes on
    /// from there.
    async fn drain(&mut self) -> io::Result<()> {
        while self.written < self.bytes.len() {
            match self.inner.write(&self.bytes[self.written..]).await? {
                0 => return Err(ErrorKind::WriteZero.into()),
                count => {
                    assert!(count <= self.buffer().len(), "a writer says that it wrote more than there was");
                    self.written += count;
                }
            }
        }
        self.bytes.clear();
        self.written = 0;
        Ok(())
    }

    async fn drain_and_write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.drain().await?;
        if buf.len() >= self.capacity { self.inner.write(buf).await } else { Ok(self.take(buf)) }
    }

    async fn drain_and_write_vectored(&mut self, bufs: &[IoSlice<'_>]) -> io::Result<usize> {
        self.drain().await?;
        let first = bufs.iter().position(|buf| !buf.is_empty()).map_or(0, |at| at + 1);
        let offered = if self.inner.is_write_vectored() { bufs } else { &bufs[..first] };
        if !is_shorter(offered, self.capacity) {
            return self.inner.write_vectored(offered).await;
        }
        Ok(self.take_vectored(bufs))
    }

    async fn drain_and_write_all(&mut self, buf: &[u8]) -> io::Result<()> {
        self.drain().await?;
        if buf.len() >= self.capacity {
            return self.inner.write_all(buf).await;
        }
        self.take(buf);
        Ok(())
    }

    async fn drain_and_flush(&mut self) -> io::Result<()> {
        self.drain().await?;
        self.inner.flush().await
    }

    async fn drain_and_shutdown(&mut self) -> io::Result<()> {
        self.drain().await?;
        self.inner.shutdown().await
    }
}

impl<W: ValueWrite> ValueWrite for BufferedWriter<W> {
    #[inline]
    fn write<'a>(&'a mut self, buf: &'a [u8]) -> ValueTask<'a, io::Result<usize>> {
        if self.fits(buf.len()) {
            return ValueTask::ready(Ok(self.take(buf)));
        }
        self.drain_and_write(buf)
    }

    fn write_vectored<'a>(&'a mut self, bufs: &'a [IoSlice<'_>]) -> ValueTask<'a, io::Result<usize>> {
        if self.fits_vectored(bufs) {
            return ValueTask::ready(Ok(self.take_vectored(bufs)));
        }
        self.drain_and_write_vectored(bufs)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    #[inline]
    fn write_all<'a>(&'a mut self, buf: &'a [u8]) -> ValueTask<'a, io::Result<()>> {
        if self.fits(buf.len()) {
            self.take(buf);
            return ValueTask::ready(Ok(()));
        }
        self.drain_and_write_all(buf)
    }

    fn flush(&mut self) -> ValueTask<'_, io::Result<()>> {
        self.drain_and_flush()
    }

    fn shutdown(&mut self) -> ValueTask<'_, io::Result<()>> {
        self.drain_and_shutdown()
    }
}

/// Returns `true` if these hold fewer bytes than this, which isn't 0. What is behind so many isn't looked at: there may
/// be much more.
fn is_shorter(bufs: &[IoSlice<'_>], length: usize) -> bool {
    let mut left = length;
    bufs.iter().all(|buf| {
        left = left.saturating_sub(buf.len());
        left > 0
    })
}
