//! The files that are changed: what was in them, what was written, and the way back.
//!
//! A file is written only while it holds what is thought to be in it: beside itself first, which then takes its place.
//! What was there stays in a folder of its own until all is done, for whom the power fails.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Component, Path, PathBuf};

use similar::TextDiff;

use crate::error::Error;

/// The folder of originals, in the target folder.
const ORIGINALS: &str = "valuetask-fix";

/// Files by their paths. Dropped while it is open, it puts everything back.
#[derive(Debug)]
pub(super) struct Disk {
    files: BTreeMap<PathBuf, Versions>,
    root: PathBuf,
    /// What Cargo.lock held; nothing where there was none.
    locked: Option<Vec<u8>>,
    originals: PathBuf,
    /// Something may be written that isn't to stay yet.
    open: bool,
}

#[derive(Debug)]
struct Versions {
    before: String,
    now: String,
}

impl Disk {
    /// That of a workspace, of which nothing is written yet.
    ///
    /// # Errors
    ///
    /// A lock file that can't be read.
    pub(super) fn new(root: &Path) -> Result<Self, Error> {
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
        let locked = match fs::read(root.join("Cargo.lock")) {
            Ok(locked) => Some(locked),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(unreadable(&error, &root.join("Cargo.lock"))),
        };
        let originals = root.join(target).join(ORIGINALS);
        Ok(Self { files: BTreeMap::new(), root: root.to_owned(), locked, originals, open: false })
    }

    /// Begins to write: from here to [`Self::keep`], everything can be put back.
    ///
    /// # Errors
    ///
    /// The originals of another run, which has been interrupted or isn't done.
    pub(super) fn open(&mut self) -> Result<(), Error> {
        let failed = |error: io::Error| {
            if error.kind() == ErrorKind::AlreadyExists {
                let what = "another run isn't done or was interrupted, and these are the files as they were before it";
                return Error::failure(what, self.originals.display(), "copy them back and remove the folder");
            }
            Error::failure(format_args!("can't make it: {error}"), self.originals.display(), "see its rights")
        };
        self.originals.parent().map_or(Ok(()), fs::create_dir_all).map_err(failed)?;
        fs::create_dir(&self.originals).map_err(failed)?;
        self.open = true;
        let Some(locked) = &self.locked else { return Ok(()) };
        self.set_aside(&self.root.join("Cargo.lock"), locked)
    }

    /// What a file held before anything was changed.
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

    /// Adds a file that has been read: it is written only if it still holds this.
    pub(super) fn read_earlier(&mut self, path: &Path, text: &str) {
        let versions = || Versions { before: text.to_owned(), now: text.to_owned() };
        self.files.entry(path.to_owned()).or_insert_with(versions);
    }

    /// Writes these files, and all others as they were.
    ///
    /// # Errors
    ///
    /// A file that can't be written, or that somebody else has changed since it was read.
    pub(super) fn write(&mut self, texts: &BTreeMap<PathBuf, String>) -> Result<(), Error> {
        for path in texts.keys() {
            self.before(path)?;
        }
        let new = |path: &Path, versions: &Versions| texts.get(path).unwrap_or(&versions.before).clone();
        let changes: Vec<_> = self
            .files
            .iter()
            .map(|(path, versions)| (path.clone(), new(path, versions)))
            .filter(|(path, new)| self.files[path].now != *new)
            .collect();
        for (path, _) in &changes {
            self.require_writable(path)?;
        }
        for (path, new) in changes {
            self.set_aside(&path, self.files[&path].before.as_bytes())?;
            self.require_writable(&path)?;
            replace(&path, new.as_bytes()).map_err(|error| {
                Error::failure(format_args!("can't write it: {error}"), path.display(), "see its rights and the disk")
            })?;
            self.files.entry(path).and_modify(|versions| versions.now = new);
        }
        Ok(())
    }

    /// Leaves everything as it is now.
    pub(super) fn keep(&mut self) {
        self.open = false;
        // What is left of it stops the next run, which says what to do.
        drop(fs::remove_dir_all(&self.originals));
    }

    /// Puts everything back, but for files that somebody else has changed meanwhile; says whether a file was
    /// written.
    ///
    /// # Errors
    ///
    /// Files that aren't as they were: their originals stay in their folder.
    pub(super) fn restore(&mut self) -> Result<bool, Error> {
        if !std::mem::replace(&mut self.open, false) {
            return Ok(false);
        }
        let (mut written, mut stay) = (false, Vec::new());
        for (path, Versions { before, now }) in &mut self.files {
            let is_ours = || fs::read(path).is_ok_and(|bytes| bytes == now.as_bytes());
            if now != before {
                if is_ours() && replace(path, before.as_bytes()).is_ok() {
                    written = true;
                    now.clone_from(before);
                } else {
                    stay.push(path.display().to_string());
                }
            }
        }
        let lock = self.root.join("Cargo.lock");
        let restored = match &self.locked {
            Some(locked) if fs::read(&lock).is_ok_and(|now| now == *locked) => Ok(()),
            Some(locked) => replace(&lock, locked),
            None if lock.exists() => fs::remove_file(&lock),
            None => Ok(()),
        };
        if restored.is_err() {
            stay.push(lock.display().to_string());
        }
        if stay.is_empty() {
            self.keep();
            return Ok(written);
        }
        let what = format!("these files couldn't be put back: {}", stay.join(", "));
        Err(Error::failure(what, self.originals.display(), "their originals are in this folder"))
    }

    /// The files that these texts change.
    pub(super) fn changed<'t>(&self, texts: &'t BTreeMap<PathBuf, String>) -> impl Iterator<Item = &'t Path> {
        let is_new =
            |(path, text): &(&PathBuf, &String)| self.files.get(*path).is_none_or(|file| file.before != **text);
        texts.iter().filter(is_new).map(|(path, _)| path.as_path())
    }

    /// What changes by these texts, with paths from `root`.
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

    fn require_writable(&self, path: &Path) -> Result<(), Error> {
        let held = fs::read(path).map_err(|error| unreadable(&error, path))?;
        if held != self.files[path].now.as_bytes() {
            let what = "somebody else has changed it since it was read";
            return Err(Error::failure(what, path.display(), "run again when nobody writes to it"));
        }
        let rights = fs::metadata(path).map_err(|error| unreadable(&error, path))?.permissions();
        if rights.readonly() {
            return Err(Error::failure("it may not be written", path.display(), "see its rights"));
        }
        Ok(())
    }

    /// Keeps an original, under the path that it has in the workspace.
    fn set_aside(&self, path: &Path, bytes: &[u8]) -> Result<(), Error> {
        let place = match path.strip_prefix(&self.root) {
            Ok(inside) => self.originals.join(inside),
            Err(_) => {
                let parts = path.components().filter(|part| matches!(part, Component::Normal(_)));
                self.originals.join("outside").join(parts.collect::<PathBuf>())
            }
        };
        place.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&place, bytes)).map_err(|error| {
            let what = format!("can't keep the original of {}: {error}", path.display());
            Error::failure(what, place.display(), "see the rights of the folder")
        })
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Who can say what went wrong has called it before.
        drop(self.restore());
    }
}

/// Puts a file in the place of another, as a whole or not at all.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{ORIGINALS}"));
    let write = || {
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        if let Ok(old) = fs::metadata(&path) {
            file.set_permissions(old.permissions())?;
        }
        file.sync_all()?;
        fs::rename(&beside, &path)
    };
    write().inspect_err(|_| drop(fs::remove_file(&beside)))
}

fn unreadable(error: &io::Error, path: &Path) -> Error {
    if error.kind() == ErrorKind::InvalidData {
        return Error::failure("this isn't UTF-8", path.display(), "write it in UTF-8");
    }
    Error::failure(format_args!("can't read it: {error}"), path.display(), "see its rights")
}
