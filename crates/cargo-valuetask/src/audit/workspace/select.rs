//! What the paths of the command line ask for: whole packages, or files.

#![forbid(unsafe_code)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use globset::GlobBuilder;
use ignore::WalkBuilder;

use crate::error::Error;

/// What was asked for. Paths are absolute and without links.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selection {
    /// All that lies in these folders, each that of a package or a workspace.
    pub(crate) folders: BTreeSet<PathBuf>,
    /// Files that were named, lie in a folder that was, or match a glob.
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
    let here = [PathBuf::from(".")];
    for path in if paths.is_empty() { &here } else { paths } {
        let whole = fs::canonicalize(path);
        match whole {
            Ok(folder) if folder.is_dir() => {
                let Some(manifest) = manifest_of(&folder) else {
                    let what = format!("{}: there is no Cargo.toml in this folder or above it", path.display());
                    return Err(Error::usage(
                        what,
                        "give a package, or source files as files or a glob: 'src/**/*.rs'",
                    ));
                };
                if manifest.parent() == Some(&folder) {
                    selection.folders.insert(folder);
                } else {
                    selection.files.extend(some_in(path, &folder)?);
                }
                manifests.insert(manifest);
            }
            Ok(manifest) if manifest.file_name().is_some_and(|name| name == "Cargo.toml") => {
                selection.folders.extend(manifest.parent().map(Path::to_owned));
                manifests.insert(manifest);
            }
            Ok(file) => {
                manifests.extend(file.parent().and_then(manifest_of));
                selection.files.insert(file);
            }
            Err(_) if is_glob(path) => {
                let files = matching(path)?;
                manifests.extend(files.iter().filter_map(|file| manifest_of(file.parent()?)));
                selection.files.extend(files);
            }
            Err(error) => {
                let what = format!("{}: can't read it: {error}", path.display());
                return Err(Error::usage(what, "give a folder, a source file or a glob"));
            }
        }
    }
    Ok((selection, manifests))
}

/// The manifest of the package that `folder` lies in.
fn manifest_of(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().map(|folder| folder.join("Cargo.toml")).find(|manifest| manifest.is_file())
}

/// The Rust files in a folder, but for hidden ones and those that git ignores.
///
/// # Errors
///
/// A folder in it that can't be looked into.
pub(crate) fn sources_in(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for entry in WalkBuilder::new(folder).sort_by_file_path(Path::cmp).build() {
        let entry = entry.map_err(|error| {
            let what = error.io_error().map_or_else(|| error.to_string(), |error| error.kind().to_string());
            let place = place_of(&error).unwrap_or(folder);
            Error::failure(format_args!("can't look into it: {what}"), place.display(), "see its rights")
        })?;
        let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
        if is_file && entry.path().extension().is_some_and(|end| end == "rs") {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

fn place_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => place_of(err),
        _ => None,
    }
}

/// Those in a folder that the user calls `shown`: one at the least.
fn some_in(shown: &Path, folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let files = sources_in(folder)?;
    if !files.is_empty() {
        return Ok(files);
    }
    let what = format!("{}: no Rust file is in this folder that git doesn't ignore", shown.display());
    Err(Error::usage(what, "give a folder with source files, or the files themselves"))
}

/// The Rust files that a folder or a glob stands for, in the order of their paths, or the file itself.
pub(crate) fn files_of(path: &Path) -> Result<Vec<PathBuf>, Error> {
    if path.is_dir() {
        return some_in(path, path);
    }
    if !path.exists() && is_glob(path) { matching(path) } else { Ok(vec![path.to_owned()]) }
}

fn is_glob(path: &Path) -> bool {
    path.to_str().is_some_and(|text| text.contains(['*', '?', '[', '{']))
}

/// The Rust files that match a pattern.
fn matching(pattern: &Path) -> Result<Vec<PathBuf>, Error> {
    let refuse = |what: String| Error::usage(format!("{}: {what}", pattern.display()), "see --help");
    let literal = |part: &Component<'_>| !is_glob(part.as_ref());
    let base: PathBuf = pattern.components().take_while(literal).collect();
    let rest: PathBuf = pattern.components().skip_while(literal).collect();
    let base = if base.as_os_str().is_empty() { PathBuf::from(".") } else { base };
    let base = fs::canonicalize(&base).map_err(|error| refuse(format!("can't read {}: {error}", base.display())))?;
    let glob = GlobBuilder::new(&rest.to_string_lossy()).literal_separator(true).build();
    let glob = glob.map_err(|error| refuse(format!("this is no pattern: {}", error.kind())))?.compile_matcher();
    let matches = |path: &PathBuf| path.strip_prefix(&base).is_ok_and(|path| glob.is_match(path));
    let files: Vec<_> = sources_in(&base)?.into_iter().filter(matches).collect();
    if files.is_empty() { Err(refuse("no Rust file matches".to_owned())) } else { Ok(files) }
}
