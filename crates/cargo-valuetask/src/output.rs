//! Standard output, which may be full, and whose reader may leave.

use std::io::{self, ErrorKind, Write as _};

use crate::error::Error;

/// Prints `text`, whole, or as much as its reader wants: one such as `head` closes the pipe when it has had enough.
///
/// # Errors
///
/// An output that is full.
pub(crate) fn print(text: &str) -> Result<(), Error> {
    printed(io::stdout().lock().write_all(text.as_bytes()))
}

/// What becomes of a text that was printed, with `written`: as [`print()`].
///
/// # Errors
///
/// An output that is full.
pub(crate) fn printed(written: io::Result<()>) -> Result<(), Error> {
    match written.and_then(|()| io::stdout().flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            let remedy = "keep it open, on a disk with space left";
            Err(Error::failure(format_args!("can't write to it: {error}"), "standard output", remedy))
        }
        _ => Ok(()),
    }
}
