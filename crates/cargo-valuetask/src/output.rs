//! Standard output, which may be full, and whose reader may leave.

use std::io::{ErrorKind, Write as _, stdout};

use crate::error::Error;

/// Prints `text`, whole, or as much as its reader wants: one such as `head` closes the pipe when it has had enough.
///
/// # Errors
///
/// An output that is full.
pub(crate) fn print(text: &str) -> Result<(), Error> {
    let mut output = stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            let remedy = "keep it open, on a disk with space left";
            Err(Error::failure(format_args!("can't write to it: {error}"), "standard output", remedy))
        }
        _ => Ok(()),
    }
}
