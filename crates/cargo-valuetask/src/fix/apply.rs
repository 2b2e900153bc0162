//! The text of every file with the changes of the active groups.

use std::collections::BTreeSet;

use super::choice::Choice;
use super::disk::Disk;
use super::edits::{self, Changes};
use super::found::Found;
use super::manifest::{self, Change, Std};
use super::{source, whole};
use crate::error::Error;

/// The packages whose attributes are changed.
pub(super) const OLD: [&str; 2] = ["async-trait", "async-recursion"];

/// Makes the changes, without writing them.
pub(super) fn make(found: &Found<'_>, choice: &Choice, disk: &mut Disk) -> Result<Changes, Error> {
    let (plan, tree) = (&found.plan, &found.resolver.tree);
    let stay = plan.stay(&choice.active);
    let mut changes = source::edits(plan, choice, &stay, tree);
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
    let changed = choice.active.iter().flat_map(|index| &plan.groups[*index].uses).map(|used| used.file);
    let needs: BTreeSet<_> = changed.flat_map(|file| tree.packages_of(file)).collect();
    let is_without_std = |index: &usize| found.is_without_std(*index);
    let std = if needs.iter().any(is_without_std) { Std::Without } else { Std::Default };
    if !needs.is_empty() {
        let path = found.root.join("Cargo.toml");
        for old in OLD {
            let checkout = found.checkout_from(found.root);
            let change = Change { path: checkout, std, old, add: true, remove: false, names: Vec::new() };
            disk.edit(&path, |text| manifest::edited(text, &path, |manifest| change.workspace(manifest)))?;
        }
    }
    for index in changes.keys().flat_map(|file| tree.packages_of(*file)).collect::<BTreeSet<_>>() {
        let package = &found.workspace.packages[index];
        let std = match std {
            Std::Without if !is_without_std(&index) => Std::Again,
            std => std,
        };
        // A package that has neither gets valuetask once.
        let listed = OLD.into_iter().filter(|old| package.names_of(old).next().is_some());
        let listed: Vec<_> = listed.collect();
        for old in if listed.is_empty() { vec![OLD[0]] } else { listed } {
            let (path, names) = (&package.manifest, package.names_of(old).collect::<Vec<_>>());
            let add = needs.contains(&index);
            let remove = !choice.keep && whole::names_crate(index, &names, found, disk).is_none();
            if add || remove {
                let change = Change { path: found.checkout_from(package.folder()), std, old, add, remove, names };
                disk.edit(path, |text| manifest::edited(text, path, |manifest| change.package(manifest)))?;
            }
        }
    }
    Ok(changes)
}
