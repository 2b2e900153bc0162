//! [`ValueWrite`]: a sink of bytes.

use std::io::{self, ErrorKind, IoSlice};

use valuetask::{ValueTask, value_task};

use super::is_interrupted;

/// A sink of bytes, usable as `dyn ValueWrite`.
///
/// # Implementing
///
/// Write `async fn write` and `async fn flush` under [`#[value_task]`](macro@valuetask::value_task). A pending task of
/// `write` that is dropped must have taken nothing of `buf`.
///
/// # Examples
///
/// ```
/// use std::io;
/// use valuetask_io::ValueWrite;
///
/// async fn greet(writer: &mut dyn ValueWrite, name: &str) -> io::Result<()> {
///     writer.write_all(b"hello, ").await?;
///     writer.write_all(name.as_bytes()).await?;
///     writer.flush().await
/// }
///
/// let mut bytes = vec![];
/// pollster::block_on(greet(&mut bytes, "you"))?;
/// assert_eq!(bytes, b"hello, you");
/// # io::Result::Ok(())
/// ```
#[value_task]
pub trait ValueWrite: Send {
    /// Writes bytes of `buf`, and yields their number.
    ///
    /// Yields 0 only if `buf` is empty or no more can be written.
    ///
    /// # Errors
    ///
    /// Returns the writer's errors, having written nothing. After [`ErrorKind::Interrupted`], call again. Methods that
    /// write more than once do so by themselves.
    ///
    /// # Cancel safety
    ///
    /// A dropped pending task has written nothing of `buf`. A ready task has [written already](crate#cancel-safety).
    async fn write(&mut self, buf: &[u8]) -> io::Result<usize>;

    /// Writes from several buffers, one after the other.
    ///
    /// The default writes only from the first buffer that isn't empty.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`write`](Self::write).
    ///
    /// # Cancel safety
    ///
    /// As [`write`](Self::write).
    fn write_vectored<'a>(&'a mut self, bufs: &'a [IoSlice<'_>]) -> ValueTask<'a, io::Result<usize>> {
        match bufs.iter().find(|buf| !buf.is_empty()) {
            Some(buf) => self.write(buf),
            None => self.write(&[]),
        }
    }

    /// Returns `true` if [`write_vectored`](Self::write_vectored) writes from more than one buffer.
    fn is_write_vectored(&self) -> bool {
        false
    }

    /// Sends all buffered bytes.
    ///
    /// # Errors
    ///
    /// Returns the writer's errors.
    ///
    /// # Cancel safety
    ///
    /// After a dropped task, call again to go on.
    async fn flush(&mut self) -> io::Result<()>;

    /// Flushes, and ends the output.
    ///
    /// The writer decides what that means: the default only flushes.
    ///
    /// # Errors
    ///
    /// Returns the writer's errors.
    ///
    /// # Cancel safety
    ///
    /// After a dropped task, call again to go on.
    fn shutdown(&mut self) -> ValueTask<'_, io::Result<()>> {
        self.flush()
    }

    /// Writes all of `buf`.
    ///
    /// # Errors
    ///
    /// Returns [`ErrorKind::WriteZero`] if no more can be written, and the writer's errors but
    /// [`ErrorKind::Interrupted`]. The number of written bytes isn't known then: use
    /// [`write_all_vectored`](Self::write_all_vectored) to know it.
    ///
    /// # Cancel safety
    ///
    /// Not cancel safe: a dropped task may have written a part of `buf`. Use [`write`](Self::write), or
    /// [`write_all_vectored`](Self::write_all_vectored).
    async fn write_all(&mut self, buf: &[u8]) -> io::Result<()> {
        let mut rest = buf;
        while !rest.is_empty() {
            match self.write(rest).await {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(count) => rest = &rest[count..],
                Err(error) if is_interrupted(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Writes all buffers. Written bytes are cut off, so that the buffers are empty in the end.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`write_all`](Self::write_all). The buffers hold the bytes that weren't written. Call again
    /// with them to go on.
    ///
    /// # Cancel safety
    ///
    /// After a dropped task, the buffers hold the bytes that weren't written. Call again with them to go on.
    async fn write_all_vectored(&mut self, bufs: &mut [IoSlice<'_>]) -> io::Result<()> {
        let mut rest = cut(bufs, 0);
        while !rest.is_empty() {
            match self.write_vectored(rest).await {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(count) => rest = cut(rest, count),
                Err(error) if is_interrupted(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// Cuts `taken` bytes off the front, and returns the buffers from the first that isn't empty on.
///
/// Empties those before, unlike [`IoSlice::advance_slices`].
fn cut<'a, 'b>(bufs: &'a mut [IoSlice<'b>], mut taken: usize) -> &'a mut [IoSlice<'b>] {
    let mut empty = 0;
    for buf in bufs.iter_mut() {
        let count = taken.min(buf.len());
        buf.advance(count);
        taken -= count;
        if !buf.is_empty() {
            break;
        }
        empty += 1;
    }
    assert_eq!(taken, 0, "a writer says that it wrote more than there was");
    &mut bufs[empty..]
}
