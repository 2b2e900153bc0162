//! Standard output, which may be closed or full.

#![forbid(unsafe_code)]

use std::io::{self, Write as _};

use crate::error::Error;

/// Prints `text`, whole.
pub(crate) fn print(text: &str) -> Result<(), Error> {
    let mut output = io::stdout().lock();
    output.write_all(text.as_bytes()).and_then(|()| output.flush()).map_err(|error| {
        let remedy = "keep it open, on a disk with space left";
        Error::failure(format_args!("can't write the report: {error}"), "standard output", remedy)
    })
}
