//! What a run is about.

use std::ops::Range;
use std::path::Path;

use cargo_metadata::diagnostic::DiagnosticSpan;

use super::args::Args;
use super::edits::{self, Changes};
use super::plan::Plan;
use crate::resolve::Resolver;
use crate::tree::FileId;
use crate::workspace::Workspace;

/// A workspace, and the plan for it. It stays as it is found.
pub(super) struct Found<'a> {
    pub(super) args: &'a Args,
    pub(super) root: &'a Path,
    pub(super) workspace: &'a Workspace,
    pub(super) resolver: Resolver<'a>,
    pub(super) plan: Plan,
    /// The checkout of valuetask that is depended on by its path.
    pub(super) path: Option<String>,
}

impl Found<'_> {
    /// Returns `true` if the command's paths name this file.
    pub(super) fn is_asked_for(&self, file: FileId) -> bool {
        self.workspace.selection.holds(&self.resolver.tree.files[file].path)
    }

    /// Returns where a place of the changed text was before, if it is in one of the workspace's own files.
    pub(super) fn before(&self, span: &DiagnosticSpan, changes: &Changes) -> Option<(FileId, Range<usize>)> {
        let path = self.root.join(&span.file_name).canonicalize().ok()?;
        let file = self.resolver.tree.file_at(&path).filter(|file| self.resolver.own_files().contains(file))?;
        let before = |at: u32| changes.get(&file).map_or(at as usize, |edits| edits::before(edits, at as usize));
        Some((file, before(span.byte_start)..before(span.byte_end)))
    }
}
