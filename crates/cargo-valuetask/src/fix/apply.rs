//! The text of every file with the changes of the active groups.

#![forbid(unsafe_code)]

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;

use cargo_metadata::diagnostic::DiagnosticSpan;

use super::disk::Disk;
use super::edits::{self, Edits};
use super::rounds::Choice;
use super::{Found, manifest, source, whole};
use crate::audit::tree::FileId;
use crate::error::Error;

/// Files as they become.
#[derive(Debug, Default)]
pub(super) struct Changed {
    pub(super) texts: BTreeMap<PathBuf, String>,
    edits: BTreeMap<FileId, Edits>,
}

impl Changed {
    /// Returns where a place of the changed text was before, if it is in one of the workspace's own files.
    pub(super) fn before(&self, span: &DiagnosticSpan, found: &Found<'_>) -> Option<(FileId, Range<usize>)> {
        let path = found.root.join(&span.file_name).canonicalize().ok()?;
        let file = found.resolver.tree.file_at(&path).filter(|file| found.resolver.own_files().contains(file))?;
        let before = |at: u32| self.edits.get(&file).map_or(at as usize, |edits| edits::before(edits, at as usize));
        Some((file, before(span.byte_start)..before(span.byte_end)))
    }
}

/// Makes the changes, without writing them.
pub(super) fn make(found: &Found<'_>, choice: &Choice, disk: &mut Disk) -> Result<Changed, Error> {
    let (plan, tree) = (&found.plan, &found.resolver.tree);
    let stay = plan.stay(&choice.active);
    let mut edits = source::edits(plan, choice, &stay, tree);
    let whole = whole::files(&choice.active, found);
    whole::add(&mut edits, &whole, &stay, found);
    for (file, places) in &choice.places {
        edits.entry(*file).or_default().extend(places.iter().cloned());
    }
    let mut texts = BTreeMap::new();
    for (file, edits) in &edits {
        let read = &tree.files[*file];
        disk.read_earlier(&read.path, &read.text);
        texts.insert(read.path.clone(), edits::apply(edits, &read.text));
    }
    for path in whole::guides(&whole, found) {
        let text = whole::guide(&disk.before(&path)?);
        texts.insert(path, text);
    }
    let changed = choice.active.iter().map(|index| &plan.groups[*index]).filter(|group| !group.is_needless());
    let changed = changed.flat_map(|group| &group.uses).map(|used| used.file);
    let says_it = |edits: &Edits| edits.iter().any(|edit| edit.text.contains("valuetask"));
    let needs = edits.iter().filter(|(_, edits)| says_it(edits)).map(|(file, _)| *file).chain(changed);
    let needs: BTreeSet<_> = needs.flat_map(|file| tree.packages_of(file)).collect();
    if !needs.is_empty() {
        let path = found.root.join("Cargo.toml");
        let text = manifest::changed_workspace(&disk.before(&path)?, &path, &found.requirement)?;
        texts.insert(path, text);
    }
    for index in edits.keys().flat_map(|file| tree.packages_of(*file)).collect::<BTreeSet<_>>() {
        let package = &found.workspace.packages[index];
        let (path, names) = (&package.manifest, package.names_of("async-trait").collect::<Vec<_>>());
        let remove = !choice.keep && !whole::names_crate(index, &names, found, disk, &texts);
        let text = texts.get(path).cloned().map_or_else(|| disk.before(path), Ok)?;
        let requirement = needs.contains(&index).then_some(&found.requirement);
        texts.insert(path.clone(), manifest::changed(&text, path, requirement, remove, &names)?);
    }
    Ok(Changed { texts, edits })
}
