//! The files that a run changes: their text before it, their text now, and the way back if the run fails.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use similar::TextDiff;

use crate::error::Error;

/// Files by their paths.
#[derive(Debug)]
pub(super) struct Disk {
    files: BTreeMap<PathBuf, Versions>,
    lock: PathBuf,
    /// Cargo.lock before the run; `None` if there was none.
    locked: Option<Vec<u8>>,
}

#[derive(Debug)]
struct Versions {
    before: String,
    now: String,
}

impl Disk {
    /// Reads Cargo.lock of a workspace. No file is changed yet.
    ///
    /// # Errors
    ///
    /// A Cargo.lock that can't be read.
    pub(super) fn new(root: &Path) -> Result<Self, Error> {
        let lock = root.join("Cargo.lock");
        let locked = match fs::read(&lock) {
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            read => Some(read.map_err(|error| unreadable(&error, &lock))?),
        };
        Ok(Self { files: BTreeMap::new(), lock, locked })
    }

    /// Returns the text of a file before the run.
    ///
    /// # Errors
    ///
    /// A file that can't be read.
    pub(super) fn before(&mut self, path: &Path) -> Result<String, Error> {
        if let Some(known) = self.files.get(path) {
            return Ok(known.before.clone());
        }
        let text = fs::read_to_string(path).map_err(|error| unreadable(&error, path))?;
        self.read_earlier(path, &text);
        Ok(text)
    }

    /// Returns the text of a file before the run, if it can be read.
    pub(super) fn text_before(&self, path: &Path) -> Option<String> {
        let known = self.files.get(path).map(|file| file.before.clone());
        known.or_else(|| fs::read(path).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
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
    /// The first file that can't be written, or that another program has changed. The others are written.
    pub(super) fn write(&mut self, texts: &BTreeMap<PathBuf, String>) -> Result<(), Error> {
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
        let restored = match &self.locked {
            Some(locked) => fs::write(&self.lock, locked),
            None if self.lock.exists() => fs::remove_file(&self.lock),
            None => Ok(()),
        };
        written.and(restored.map_err(|error| unwritable(&error, &self.lock)))?;
        Ok(was_changed)
    }

    /// Returns the files that these texts change.
    pub(super) fn changed<'t>(&self, texts: &'t BTreeMap<PathBuf, String>) -> impl Iterator<Item = &'t Path> {
        let is_new =
            |(path, text): &(&PathBuf, &String)| self.files.get(*path).is_none_or(|file| file.before != **text);
        texts.iter().filter(is_new).map(|(path, _)| path.as_path())
    }

    /// Returns `true` if a file is as it was before the run.
    pub(super) fn is_unchanged(&self, path: &Path) -> bool {
        self.files.get(path).is_none_or(|file| file.now == file.before)
    }

    /// Returns what these texts change, as a difference with paths from `root`.
    pub(super) fn diff(&self, texts: &BTreeMap<PathBuf, String>, root: &Path) -> String {
        let mut all = String::new();
        for (path, versions) in &self.files {
            let now = texts.get(path).unwrap_or(&versions.before);
            let name = path.strip_prefix(root).unwrap_or(path).display();
            let diff = TextDiff::from_lines(&versions.before, now);
            all.push_str(&diff.unified_diff().header(&format!("a/{name}"), &format!("b/{name}")).to_string());
        }
        all
    }
}

/// Writes a file that holds `now`.
fn replace(path: &Path, now: &str, new: &str) -> Result<(), Error> {
    let held = fs::read(path).map_err(|error| unreadable(&error, path))?;
    if held != now.as_bytes() {
        let what = "another program has changed it since it was read";
        return Err(Error::failure(what, path.display(), "run again when no other program writes to it"));
    }
    fs::write(path, new).map_err(|error| unwritable(&error, path))
}

fn unreadable(error: &io::Error, path: &Path) -> Error {
    if error.kind() == ErrorKind::InvalidData {
        return Error::failure("this isn't UTF-8", path.display(), "write it in UTF-8");
    }
    Error::failure(format_args!("can't read it: {error}"), path.display(), "see its rights")
}

fn unwritable(error: &io::Error, path: &Path) -> Error {
    Error::failure(format_args!("can't write it: {error}"), path.display(), "see its rights and the disk")
}
