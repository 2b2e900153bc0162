//! The text of every file with the changes of the active groups.

#![forbid(unsafe_code)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::disk::Disk;
use super::edits::{self, Edits};
use super::rounds::Choice;
use super::tokens::is_letter;
use super::{Found, manifest, others, source, whole};
use crate::audit::tree::FileId;
use crate::error::Error;

/// Files as they become.
#[derive(Debug, Default)]
pub(super) struct Changed {
    pub(super) texts: BTreeMap<PathBuf, String>,
    pub(super) edits: BTreeMap<FileId, Edits>,
}

/// Makes the changes, without writing them.
pub(super) fn make(found: &Found<'_>, choice: &Choice, disk: &mut Disk) -> Result<Changed, Error> {
    let (plan, tree) = (&found.plan, &found.resolver.tree);
    let stay = plan.stay(&choice.active);
    let mut edits = source::edits(plan, choice, &stay, tree);
    let whole = whole::files(&choice.active, found);
    whole::add(&mut edits, &whole, &stay, found);
    for (file, places) in &choice.remedies.places {
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
        let remove = !choice.keep && !names_crate(index, &names, found, disk, &texts);
        let text = texts.get(path).cloned().map_or_else(|| disk.before(path), Ok)?;
        let requirement = needs.contains(&index).then_some(&found.requirement);
        texts.insert(path.clone(), manifest::changed(&text, path, requirement, remove, &names)?);
    }
    Ok(Changed { texts, edits })
}

/// Returns `true` if a file of a package, as it becomes, names async-trait by one of these names.
fn names_crate(
    package: usize,
    krates: &[&str],
    found: &Found<'_>,
    disk: &mut Disk,
    texts: &BTreeMap<PathBuf, String>,
) -> bool {
    let tree = &found.resolver.tree;
    let own = found.resolver.own_files().filter(|file| tree.packages_of(*file).any(|at| at == package));
    let files = others::files(found.workspace.packages[package].folder(), own.map(|file| &tree.files[file]));
    files.iter().any(|path| {
        let text = texts.get(path).cloned().or_else(|| disk.before(path).ok());
        text.is_some_and(|text| krates.iter().any(|krate| names(&text, krate)))
    })
}

/// Returns `true` if a text names a crate, in code or in an example.
fn names(text: &str, krate: &str) -> bool {
    text.match_indices(krate).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + krate.len()..]);
        let is_word = !before.ends_with(is_letter) && !after.starts_with(is_letter);
        let in_another = before.strip_suffix("::").is_some_and(|path| path.ends_with(is_letter));
        let is_brought = ["extern crate ", "use ", "use ::"].iter().any(|start| before.ends_with(start));
        is_word && (is_brought || after.starts_with("::") && !in_another)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_is_named_at_the_root_of_a_path() {
        for text in [
            "#[async_trait::async_trait]",
            "use ::async_trait::async_trait;",
            "extern crate async_trait;",
            "pub use async_trait;",
            "use async_trait as at;",
        ] {
            assert!(names(text, "async_trait"), "{text}");
        }
        for text in
            ["#[async_trait]", "use valuetask::async_trait;", "#[crate::async_trait::async_trait]", "my_async_trait::x"]
        {
            assert!(!names(text, "async_trait"), "{text}");
        }
    }
}
