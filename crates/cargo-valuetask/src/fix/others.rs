//! The files of a package beside its modules: Markdown, sources that tests compile, and files that its code includes.

#![forbid(unsafe_code)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

use crate::audit::tree::File;

/// Returns a package's modules, the files that they include, and Rust and Markdown beside them.
pub(super) fn files<'f>(folder: &Path, modules: impl Iterator<Item = &'f File>) -> BTreeSet<PathBuf> {
    let first = folder.to_owned();
    let is_package = move |entry: &DirEntry| {
        let path = entry.path();
        (path == first || !path.join("Cargo.toml").is_file()) && !path.ends_with("target")
    };
    let walk = WalkBuilder::new(folder).standard_filters(false).filter_entry(is_package).build();
    let found = walk.filter_map(Result::ok).map(DirEntry::into_path);
    let found = found.filter(|path| path.extension().is_some_and(|end| end == "rs" || end == "md"));
    let of_modules = modules.flat_map(|file| included(file).chain([file.path.clone()]));
    found.chain(of_modules).filter_map(|path| path.canonicalize().ok()).collect()
}

/// Returns the files that a module includes.
pub(super) fn included(file: &File) -> impl Iterator<Item = PathBuf> {
    let rests = ["include!(\"", "include_str!(\""].into_iter().flat_map(|start| file.text.split(start).skip(1));
    rests.filter_map(|rest| rest.split_once('"')).map(|(name, _)| file.path.with_file_name(name))
}
