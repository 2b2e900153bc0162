//! [`ValueBufRead`]: a reader with a buffer that its user can see, and the stream of its [`Lines`].

use core::mem;
use std::io::{self, ErrorKind};

use valuetask::value_task;

use super::lines::Lines;
use super::{ValueRead, is_interrupted};
use crate::ValueStream;

/// A reader with a buffer of bytes that it has read ahead, usable as `dyn ValueBufRead`.
///
/// [`buffer`](Self::buffer) returns the bytes at no cost, and [`fill`](Self::fill) reads more when there are none.
/// [`BufferedReader`](super::BufferedReader) makes one of any reader.
///
/// # Examples
///
/// ```
/// use std::io;
/// use valuetask_io::ValueBufRead;
///
/// async fn count_spaces(reader: &mut dyn ValueBufRead) -> io::Result<usize> {
///     let mut spaces = 0;
///     while reader.fill().await? > 0 {
///         let bytes = reader.buffer();
///         spaces += bytes.iter().filter(|byte| **byte == b' ').count();
///         let seen = bytes.len();
///         reader.consume(seen);
///     }
///     Ok(spaces)
/// }
///
/// assert_eq!(pollster::block_on(count_spaces(&mut &b"a b c"[..]))?, 2);
/// # io::Result::Ok(())
/// ```
#[value_task]
pub trait ValueBufRead: ValueRead {
    /// Returns the bytes that were read and not consumed.
    fn buffer(&self) -> &[u8];

    /// Reads until the [`buffer`](Self::buffer) isn't empty, and yields its length: 0 at the end.
    ///
    /// Completes synchronously if the buffer isn't empty.
    ///
    /// # Errors
    ///
    /// Returns the reader's errors, having read nothing. After [`ErrorKind::Interrupted`], call again. Methods that read
    /// more than once do so by themselves.
    ///
    /// # Cancel safety
    ///
    /// The bytes that a dropped task has read, pending or ready, are in the buffer.
    async fn fill(&mut self) -> io::Result<usize>;

    /// Removes `count` bytes from the front of the [`buffer`](Self::buffer).
    ///
    /// # Panics
    ///
    /// Panics if the buffer has fewer bytes.
    fn consume(&mut self, count: usize);

    /// Puts consumed bytes back to the front of the [`buffer`](Self::buffer).
    ///
    /// [`read_line`](Self::read_line) puts a part of a character back if the reader fails before the rest. A reader in
    /// memory doesn't fail, so the default drops the bytes. Implement this method for any other reader.
    fn unread(&mut self, bytes: &[u8]) {
        let _ = bytes;
    }

    /// Appends all bytes up to and including `delimiter`, and yields their number.
    ///
    /// Without a `delimiter`, appends all bytes up to the end.
    ///
    /// # Errors
    ///
    /// Returns the reader's errors but [`ErrorKind::Interrupted`], and one for a reader that reports a filled buffer but
    /// has an empty one. The bytes that were read before are in `bytes`. Call again to go on.
    ///
    /// # Cancel safety
    ///
    /// The bytes that a dropped task has read are in `bytes`. Call again to go on.
    ///
    /// # Allocation
    ///
    /// `bytes` grows without a bound but the reader's own.
    async fn read_until(&mut self, delimiter: u8, bytes: &mut Vec<u8>) -> io::Result<usize> {
        let begin = bytes.len();
        loop {
            match self.fill().await {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) if is_interrupted(&error) => continue,
                Err(error) => return Err(error),
            }
            let buffer = filled(self.buffer())?;
            let found = buffer.iter().position(|byte| *byte == delimiter);
            let count = found.map_or(buffer.len(), |place| place + 1);
            bytes.extend_from_slice(&buffer[..count]);
            self.consume(count);
            if found.is_some() {
                break;
            }
        }
        Ok(bytes.len() - begin)
    }

    /// Appends the next line with its `\n`, and yields its number of bytes.
    ///
    /// The last line may have no `\n`.
    ///
    /// # Errors
    ///
    /// Returns [`ErrorKind::InvalidData`] if the line isn't UTF-8. Then the line is consumed, and `line` isn't changed.
    ///
    /// Returns the errors of [`read_until`](Self::read_until), too. The characters that were read before are in `line`. A
    /// part of a character, or what isn't UTF-8, is [put back](Self::unread). Call again to go on.
    ///
    /// # Cancel safety
    ///
    /// A dropped task keeps what an error keeps. Call again to go on.
    ///
    /// # Allocation
    ///
    /// `line` grows without a bound but the reader's own. A line that isn't in the reader's buffer as a whole is
    /// collected in another allocation first.
    async fn read_line(&mut self, line: &mut String) -> io::Result<usize> {
        while let Err(error) = self.fill().await {
            if !is_interrupted(&error) {
                return Err(error);
            }
        }
        let buffer = self.buffer();
        if let Some(end) = buffer.iter().position(|byte| *byte == b'\n') {
            let text = text(&buffer[..=end]).map(|text| line.push_str(text));
            self.consume(end + 1);
            return text.map(|()| end + 1);
        }
        let mut part = Part { reader: self, line, bytes: vec![] };
        let count = part.reader.read_until(b'\n', &mut part.bytes).await?;
        let bytes = mem::take(&mut part.bytes);
        part.line.push_str(text(&bytes)?);
        Ok(count)
    }

    /// Returns the lines up to the end as a stream, without their `\n` or `\r\n`.
    fn lines(self) -> Lines<Self>
    where
        Self: Sized,
    {
        Lines::new(self)
    }
}

#[value_task]
impl<R: ValueBufRead> ValueStream for Lines<R> {
    type Item = io::Result<String>;

    async fn next(&mut self) -> Option<io::Result<String>> {
        match self.reader.read_until(b'\n', &mut self.line).await {
            Ok(_) => self.take(),
            Err(error) => Some(Err(error)),
        }
    }
}

fn text(bytes: &[u8]) -> io::Result<&str> {
    str::from_utf8(bytes).map_err(|_| ErrorKind::InvalidData.into())
}

/// The bytes of a line whose end isn't read yet. Dropping it adds them to the text, or puts them back.
struct Part<'a, R: ?Sized + ValueBufRead> {
    reader: &'a mut R,
    line: &'a mut String,
    bytes: Vec<u8>,
}

impl<R: ?Sized + ValueBufRead> Drop for Part<'_, R> {
    fn drop(&mut self) {
        let whole = match str::from_utf8(&self.bytes) {
            Ok(text) => text.len(),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => 0,
        };
        let (text, rest) = self.bytes.split_at(whole);
        self.line.push_str(str::from_utf8(text).unwrap_or_default());
        if !rest.is_empty() {
            self.reader.unread(rest);
        }
    }
}

/// Returns the buffer of a reader that has reported a filled one, or an error if it is empty.
pub(super) fn filled(buffer: &[u8]) -> io::Result<&[u8]> {
    if buffer.is_empty() {
        return Err(io::Error::other("a reader says that it has filled its buffer, and nothing is in it"));
    }
    Ok(buffer)
}
