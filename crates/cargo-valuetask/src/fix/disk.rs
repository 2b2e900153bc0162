//! The files that are changed: what was in them, what is in them now, and the difference.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use crate::error::Error;

/// Files by their paths.
#[derive(Debug, Default)]
pub(super) struct Disk(BTreeMap<PathBuf, Versions>);

#[derive(Debug)]
struct Versions {
    before: String,
    now: String,
}

impl Disk {
    /// What a file held before anything was changed.
    ///
    /// # Errors
    ///
    /// A file that can't be read.
    pub(super) fn before(&mut self, path: &Path) -> Result<String, Error> {
        if let Some(known) = self.0.get(path) {
            return Ok(known.before.clone());
        }
        let text = fs::read_to_string(path).map_err(|error| {
            Error::failure(format_args!("can't read it: {error}"), path.display(), "see its rights")
        })?;
        self.0.insert(path.to_owned(), Versions { before: text.clone(), now: text.clone() });
        Ok(text)
    }

    /// Writes these files, and all others as they were.
    ///
    /// # Errors
    ///
    /// A file that can't be written.
    pub(super) fn write(&mut self, texts: &BTreeMap<PathBuf, String>) -> Result<(), Error> {
        for path in texts.keys() {
            self.before(path)?;
        }
        for (path, Versions { before, now }) in &mut self.0 {
            let new = texts.get(path).unwrap_or(before);
            if now != new {
                fs::write(path, new).map_err(|error| {
                    let what = format!("can't write it: {error}");
                    Error::failure(what, path.display(), "see its rights; `git checkout` gives back the others")
                })?;
                now.clone_from(new);
            }
        }
        Ok(())
    }

    /// How many files have changed.
    pub(super) fn count(&self, texts: &BTreeMap<PathBuf, String>) -> usize {
        self.0.iter().filter(|(path, versions)| texts.get(*path).is_some_and(|text| *text != versions.before)).count()
    }

    /// What changes by these texts, with paths from `root`.
    pub(super) fn diff(&self, texts: &BTreeMap<PathBuf, String>, root: &Path) -> String {
        let mut all = String::new();
        for (path, versions) in &self.0 {
            let now = texts.get(path).unwrap_or(&versions.before);
            let name = path.strip_prefix(root).unwrap_or(path).display();
            let diff = TextDiff::from_lines(&versions.before, now);
            all.push_str(&diff.unified_diff().header(&format!("a/{name}"), &format!("b/{name}")).to_string());
        }
        all
    }
}
