//! [`ValueWrite`]: bytes to somewhere.

use std::io::{self, ErrorKind, IoSlice};

use crate::{ValueTask, value_task};

/// A sink of bytes, usable as `dyn ValueWrite`.
///
/// # Implementing
///
/// Write `async fn write` and `async fn flush` under [`#[value_task]`](macro@crate::value_task). A task of `write` that
/// is dropped while it is pending must have taken nothing of `buf`.
///
/// # Examples
///
/// ```
/// use std::io;
/// use valuetask::io::ValueWrite;
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
#[value_task(crate = crate)]
pub trait ValueWrite: Send {
    /// Takes some bytes of `buf`, and yields how many: none only where `buf` is empty, or if no more can ever be taken.
    ///
    /// # Errors
    ///
    /// The writer's. Nothing of `buf` has been taken then. A writer that was interrupted tries again by itself: to what
    /// is built upon this, [`ErrorKind::Interrupted`] is an error like any other.
    ///
    /// # Cancel safety
    ///
    /// A task that is dropped while it is pending has taken nothing of `buf`. One that is ready has [taken it
    /// already](super#cancel-safety).
    async fn write(&mut self, buf: &[u8]) -> io::Result<usize>;

    /// Takes as [`write`](Self::write) does, of one buffer after the other.
    ///
    /// Unless a writer says otherwise, it takes of the first buffer that holds anything, and of no other.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
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

    /// Whether [`write_vectored`](Self::write_vectored) takes of more than one buffer.
    fn is_write_vectored(&self) -> bool {
        false
    }

    /// Sends what was taken and is still here on its way.
    ///
    /// # Errors
    ///
    /// The writer's.
    ///
    /// # Cancel safety
    ///
    /// Another call goes on where a dropped task stood.
    async fn flush(&mut self) -> io::Result<()>;

    /// Flushes, and says that nothing more will come. What that means is the writer's business; unless one says
    /// otherwise, it flushes.
    ///
    /// # Errors
    ///
    /// The writer's.
    ///
    /// # Cancel safety
    ///
    /// Another call goes on where a dropped task stood.
    fn shutdown(&mut self) -> ValueTask<'_, io::Result<()>> {
        self.flush()
    }

    /// Writes all of `buf`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WriteZero`] if no more can be taken, and the writer's. How much was taken by then isn't known.
    ///
    /// # Cancel safety
    ///
    /// None: a dropped task may have written a part of `buf`. Use [`write`](Self::write).
    async fn write_all(&mut self, buf: &[u8]) -> io::Result<()> {
        let mut rest = buf;
        while !rest.is_empty() {
            match self.write(rest).await? {
                0 => return Err(ErrorKind::WriteZero.into()),
                count => rest = &rest[count..],
            }
        }
        Ok(())
    }

    /// Writes all of all buffers. They are cut as they are written, and empty in the end.
    ///
    /// # Errors
    ///
    /// As [`write_all`](Self::write_all); what is left is what wasn't taken.
    ///
    /// # Cancel safety
    ///
    /// What is left of the buffers when a task is dropped is what wasn't taken; another call with them goes on from
    /// there.
    async fn write_all_vectored(&mut self, bufs: &mut [IoSlice<'_>]) -> io::Result<()> {
        let mut rest = cut(bufs, 0);
        while !rest.is_empty() {
            match self.write_vectored(rest).await? {
                0 => return Err(ErrorKind::WriteZero.into()),
                count => rest = cut(rest, count),
            }
        }
        Ok(())
    }
}

/// Cuts what was taken off the front, and returns the buffers from the first on that holds anything. Those before are
/// empty then, which [`IoSlice::advance_slices`] leaves as they were.
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
