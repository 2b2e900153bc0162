//! What a run is about.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

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
    pub(super) path: Option<PathBuf>,
}

impl Found<'_> {
    /// Returns `true` if the command's paths name this file.
    pub(super) fn is_asked_for(&self, file: FileId) -> bool {
        self.workspace.selection.holds(&self.resolver.tree.files[file].path)
    }

    /// Returns the packages of groups.
    pub(super) fn packages_of(&self, groups: &BTreeSet<usize>) -> BTreeSet<usize> {
        let uses = groups.iter().flat_map(|index| &self.plan.groups[*index].uses);
        uses.flat_map(|used| self.resolver.tree.packages_of(used.file)).collect()
    }

    /// Returns the checkout as a manifest in this folder names it: relatively, if the command did.
    pub(super) fn checkout_from(&self, folder: &Path) -> Option<String> {
        let (given, path) = (self.args.path.as_ref()?, self.path.as_ref()?);
        let relative = pathdiff::diff_paths(path, folder).filter(|_| given.is_relative());
        Some(relative.as_ref().unwrap_or(path).display().to_string().replace('\\', "/"))
    }

    /// Returns `true` if the library of a package is for code without std, under some configuration at least.
    pub(super) fn is_without_std(&self, package: usize) -> bool {
        let root = self.workspace.packages[package].lib().and_then(|lib| lib.src_path.canonicalize().ok());
        let file = root.and_then(|root| self.resolver.tree.file_at(&root));
        let says_it = |line: &str| line.trim_start().starts_with("#![") && line.contains("no_std");
        file.is_some_and(|file| self.resolver.tree.files[file].text.lines().any(says_it))
    }

    /// Returns where a place of the changed text was before, if it is in one of the workspace's own files.
    pub(super) fn before(&self, span: &DiagnosticSpan, changes: &Changes) -> Option<(FileId, Range<usize>)> {
        let path = self.root.join(&span.file_name).canonicalize().ok()?;
        let file = self.resolver.tree.file_at(&path).filter(|file| self.resolver.own_files().contains(file))?;
        let before = |at: u32| edits::before(changes, file, at as usize);
        Some((file, before(span.byte_start)..before(span.byte_end)))
    }
}
