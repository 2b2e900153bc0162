//! Refuses files that git couldn't restore.

#![forbid(unsafe_code)]

use std::path::Path;
use std::process::Command;

use crate::error::Error;

/// Refuses a folder with changes that aren't committed, or outside of git.
pub(super) fn require(root: &Path) -> Result<(), Error> {
    let Some(text) = status(root, &["--", "."]) else {
        let what = "this folder isn't in a git repository: git couldn't restore the files";
        return Err(Error::failure(what, root.display(), "put it under git, or say --allow-dirty"));
    };
    let mut files = text.lines().map(|line| line.get(3..).unwrap_or(line));
    let Some(first) = files.next() else { return Ok(()) };
    let what = match files.count() {
        0 => format!("{first} isn't committed"),
        more => format!("{first} and {more} more files aren't committed"),
    };
    Err(Error::failure(what, root.display(), "commit or stash them, or say --allow-dirty"))
}

/// Refuses files that git ignores, doesn't hold, or holds otherwise, wherever they are.
pub(super) fn require_held<'p>(files: impl Iterator<Item = &'p Path>) -> Result<(), Error> {
    for file in files {
        let (folder, name) = (file.parent().unwrap_or(file), file.file_name().and_then(|name| name.to_str()));
        let name = name.unwrap_or(".");
        let is_clean = status(folder, &["--ignored", "--", name]).as_deref() == Some("");
        if !is_clean || !is_looked_at(folder, name) {
            let what = "git doesn't hold this file as it is, and couldn't restore it";
            return Err(Error::failure(what, file.display(), "commit it, or say --allow-dirty"));
        }
    }
    Ok(())
}

/// Returns `true` if git tells changes of a file: one that is marked `assume-unchanged` or `skip-worktree` has no status.
fn is_looked_at(folder: &Path, name: &str) -> bool {
    // Such files have another letter than `H`.
    git(folder, &["ls-files", "-v", "--", name]).is_some_and(|text| text.lines().all(|line| line.starts_with("H ")))
}

/// Returns the output of `git status` for these paths, if it succeeds.
fn status(folder: &Path, args: &[&str]) -> Option<String> {
    git(folder, &[&["status", "--porcelain"], args].concat())
}

/// Returns the output of git, if it succeeds.
///
/// It takes no lock, which could stay if git is ended halfway.
fn git(folder: &Path, args: &[&str]) -> Option<String> {
    let mut git = Command::new("git");
    git.current_dir(folder).env("GIT_OPTIONAL_LOCKS", "0");
    let output = git.arg("--literal-pathspecs").args(args).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
