//! The text of every file with the changes of the active groups.

use std::collections::BTreeSet;

use super::choice::Choice;
use super::disk::Disk;
use super::edits::{self, Changes};
use super::found::Found;
use super::manifest::{self, Change, NEW};
use super::{source, whole};
use crate::error::Error;

/// The packages whose attributes are changed.
pub(super) const OLD: [&str; 2] = ["async-trait", "async-recursion"];

/// Makes the changes, without writing them.
pub(super) fn make(found: &Found<'_>, choice: &Choice, disk: &mut Disk) -> Result<Changes, Error> {
    let tree = &found.resolver.tree;
    let mut changes = source::edits(found, choice);
    disk.reset();
    whole::add(&mut changes, choice, found, disk)?;
    changes.extend(choice.places.iter().chain(&choice.removed).cloned());
    for file in changes.iter().map(|(file, _)| *file).collect::<BTreeSet<_>>() {
        let read = &tree.files[file];
        disk.read_earlier(&read.path, &read.text);
        disk.edit(&read.path, |text| Ok(edits::apply(&changes, file, text)))?;
    }
    dependencies(found, choice, disk)?;
    Ok(changes)
}

/// Changes the manifests of packages, and of their workspace.
///
/// A dependency of the workspace goes with the last package that has it from there.
fn dependencies(found: &Found<'_>, choice: &Choice, disk: &mut Disk) -> Result<(), Error> {
    let needs = found.packages_of(&choice.active);
    if needs.is_empty() {
        return Ok(());
    }
    let root = found.root.join("Cargo.toml");
    let in_workspace = manifest::workspace_entry(disk.text(&root)?);
    let mut removed = BTreeSet::new();
    for (index, package) in needs.iter().map(|index| (*index, &found.workspace.packages[*index])) {
        let (path, without_std) = (found.checkout_from(package.folder()), found.is_without_std(index));
        let mut names = Vec::new();
        for old in OLD {
            let is_removed = whole::needs(index, old, found, choice, disk).is_none();
            names.extend(package.names_of(old).map(|name| (name, is_removed)));
        }
        let before = disk.text(&package.manifest)?;
        removed.extend(names.iter().map(|(name, _)| *name).filter(|name| manifest::inherits(before, name)));
        let change = Change { path, without_std, in_workspace, is_added: true, names };
        disk.edit(&package.manifest, |text| change.edited(text, &package.manifest, Change::package))?;
    }
    let mut members = Vec::new();
    for (_, package) in found.workspace.members() {
        members.push(disk.text(&package.manifest)?.to_owned());
    }
    let is_inherited = |name: &str| members.iter().any(|text| manifest::inherits(text, name));
    let names = removed.into_iter().map(|name| (name, !is_inherited(name))).collect();
    let path = found.checkout_from(found.root);
    let change = Change { path, without_std: false, in_workspace: None, is_added: is_inherited(NEW), names };
    disk.edit(&root, |text| change.edited(text, &root, Change::workspace))
}
