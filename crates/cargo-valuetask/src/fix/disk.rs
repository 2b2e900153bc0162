//! The files that a run changes: their texts before it, now and next, and the way back if the run fails. Files that git
//! couldn't restore are refused.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

use similar::TextDiff;

use crate::error::Error;

type Result<T> = std::result::Result<T, Error>;

/// Files by their paths.
#[derive(Debug)]
pub(super) struct Disk {
    files: BTreeMap<PathBuf, Versions>,
    root: PathBuf,
    /// No files are written but those that git can restore.
    only_held: bool,
    /// The workspace has a Cargo.lock before the run.
    is_locked: bool,
}

#[derive(Debug)]
struct Versions {
    before: String,
    now: String,
    next: String,
}

impl Disk {
    pub(super) fn new(root: &Path, only_held: bool) -> Self {
        Self { files: BTreeMap::new(), root: root.to_owned(), only_held, is_locked: root.join("Cargo.lock").exists() }
    }

    /// Adds a file that was read before: it is written only if it still holds this text.
    pub(super) fn read_earlier(&mut self, path: &Path, text: &str) {
        let versions = || Versions { before: text.to_owned(), now: text.to_owned(), next: text.to_owned() };
        self.files.entry(path.to_owned()).or_insert_with(versions);
    }

    /// Returns the text that a file has next.
    ///
    /// # Errors
    ///
    /// A file that can't be read.
    pub(super) fn text(&mut self, path: &Path) -> Result<&str> {
        if !self.files.contains_key(path) {
            self.read_earlier(path, &read(path)?);
        }
        Ok(&self.files[path].next)
    }

    /// Changes the text that a file has next.
    ///
    /// # Errors
    ///
    /// A file that can't be read, and those of `change`.
    pub(super) fn edit(&mut self, path: &Path, change: impl FnOnce(&str) -> Result<String>) -> Result<()> {
        let new = change(self.text(path)?)?;
        self.files.entry(path.to_owned()).and_modify(|file| file.next = new);
        Ok(())
    }

    /// Makes the text before the run each file's next one.
    pub(super) fn reset(&mut self) {
        self.files.values_mut().for_each(|file| file.next.clone_from(&file.before));
    }

    /// Writes the files' next texts.
    ///
    /// # Errors
    ///
    /// A file that git can't restore. The first file that can't be written, or that another program has changed: the others
    /// are written.
    pub(super) fn write(&mut self) -> Result<()> {
        let changed = self.files.iter().filter(|(_, file)| file.now == file.before && file.next != file.before);
        changed.filter(|_| self.only_held).try_for_each(|(path, _)| require_held(path, &self.root))?;
        let mut written = Ok(());
        for (path, file) in &mut self.files {
            written = written.and(file.write(path));
        }
        written
    }

    /// Writes every file as it was before the run. Returns `true` if one had been changed.
    ///
    /// # Errors
    ///
    /// The first file that can't be written, or that another program has changed.
    pub(super) fn restore(&mut self) -> Result<bool> {
        let was_changed = self.files.values().any(|file| file.now != file.before);
        // Cargo writes it.
        for (path, file) in self.files.iter_mut().filter(|(path, _)| path.ends_with("Cargo.lock")) {
            file.now = read(path)?;
        }
        self.reset();
        self.write()?;
        if !self.is_locked {
            // Cargo may have made it.
            fs::remove_file(self.root.join("Cargo.lock")).ok();
        }
        Ok(was_changed)
    }

    /// Returns `true` if a file changes.
    pub(super) fn changes(&self, path: &Path) -> bool {
        self.files.get(path).is_some_and(|file| file.next != file.before)
    }

    /// Returns how many files change.
    pub(super) fn changed(&self) -> usize {
        self.files.values().filter(|file| file.next != file.before).count()
    }

    /// Returns what changes, as a difference with paths from the workspace's folder.
    pub(super) fn diff(&self) -> String {
        let of_file = |(path, file): (&PathBuf, &Versions)| {
            let name = path.strip_prefix(&self.root).unwrap_or(path).display();
            let diff = TextDiff::from_lines(&file.before, &file.next);
            diff.unified_diff().header(&format!("a/{name}"), &format!("b/{name}")).to_string()
        };
        self.files.iter().filter(|(_, file)| file.next != file.before).map(of_file).collect()
    }
}

impl Versions {
    /// Writes the next text to a file that holds what it has now.
    fn write(&mut self, path: &Path) -> Result<()> {
        if self.next == self.now {
            return Ok(());
        }
        if read(path)? != self.now {
            let what = "another program has changed it since it was read";
            return Err(Error::failure(what, path.display(), "run again when no other program writes to it"));
        }
        fs::write(path, &self.next).map_err(|error| refused("write", &error, path))?;
        self.now.clone_from(&self.next);
        Ok(())
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| refused("read", &error, path))
}

fn refused(what: &str, error: &io::Error, path: &Path) -> Error {
    Error::failure(format_args!("can't {what} it: {error}"), path.display(), "see its rights and the disk")
}

/// Refuses a folder with changes that aren't committed, or outside of git.
pub(super) fn require_clean(root: &Path) -> Result<()> {
    let Some(text) = git(root, &["status", "--porcelain", "--", "."]) else {
        let what = "this folder isn't in a git repository: git couldn't restore the files";
        return Err(Error::failure(what, root.display(), "put it under git, or say --allow-dirty"));
    };
    let Some(line) = text.lines().next() else { return Ok(()) };
    let what = format!("{} isn't committed", line.get(3..).unwrap_or(line));
    Err(Error::failure(what, root.display(), "commit or stash all, or say --allow-dirty"))
}

/// Refuses a file that the command which undoes the run doesn't restore.
fn require_held(file: &Path, root: &Path) -> Result<()> {
    if is_held(file, root) {
        return Ok(());
    }
    let what = "git doesn't hold this file as it is in the workspace's folder, and couldn't restore it";
    Err(Error::failure(what, file.display(), "commit it, or say --allow-dirty"))
}

/// Whether git restores a file: it doesn't if it ignores the file, doesn't hold it, or holds it otherwise, or if the file is
/// outside of the workspace's folder, or in a repository of its own.
///
/// The status of files that are marked `assume-unchanged` or `skip-worktree` doesn't tell: contents are compared.
pub(super) fn is_held(file: &Path, root: &Path) -> bool {
    let folder = file.parent().unwrap_or(file);
    let repository = |folder: &Path| git(folder, &["rev-parse", "--show-toplevel"]);
    let is_reached = file.starts_with(root) && repository(folder) == repository(root);
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let held = git(folder, &["rev-parse", "--verify", "--quiet", &format!("HEAD:./{name}")]);
    is_reached && held.is_some() && held == git(folder, &["hash-object", "--", &name])
}

/// Copies a file.
pub(super) fn copy(from: &Path, to: &Path) -> Result<()> {
    let made = to.parent().map_or(Ok(()), fs::create_dir_all);
    made.and_then(|()| fs::copy(from, to)).map(drop).map_err(|error| refused("write", &error, to))
}

/// Returns the output of git, if it succeeds.
///
/// It takes no lock, which could stay if git is ended halfway.
fn git(folder: &Path, args: &[&str]) -> Option<String> {
    let output = Command::new("git").current_dir(folder).env("GIT_OPTIONAL_LOCKS", "0").args(args).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
