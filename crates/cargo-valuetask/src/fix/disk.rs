//! The files that a run changes: their text before it, their text now, and the way back if the run fails.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use super::clean;
use crate::error::Error;

/// Files by their paths.
#[derive(Debug, Default)]
pub(super) struct Disk {
    files: BTreeMap<PathBuf, Versions>,
    /// Only files that git can restore are written.
    only_held: bool,
    /// Cargo.lock, which cargo changes, and its content before that.
    lock: Option<(PathBuf, Vec<u8>)>,
}

#[derive(Debug)]
struct Versions {
    before: String,
    now: String,
}

impl Disk {
    /// Returns a disk that writes only files which git can restore, if `only_held`.
    pub(super) fn new(only_held: bool) -> Self {
        Self { only_held, ..Self::default() }
    }

    /// Reads Cargo.lock of a workspace, to restore it.
    pub(super) fn hold_lock(&mut self, root: &Path) -> Result<(), Error> {
        let path = root.join("Cargo.lock");
        let locked = fs::read(&path).map_err(|error| refused("read", &error, &path))?;
        self.lock = Some((path, locked));
        Ok(())
    }

    /// Returns the text of a file before the run.
    ///
    /// # Errors
    ///
    /// A file that can't be read.
    pub(super) fn before(&mut self, path: &Path) -> Result<String, Error> {
        if !self.files.contains_key(path) {
            let text = fs::read_to_string(path).map_err(|error| refused("read", &error, path))?;
            self.read_earlier(path, &text);
        }
        Ok(self.files[path].before.clone())
    }

    /// Adds a file that was read before: it is written only if it still holds this text.
    pub(super) fn read_earlier(&mut self, path: &Path, text: &str) {
        let versions = || Versions { before: text.to_owned(), now: text.to_owned() };
        self.files.entry(path.to_owned()).or_insert_with(versions);
    }

    /// Writes these texts, and every other file as it was before the run.
    ///
    /// # Errors
    ///
    /// A file that git can't restore. The first file that can't be written, or that another program has changed: the others
    /// are written.
    pub(super) fn write(&mut self, texts: &BTreeMap<PathBuf, String>) -> Result<(), Error> {
        let is_new = |path: &&Path| self.only_held && self.files[*path].now == self.files[*path].before;
        self.changed(texts).filter(is_new).try_for_each(clean::require_held)?;
        let mut first = Ok(());
        for (path, file) in &mut self.files {
            let new = texts.get(path).unwrap_or(&file.before);
            if *new != file.now {
                match replace(path, &file.now, new) {
                    Ok(()) => file.now.clone_from(new),
                    Err(error) => first = first.and(Err(error)),
                }
            }
        }
        first
    }

    /// Writes every file as it was before the run. Returns `true` if one had been changed.
    ///
    /// # Errors
    ///
    /// The first file that can't be written, or that another program has changed.
    pub(super) fn restore(&mut self) -> Result<bool, Error> {
        let was_changed = self.files.values().any(|file| file.now != file.before);
        let written = self.write(&BTreeMap::new());
        if let Some((path, locked)) = &self.lock {
            fs::write(path, locked).map_err(|error| refused("write", &error, path))?;
        }
        written.map(|()| was_changed)
    }

    /// Returns the files that these texts change.
    pub(super) fn changed(&self, texts: &BTreeMap<PathBuf, String>) -> impl Iterator<Item = &Path> {
        let files = self.files.iter().filter(|(path, file)| texts.get(*path).is_some_and(|text| *text != file.before));
        files.map(|(path, _)| path.as_path())
    }

    /// Returns what these texts change, as a difference with paths from `root`.
    pub(super) fn diff(&self, texts: &BTreeMap<PathBuf, String>, root: &Path) -> String {
        let of_file = |path: &Path| {
            let name = path.strip_prefix(root).unwrap_or(path).display();
            let diff = TextDiff::from_lines(&self.files[path].before, &texts[path]);
            diff.unified_diff().header(&format!("a/{name}"), &format!("b/{name}")).to_string()
        };
        self.changed(texts).map(of_file).collect()
    }
}

/// Writes a file that holds `now`.
fn replace(path: &Path, now: &str, new: &str) -> Result<(), Error> {
    if fs::read(path).map_err(|error| refused("read", &error, path))? != now.as_bytes() {
        let what = "another program has changed it since it was read";
        return Err(Error::failure(what, path.display(), "run again when no other program writes to it"));
    }
    fs::write(path, new).map_err(|error| refused("write", &error, path))
}

fn refused(what: &str, error: &io::Error, path: &Path) -> Error {
    Error::failure(format_args!("can't {what} it: {error}"), path.display(), "see its rights and the disk")
}
