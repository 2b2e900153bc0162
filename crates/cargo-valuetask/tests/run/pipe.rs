//! Named pipes.

use std::path::Path;
use std::process::Command;

/// Makes a named pipe.
pub(crate) fn make(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo").success());
}
