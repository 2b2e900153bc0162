//! Reads the text of Rust source files, and says of what isn't one why not.

use std::fs;
use std::path::{Path, PathBuf};

/// Bytes of a source file, at most.
const LARGEST: u64 = 1 << 26;

/// A file that can't be audited.
#[derive(Clone, Debug)]
pub(crate) struct Unread {
    pub(crate) path: PathBuf,
    /// The line at which it isn't Rust, if it could be read.
    pub(crate) line: Option<usize>,
    pub(crate) why: String,
}

/// Reads a file as a whole.
///
/// # Errors
///
/// What is no file (a pipe would never end), is too large to be a source file, can't be read, or isn't UTF-8.
pub(crate) fn read(path: &Path) -> Result<String, Unread> {
    let refused = |line, why| Unread { path: path.to_owned(), line, why };
    let unreadable = |error| refused(None, format!("can't read it: {error}"));
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(refused(None, "this is a pipe, a device or a folder, and no file".to_owned()));
    } else if metadata.len() > LARGEST {
        let bytes = metadata.len();
        return Err(refused(None, format!("this has {bytes} bytes: a source file may have {LARGEST}")));
    }
    let bytes = fs::read(path).map_err(unreadable)?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + valid.iter().filter(|byte| **byte == b'\n').count();
        refused(Some(line), "this isn't UTF-8".to_owned())
    })
}
