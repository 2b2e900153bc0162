//! What the paths of the command line ask for: whole packages, or files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::error::Error;

/// What was asked for. Paths are absolute and without links.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selection {
    /// All that lies in these folders, each that of a package or a workspace.
    pub(crate) folders: BTreeSet<PathBuf>,
    /// Files that were named, and those in a folder that was named or in the `src` of a package that was.
    pub(crate) files: BTreeSet<PathBuf>,
}

impl Selection {
    /// Whether a file was asked for.
    pub(crate) fn holds(&self, file: &Path) -> bool {
        self.files.contains(file) || self.folders.iter().any(|folder| file.starts_with(folder))
    }
}

/// What `paths` ask for, and the manifests of the packages that it lies in.
pub(super) fn select(paths: &[PathBuf]) -> Result<(Selection, BTreeSet<PathBuf>), Error> {
    let (mut selection, mut manifests) = (Selection::default(), BTreeSet::new());
    for path in paths {
        let remedy = "give a package, a folder in one, or source files";
        let refuse = |error| Error::usage(format_args!("can't read it: {error}"), path.display(), remedy);
        let whole = fs::canonicalize(path).map_err(refuse)?;
        let manifest = manifest_of(&whole);
        match manifest.as_deref().and_then(Path::parent) {
            Some(package) if whole == package || manifest.as_ref() == Some(&whole) => {
                selection.folders.insert(package.to_owned());
            }
            None if whole.is_dir() => {
                let what = "there is no Cargo.toml in this folder or above it";
                return Err(Error::usage(what, path.display(), remedy));
            }
            _ => selection.files.extend(files_of(&whole)?),
        }
        manifests.extend(manifest);
    }
    Ok((selection, manifests))
}

/// The manifest of the package that a path lies in.
fn manifest_of(path: &Path) -> Option<PathBuf> {
    path.ancestors().map(|folder| folder.join("Cargo.toml")).find(|manifest| manifest.is_file())
}

/// The Rust files in a folder, but for those in hidden folders and in those that cargo builds in.
///
/// # Errors
///
/// A folder in it that can't be looked into.
pub(super) fn sources_in(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let is_looked_into = |entry: &DirEntry| {
        let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        entry.depth() == 0 || !is_hidden && !entry.path().join("CACHEDIR.TAG").exists()
    };
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(is_looked_into) {
        let entry = entry.map_err(|error| {
            Error::failure(format_args!("can't look into it: {error}"), folder.display(), "see its rights")
        })?;
        if entry.file_type().is_file() && entry.path().extension().is_some_and(|end| end == "rs") {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

/// The Rust files in a folder, in the order of their paths, or the file itself.
pub(crate) fn files_of(path: &Path) -> Result<Vec<PathBuf>, Error> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let files = sources_in(path)?;
    if files.is_empty() {
        let remedy = "give a folder with source files, or the files themselves";
        return Err(Error::usage("no Rust file is in this folder", path.display(), remedy));
    }
    Ok(files)
}
