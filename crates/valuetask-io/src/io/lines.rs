//! [`Lines`]: a reader, and the line that was read of it.

use core::mem;
use std::io::{self, ErrorKind};

/// The lines of a reader, without their `\n` or `\r\n`. Created by [`ValueBufRead::lines`](super::ValueBufRead::lines).
///
/// A line that isn't UTF-8 is an error of kind [`ErrorKind::InvalidData`], and the lines after it follow.
///
/// # Cancel safety
///
/// Dropping a pending task loses nothing: the stream keeps a partly read line.
///
/// # Allocation
///
/// One for each line, which grows if the line isn't in the reader's buffer as a whole, and those of the reader.
///
/// # Examples
///
/// ```
/// use valuetask_io::ValueStream;
/// use valuetask_io::ValueBufRead;
///
/// let mut lines = (&b"one\r\ntwo"[..]).lines();
/// assert_eq!(pollster::block_on(lines.next()).transpose()?.as_deref(), Some("one"));
/// assert_eq!(pollster::block_on(lines.next()).transpose()?.as_deref(), Some("two"));
/// assert!(pollster::block_on(lines.next()).is_none());
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct Lines<R> {
    pub(super) reader: R,
    /// The bytes of the next line that were read, up to its end or the reader's.
    pub(super) line: Vec<u8>,
}

impl<R> Lines<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, line: vec![] }
    }

    /// Returns the reader. A partly read line is lost.
    pub fn into_inner(self) -> R {
        self.reader
    }

    /// Takes the line that was read, or returns `None` if there is none: the reader is at its end.
    pub(super) fn take(&mut self) -> Option<io::Result<String>> {
        let mut line = mem::take(&mut self.line);
        if line.is_empty() {
            return None;
        }
        if line.last() == Some(&b'\n') {
            line.pop();
            if line.last() == Some(&b'\r') {
                line.pop();
            }
        }
        Some(String::from_utf8(line).map_err(|_| ErrorKind::InvalidData.into()))
    }
}
