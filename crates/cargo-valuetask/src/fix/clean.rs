//! Whether git could give back what is about to be changed.

#![forbid(unsafe_code)]

use std::path::Path;
use std::process::Command;

use crate::error::Error;

/// Refuses a folder with changes that aren't committed, or that no git looks after.
pub(super) fn require(root: &Path) -> Result<(), Error> {
    const REMEDY: &str = "commit or stash them, or say --allow-dirty";
    let output = Command::new("git").current_dir(root).args(["status", "--porcelain", "--", "."]).output();
    let output = output.ok().filter(|output| output.status.success());
    let Some(output) = output else {
        let what = "git doesn't look after this folder, so that nothing could be taken back later";
        return Err(Error::failure(what, root.display(), "put it under git, or say --allow-dirty"));
    };
    let text = String::from_utf8_lossy(&output.stdout);
    let mut files = text.lines().map(|line| line.get(3..).unwrap_or(line));
    match (files.next(), files.count()) {
        (None, _) => Ok(()),
        (Some(first), 0) => Err(Error::failure(format_args!("{first} isn't committed"), root.display(), REMEDY)),
        (Some(first), more) => {
            let what = format!("{first} and {more} more files aren't committed");
            Err(Error::failure(what, root.display(), REMEDY))
        }
    }
}
