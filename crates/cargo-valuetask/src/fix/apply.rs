//! The text of every file with the changes of the active groups.

use std::collections::BTreeSet;

use super::choice::Choice;
use super::disk::Disk;
use super::edits::{self, Changes};
use super::found::Found;
use super::manifest::Change;
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
fn dependencies(found: &Found<'_>, choice: &Choice, disk: &mut Disk) -> Result<(), Error> {
    let needs = found.packages_of(&choice.active);
    let (mut inherited, root) = (Vec::new(), found.root.join("Cargo.toml"));
    for (index, package) in needs.iter().map(|index| (*index, &found.workspace.packages[*index])) {
        let (path, without_std) = (found.checkout_from(package.folder()), found.is_without_std(index));
        let mut names = Vec::new();
        for old in OLD {
            let is_removed = whole::needs(index, old, found, choice, disk).is_none();
            names.extend(package.names_of(old).map(|name| (name, is_removed)));
        }
        inherited.extend(names.iter().map(|(name, _)| (*name, false)).filter(|_| !without_std));
        let change = Change { path, without_std, names };
        disk.edit(&package.manifest, |text| change.edited(text, &package.manifest, Change::package))?;
    }
    let change = Change { path: found.checkout_from(found.root), without_std: false, names: inherited };
    if needs.is_empty() { Ok(()) } else { disk.edit(&root, |text| change.edited(text, &root, Change::workspace)) }
}
