//! The text of every file with the changes of the active groups.

use std::collections::BTreeSet;

use super::disk::Disk;
use super::edits::{self, Changes};
use super::found::Found;
use super::manifest::{self, Change, Std};
use super::rounds::Choice;
use super::{source, whole};
use crate::error::Error;

/// The packages whose attributes are changed.
pub(super) const OLD: [&str; 2] = ["async-trait", "async-recursion"];

/// Makes the changes, without writing them.
pub(super) fn make(found: &Found<'_>, choice: &Choice, disk: &mut Disk) -> Result<Changes, Error> {
    let tree = &found.resolver.tree;
    let mut changes = source::edits(found, choice);
    let whole = whole::files(&choice.active, found);
    whole::add(&mut changes, &whole, found);
    for (file, places) in choice.places.iter().chain(&choice.removed) {
        changes.entry(*file).or_default().extend(places.iter().cloned());
    }
    disk.reset();
    for (file, edits) in &changes {
        let read = &tree.files[*file];
        disk.read_earlier(&read.path, &read.text);
        disk.edit(&read.path, |text| Ok(edits::apply(edits, text)))?;
    }
    whole::change_guides(&whole, found, disk)?;
    let changed: BTreeSet<_> = changes.keys().flat_map(|file| tree.packages_of(*file)).collect();
    dependencies(&changed, found, choice, disk)?;
    Ok(changes)
}

/// Changes the manifests of packages, and of their workspace.
fn dependencies(changed: &BTreeSet<usize>, found: &Found<'_>, choice: &Choice, disk: &mut Disk) -> Result<(), Error> {
    let needs = found.packages_of(&choice.active);
    let package = |index: usize| &found.workspace.packages[index];
    let is_without_std = needs.iter().any(|index| found.is_without_std(*index));
    if !needs.is_empty() {
        let (path, checkout) = (found.root.join("Cargo.toml"), found.checkout_from(found.root));
        let names = OLD.iter().flat_map(|old| needs.iter().flat_map(|index| package(*index).names_of(old))).collect();
        let std = if is_without_std { Std::Without } else { Std::Default };
        let change = Change { path: checkout, std, add: true, remove: false, names };
        disk.edit(&path, |text| manifest::edited(text, &path, |manifest| change.workspace(manifest)))?;
    }
    for index in changed {
        let (path, checkout) = (&package(*index).manifest, found.checkout_from(package(*index).folder()));
        let std = match found.is_without_std(*index) {
            true => Std::Without,
            false if is_without_std => Std::Again,
            false => Std::Default,
        };
        // A package that has neither gets valuetask once.
        let is_listed = |old: &&str| package(*index).names_of(old).next().is_some();
        let listed: Vec<_> = OLD.into_iter().filter(is_listed).collect();
        for old in if listed.is_empty() { vec![OLD[0]] } else { listed } {
            let remove = whole::needs(*index, old, found, choice, disk).is_none();
            let names = package(*index).names_of(old).collect();
            let change = Change { path: checkout.clone(), std, add: needs.contains(index), remove, names };
            disk.edit(path, |text| manifest::edited(text, path, |manifest| change.package(manifest)))?;
        }
    }
    Ok(())
}
