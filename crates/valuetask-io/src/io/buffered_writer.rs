//! [`BufferedWriter`]: a writer that collects small writes in a buffer.

use std::io::{self, ErrorKind, IoSlice};

use valuetask::{ValueTask, value_task};

use super::{CAPACITY, ValueWrite, is_interrupted};

/// Collects small writes, so that most complete synchronously.
///
/// While there is room, a write is a copy, without a poll or an allocation. If the buffer is empty, a write of at least
/// its size bypasses it.
///
/// Dropping a writer loses the bytes in its buffer, as a destructor can't wait. Flush it before.
///
/// # Cancel safety
///
/// Bytes in the buffer stay there when a task is dropped, until the inner writer has taken them.
///
/// # Allocation
///
/// The buffer, once.
///
/// # Examples
///
/// ```
/// use std::io;
/// use valuetask_io::{BufferedWriter, ValueWrite};
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
    /// The buffered bytes, never more than the initial capacity.
    bytes: Vec<u8>,
    /// The number of `bytes` that the inner writer has taken.
    written: usize,
    capacity: usize,
}

impl<W> BufferedWriter<W> {
    /// Wraps a writer, with a buffer of 8 KiB.
    pub fn new(inner: W) -> Self {
        Self::with_capacity(CAPACITY, inner)
    }

    /// Wraps a writer, with a buffer of `capacity` bytes, at least one.
    pub fn with_capacity(capacity: usize, inner: W) -> Self {
        let capacity = capacity.max(1);
        Self { inner, bytes: Vec::with_capacity(capacity), written: 0, capacity }
    }

    /// Returns the size of the buffer.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// Returns the bytes that the inner writer hasn't taken yet.
    pub fn buffer(&self) -> &[u8] {
        &self.bytes[self.written..]
    }

    /// Returns a reference to the inner writer.
    pub fn get_ref(&self) -> &W {
        &self.inner
    }

    /// Returns a mutable reference to the inner writer.
    ///
    /// Bytes that are written to it directly come before the buffered ones.
    pub fn get_mut(&mut self) -> &mut W {
        &mut self.inner
    }

    /// Returns the inner writer. The bytes in the buffer are lost.
    pub fn into_inner(self) -> W {
        self.inner
    }

    fn room(&self) -> usize {
        self.capacity - self.bytes.len()
    }

    /// Returns `true` if `length` bytes fit, and are fewer than the buffer's size.
    #[inline]
    fn fits(&self, length: usize) -> bool {
        length <= self.room() && length < self.capacity
    }

    fn fits_vectored(&self, bufs: &[IoSlice<'_>]) -> bool {
        is_shorter(bufs, self.capacity.min(self.room() + 1))
    }

    /// Takes as many bytes as fit.
    #[inline]
    fn take(&mut self, buf: &[u8]) -> usize {
        let count = buf.len().min(self.room());
        self.bytes.extend_from_slice(&buf[..count]);
        count
    }

    fn take_vectored(&mut self, bufs: &[IoSlice<'_>]) -> usize {
        let before = self.bytes.len();
        // Stops at the first buffer that doesn't fit.
        let _ = bufs.iter().all(|buf| self.take(buf) == buf.len());
        self.bytes.len() - before
    }
}

#[value_task]
impl<W: ValueWrite> BufferedWriter<W> {
    /// Writes the buffered bytes.
    ///
    /// Their state is in the writer and not in the machine, so another call goes on after a dropped one.
    async fn drain(&mut self) -> io::Result<()> {
        while self.written < self.bytes.len() {
            match self.inner.write(&self.bytes[self.written..]).await {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(count) => {
                    assert!(count <= self.buffer().len(), "a writer says that it wrote more than there was");
                    self.written += count;
                }
                Err(error) if is_interrupted(&error) => {}
                Err(error) => return Err(error),
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

/// Returns `true` if the buffers have fewer than `length` bytes in total, which isn't 0.
///
/// Stops at that length, as there may be many more.
fn is_shorter(bufs: &[IoSlice<'_>], length: usize) -> bool {
    let mut left = length;
    bufs.iter().all(|buf| {
        left = left.saturating_sub(buf.len());
        left > 0
    })
}
