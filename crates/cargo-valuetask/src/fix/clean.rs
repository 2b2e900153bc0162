//! Whether git could give back what is about to be changed.

#![forbid(unsafe_code)]

use std::path::Path;
use std::process::{Command, Output};

use super::interrupt::{Failed, Interrupts};
use crate::error::Error;

const REMEDY: &str = "commit or stash them, or say --allow-dirty";

/// Refuses a folder with changes that aren't committed, or that no git looks after.
pub(super) fn require(root: &Path) -> Result<(), Error> {
    let status = git(root, &["status", "--porcelain", "--", "."]).output();
    let Some(text) = status.ok().and_then(said) else {
        let what = "git doesn't look after this folder, so that nothing could be taken back later";
        return Err(Error::failure(what, root.display(), "put it under git, or say --allow-dirty"));
    };
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

/// Refuses files that git ignores or doesn't hold, wherever they are, and those with changes that aren't committed.
///
/// # Errors
///
/// Such a file, and the user, who may end it.
pub(super) fn require_held<'p>(files: impl Iterator<Item = &'p Path>, interrupts: &Interrupts) -> Result<(), Error> {
    let git = |folder: &Path, args: &[&str]| match interrupts.output(&mut git(folder, args)) {
        Ok(output) => Ok(said(output)),
        Err(Failed::Interrupted) => Err(Error::interrupted()),
        Err(Failed::Io(_)) => Ok(None),
    };
    for file in files {
        let (Some(folder), Some(name)) = (file.parent(), file.file_name().and_then(|name| name.to_str())) else {
            continue;
        };
        if git(folder, &["ls-files", "--error-unmatch", "--", name])?.is_none() {
            let what = "git doesn't hold this file, so that it couldn't be taken back later";
            return Err(Error::failure(what, file.display(), "commit it, or say --allow-dirty"));
        }
        if git(folder, &["status", "--porcelain", "--", name])?.is_none_or(|text| !text.is_empty()) {
            return Err(Error::failure("it isn't committed", file.display(), REMEDY));
        }
    }
    Ok(())
}

/// A command of git's that, ended at any point, leaves nothing behind.
fn git(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).env("GIT_OPTIONAL_LOCKS", "0").arg("--literal-pathspecs").args(args);
    command
}

/// What git has said; nothing if it has failed.
fn said(output: Output) -> Option<String> {
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
