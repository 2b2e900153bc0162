//! [`BufferedReader`]: a reader that reads ahead into a buffer.

use core::mem;
use std::io::{self, IoSliceMut};

use valuetask::{ValueTask, value_task};

use super::{CAPACITY, ValueBufRead, ValueRead, is_interrupted};

/// Reads ahead, so that most reads complete synchronously.
///
/// While the buffer lasts, a read is a copy, without a poll or an allocation. If the buffer is empty, a read of at
/// least its size bypasses it.
///
/// # Cancel safety
///
/// Bytes in the buffer stay there when a task is dropped.
///
/// # Allocation
///
/// The buffer, once. [`unread`](ValueBufRead::unread) makes it larger if the bytes don't fit.
///
/// # Examples
///
/// ```
/// use std::io;
/// use valuetask_io::{BufferedReader, ValueBufRead, ValueRead};
///
/// let mut reader = BufferedReader::with_capacity(4, &b"abcdef"[..]);
/// let mut two = [0; 2];
/// pollster::block_on(reader.read_exact(&mut two))?;
/// assert_eq!((&two, reader.buffer()), (b"ab", &b"cd"[..]));
/// # io::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct BufferedReader<R> {
    inner: R,
    bytes: Box<[u8]>,
    /// The buffered bytes are `bytes[begin..end]`.
    begin: usize,
    end: usize,
}

impl<R> BufferedReader<R> {
    /// Wraps a reader, with a buffer of 8 KiB.
    pub fn new(inner: R) -> Self {
        Self::with_capacity(CAPACITY, inner)
    }

    /// Wraps a reader, with a buffer of `capacity` bytes, at least one.
    pub fn with_capacity(capacity: usize, inner: R) -> Self {
        Self { inner, bytes: vec![0; capacity.max(1)].into(), begin: 0, end: 0 }
    }

    /// Returns the size of the buffer.
    pub fn capacity(&self) -> usize {
        self.bytes.len()
    }

    /// Returns a reference to the inner reader.
    pub fn get_ref(&self) -> &R {
        &self.inner
    }

    /// Returns a mutable reference to the inner reader.
    ///
    /// Bytes that are read from it directly are missing after the buffered ones.
    pub fn get_mut(&mut self) -> &mut R {
        &mut self.inner
    }

    /// Returns the inner reader. The bytes in the buffer are lost.
    pub fn into_inner(self) -> R {
        self.inner
    }

    fn buffered(&self) -> &[u8] {
        &self.bytes[self.begin..self.end]
    }

    /// Copies the buffered bytes, as many as fit into `buf`.
    #[inline]
    fn copy_to(&mut self, buf: &mut [u8]) -> usize {
        let count = buf.len().min(self.end - self.begin);
        buf[..count].copy_from_slice(&self.bytes[self.begin..][..count]);
        self.begin += count;
        count
    }
}

#[value_task]
impl<R: ValueRead> BufferedReader<R> {
    /// Reads into the buffer, which is empty.
    async fn refill(&mut self) -> io::Result<usize> {
        let count = self.inner.read(&mut self.bytes).await?;
        Ok(self.refilled(count))
    }

    async fn refill_and_read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(&mut self.bytes).await?;
        self.refilled(count);
        Ok(self.copy_to(buf))
    }

    async fn refill_and_read_vectored(&mut self, bufs: &mut [IoSliceMut<'_>]) -> io::Result<usize> {
        let count = self.inner.read(&mut self.bytes).await?;
        self.refilled(count);
        Ok(bufs.iter_mut().map(|buf| self.copy_to(buf)).sum())
    }

    async fn refill_and_read_exact(&mut self, buf: &mut [u8]) -> io::Result<()> {
        let mut rest = buf;
        loop {
            let count = self.copy_to(rest);
            rest = &mut rest[count..];
            if rest.is_empty() {
                return Ok(());
            }
            if self.goes_past(rest.len()) {
                return self.inner.read_exact(rest).await;
            }
            match self.refill().await {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(_) => {}
                Err(error) if is_interrupted(&error) => {}
                Err(error) => return Err(error),
            }
        }
    }

    async fn drain_to_end(&mut self, bytes: &mut Vec<u8>) -> io::Result<usize> {
        let buffered = self.buffered().len();
        bytes.extend_from_slice(self.buffered());
        self.begin = self.end;
        Ok(buffered + self.inner.read_to_end(bytes).await?)
    }

    fn refilled(&mut self, count: usize) -> usize {
        assert!(count <= self.bytes.len(), "a reader says that it read more than there was room for");
        self.begin = 0;
        self.end = count;
        count
    }

    /// Returns `true` if a read of `room` bytes gains nothing from the buffer, which is empty.
    fn goes_past(&self, room: usize) -> bool {
        room >= self.bytes.len()
    }
}

impl<R: ValueRead> ValueRead for BufferedReader<R> {
    #[inline]
    fn read<'a>(&'a mut self, buf: &'a mut [u8]) -> ValueTask<'a, io::Result<usize>> {
        if self.begin < self.end || buf.is_empty() {
            return ValueTask::ready(Ok(self.copy_to(buf)));
        }
        if self.goes_past(buf.len()) { self.inner.read(buf) } else { self.refill_and_read(buf) }
    }

    fn read_vectored<'a>(&'a mut self, bufs: &'a mut [IoSliceMut<'_>]) -> ValueTask<'a, io::Result<usize>> {
        let room: usize = bufs.iter().map(|buf| buf.len()).sum();
        if self.begin < self.end || room == 0 {
            return ValueTask::ready(Ok(bufs.iter_mut().map(|buf| self.copy_to(buf)).sum()));
        }
        if self.inner.is_read_vectored() && self.goes_past(room) {
            return self.inner.read_vectored(bufs);
        }
        self.refill_and_read_vectored(bufs)
    }

    fn is_read_vectored(&self) -> bool {
        true
    }

    #[inline]
    fn read_exact<'a>(&'a mut self, buf: &'a mut [u8]) -> ValueTask<'a, io::Result<()>> {
        if buf.len() <= self.end - self.begin {
            self.copy_to(buf);
            return ValueTask::ready(Ok(()));
        }
        self.refill_and_read_exact(buf)
    }

    fn read_to_end<'a>(&'a mut self, bytes: &'a mut Vec<u8>) -> ValueTask<'a, io::Result<usize>> {
        self.drain_to_end(bytes)
    }
}

impl<R: ValueRead> ValueBufRead for BufferedReader<R> {
    #[inline]
    fn buffer(&self) -> &[u8] {
        self.buffered()
    }

    #[inline]
    fn fill(&mut self) -> ValueTask<'_, io::Result<usize>> {
        match self.end - self.begin {
            0 => self.refill(),
            count => ValueTask::ready(Ok(count)),
        }
    }

    #[inline]
    #[track_caller]
    fn consume(&mut self, count: usize) {
        assert!(count <= self.end - self.begin, "more is consumed than is buffered");
        self.begin += count;
    }

    fn unread(&mut self, bytes: &[u8]) {
        let capacity = self.bytes.len();
        let mut all = mem::take(&mut self.bytes).into_vec();
        all.truncate(self.end);
        all.splice(..self.begin, bytes.iter().copied());
        self.begin = 0;
        self.end = all.len();
        all.resize(self.end.max(capacity), 0);
        self.bytes = all.into();
    }
}
