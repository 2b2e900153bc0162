//! [`ValueBufRead`]: a reader with a buffer that can be looked into.

use std::io::{self, ErrorKind};

use super::{Lines, ValueRead};
use crate::value_task;

/// A reader that keeps bytes it has read ahead, usable as `dyn ValueBufRead`.
///
/// [`buffer`](Self::buffer) lends them at no cost; [`fill`](Self::fill) reads when there are none.
/// [`BufferedReader`](super::BufferedReader) makes one of any reader.
///
/// # Examples
///
/// ```
/// use std::io;
/// use valuetask::io::ValueBufRead;
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
#[value_task(crate = crate)]
pub trait ValueBufRead: ValueRead {
    /// The bytes that were read and not consumed.
    fn buffer(&self) -> &[u8];

    /// Reads until there is something in the [`buffer`](Self::buffer), and yields how many bytes there are in it: none
    /// at the end.
    ///
    /// Ready at the call where there are any.
    ///
    /// # Errors
    ///
    /// The reader's.
    ///
    /// # Cancel safety
    ///
    /// What a dropped task has read, whether it was pending or ready, is in the buffer.
    async fn fill(&mut self) -> io::Result<usize>;

    /// Takes so many bytes out of the [`buffer`](Self::buffer).
    ///
    /// # Panics
    ///
    /// If there aren't so many.
    fn consume(&mut self, count: usize);

    /// Appends everything up to and including the next `delimiter`, or up to the end, and yields how much that is.
    ///
    /// # Errors
    ///
    /// The reader's; and one for a reader that says that it has filled its buffer, and has nothing in it. What was read
    /// before is in `bytes`.
    ///
    /// # Cancel safety
    ///
    /// What a dropped task has read is in `bytes`; another call goes on from there.
    ///
    /// # Allocation
    ///
    /// `bytes` grows as it has to, and without a bound but the reader's own.
    async fn read_until(&mut self, delimiter: u8, bytes: &mut Vec<u8>) -> io::Result<usize> {
        let begin = bytes.len();
        while self.fill().await? > 0 {
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

    /// Appends the next line with its `\n`, or what is left before the end, and yields how many bytes that is.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidData`] if it isn't UTF-8, and the reader's. The line is read and gone then, and `line` is as
    /// it was.
    ///
    /// # Cancel safety
    ///
    /// None: what a pending task has read is lost when it is dropped, and `line` is as it was. Use
    /// [`read_until`](Self::read_until), or [`lines`](Self::lines).
    ///
    /// # Allocation
    ///
    /// `line` grows as it has to, and without a bound but the reader's own. A line that isn't in the reader's buffer as
    /// a whole is collected in memory of its own first.
    async fn read_line(&mut self, line: &mut String) -> io::Result<usize> {
        self.fill().await?;
        let buffer = self.buffer();
        if let Some(end) = buffer.iter().position(|byte| *byte == b'\n') {
            let text = text(&buffer[..=end]).map(|text| line.push_str(text));
            self.consume(end + 1);
            return text.map(|()| end + 1);
        }
        let mut bytes = vec![];
        self.read_until(b'\n', &mut bytes).await?;
        line.push_str(text(&bytes)?);
        Ok(bytes.len())
    }

    /// The lines up to the end, without their `\n` or `\r\n`, as a stream.
    fn lines(self) -> Lines<Self>
    where
        Self: Sized,
    {
        Lines::new(self)
    }
}

fn text(bytes: &[u8]) -> io::Result<&str> {
    str::from_utf8(bytes).map_err(|_| ErrorKind::InvalidData.into())
}

/// The buffer of a reader that says that it has filled it.
pub(super) fn filled(buffer: &[u8]) -> io::Result<&[u8]> {
    if buffer.is_empty() {
        return Err(io::Error::other("a reader says that it has filled its buffer, and nothing is in it"));
    }
    Ok(buffer)
}
