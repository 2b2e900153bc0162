//! What a package consists of beside its modules: examples in Markdown, sources that tests compile, and files that its
//! code includes.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

/// How a file is included, up to its path.
const INCLUDES: [&str; 2] = ["include!(\"", "include_str!(\""];

/// All Rust and Markdown files of a package's folder but `own`, and what these include from elsewhere.
pub(super) fn texts(folder: &Path, own: &BTreeMap<&Path, &String>) -> BTreeMap<PathBuf, String> {
    let first = folder.to_owned();
    let is_package = move |entry: &DirEntry| {
        let path = entry.path();
        let other = path != first && path.is_dir() && path.join("Cargo.toml").is_file();
        !other && !path.ends_with("target")
    };
    let walk = WalkBuilder::new(folder).standard_filters(false).filter_entry(is_package).build();
    let found = walk.filter_map(Result::ok).map(DirEntry::into_path);
    let found = found.filter(|path| path.extension().is_some_and(|end| end == "rs" || end == "md"));
    let included = own.iter().flat_map(|(path, text)| INCLUDES.iter().flat_map(|start| included(path, text, start)));
    let mut texts = BTreeMap::new();
    for path in found.chain(included).filter_map(|path| path.canonicalize().ok()) {
        if !own.contains_key(path.as_path())
            && let Ok(bytes) = fs::read(&path)
        {
            texts.insert(path, String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    texts
}

/// The files that a text includes by code that begins so.
pub(super) fn included(path: &Path, text: &str, start: &str) -> Vec<PathBuf> {
    let rests = text.match_indices(start).map(|(at, start)| &text[at + start.len()..]);
    let names = rests.filter_map(|rest| rest.split_once('"')).map(|(name, _)| name);
    names.map(|name| path.parent().unwrap_or(path).join(name)).collect()
}
