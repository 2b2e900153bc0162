//! The files of a package beside its modules: Markdown, sources that tests compile, and files that its code includes.

#![forbid(unsafe_code)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::audit::tree::File;

/// Returns a package's modules, the files that they include, and Rust and Markdown beside them.
pub(super) fn files<'f>(folder: &Path, modules: impl Iterator<Item = &'f File>) -> BTreeSet<PathBuf> {
    let first = folder.to_owned();
    let is_package = move |entry: &DirEntry| {
        let path = entry.path();
        let other = path != first && path.is_dir() && path.join("Cargo.toml").is_file();
        !other && !path.ends_with("target")
    };
    let walk = WalkDir::new(folder).into_iter().filter_entry(is_package);
    let found = walk.filter_map(Result::ok).map(DirEntry::into_path);
    let found = found.filter(|path| path.extension().is_some_and(|end| end == "rs" || end == "md"));
    let of_modules = modules.flat_map(|file| {
        let starts = ["include!(\"", "include_str!(\""].into_iter();
        starts.flat_map(|start| included(file, start)).chain([file.path.clone()])
    });
    found.chain(of_modules).filter_map(|path| path.canonicalize().ok()).collect()
}

/// Returns the files that a module includes by code that begins with `start`.
pub(super) fn included(file: &File, start: &str) -> Vec<PathBuf> {
    let rests = file.text.match_indices(start).map(|(at, start)| &file.text[at + start.len()..]);
    let names = rests.filter_map(|rest| rest.split_once('"')).map(|(name, _)| name);
    names.map(|name| file.path.with_file_name(name)).collect()
}
