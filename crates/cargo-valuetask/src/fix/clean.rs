//! Refuses files that git couldn't restore.

#![forbid(unsafe_code)]

use std::path::Path;
use std::process::Command;

use crate::error::Error;

/// Refuses a folder with changes that aren't committed, or outside of git.
pub(super) fn require(root: &Path) -> Result<(), Error> {
    let Some(text) = git(root, &["status", "--porcelain", "--", "."]) else {
        let what = "this folder isn't in a git repository: git couldn't restore the files";
        return Err(Error::failure(what, root.display(), "put it under git, or say --allow-dirty"));
    };
    let Some(line) = text.lines().next() else { return Ok(()) };
    let what = format!("{} isn't committed", line.get(3..).unwrap_or(line));
    Err(Error::failure(what, root.display(), "commit or stash all, or say --allow-dirty"))
}

/// Refuses a file that git ignores, doesn't hold, or holds otherwise, wherever it is.
///
/// The status of files that are marked `assume-unchanged` or `skip-worktree` doesn't tell: contents are compared.
pub(super) fn require_held(file: &Path) -> Result<(), Error> {
    let folder = file.parent().unwrap_or(file);
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let held = git(folder, &["rev-parse", "--verify", "--quiet", &format!("HEAD:./{name}")]);
    if held.is_some() && held == git(folder, &["hash-object", "--", &name]) {
        return Ok(());
    }
    let what = "git doesn't hold this file as it is, and couldn't restore it";
    Err(Error::failure(what, file.display(), "commit it, or say --allow-dirty"))
}

/// Returns the output of git, if it succeeds.
///
/// It takes no lock, which could stay if git is ended halfway.
fn git(folder: &Path, args: &[&str]) -> Option<String> {
    let output = Command::new("git").current_dir(folder).env("GIT_OPTIONAL_LOCKS", "0").args(args).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
