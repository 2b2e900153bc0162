//! The paths of files, as a reader of the current folder has them.

use std::path::{Path, PathBuf};

use crate::tree::{FileId, Tree};

pub(super) struct Paths<'t> {
    tree: &'t Tree,
    here: PathBuf,
}

impl<'t> Paths<'t> {
    pub(super) fn new(tree: &'t Tree) -> Self {
        let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
        Self { tree, here }
    }

    pub(super) fn of(&self, file: FileId) -> String {
        self.shown(&self.tree.files[file].path, None)
    }

    pub(super) fn at(&self, file: FileId, line: usize) -> String {
        self.shown(&self.tree.files[file].path, Some(line))
    }

    pub(super) fn shown(&self, path: &Path, line: Option<usize>) -> String {
        let path = path.strip_prefix(&self.here).unwrap_or(path).display();
        line.map_or_else(|| path.to_string(), |line| format!("{path}:{line}"))
    }
}
