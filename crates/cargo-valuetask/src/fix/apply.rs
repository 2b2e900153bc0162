//! The text of every file with the changes of the active groups.

#![forbid(unsafe_code)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::disk::Disk;
use super::edits::Edits;
use super::hot::Hot;
use super::manifest::{self, Requirement};
use super::plan::Plan;
use super::remedy::Remedies;
use super::{others, source, whole};
use crate::audit::resolve::Resolver;
use crate::audit::tree::FileId;
use crate::audit::workspace::{Package, Workspace};
use crate::error::Error;

/// Everything that decides what is changed.
pub(super) struct Change<'a> {
    pub(super) plan: &'a Plan,
    pub(super) resolver: &'a Resolver<'a>,
    pub(super) workspace: &'a Workspace,
    pub(super) requirement: &'a Requirement,
    pub(super) hot: Hot,
    pub(super) remedies: Remedies,
    /// The groups that are changed.
    pub(super) active: BTreeSet<usize>,
    /// `true` if async-trait stays a dependency.
    pub(super) keep: bool,
}

/// Files as they become.
#[derive(Debug, Default)]
pub(super) struct Changed {
    pub(super) texts: BTreeMap<PathBuf, String>,
    pub(super) edits: BTreeMap<FileId, Edits>,
}

impl Change<'_> {
    /// Makes the changes, without writing them.
    pub(super) fn make(&self, disk: &mut Disk) -> Result<Changed, Error> {
        let tree = &self.resolver.tree;
        let stay = self.plan.stay(&self.active);
        let mut edits = source::edits(self.plan, &self.active, &stay, &self.remedies.exact, &self.hot, tree);
        let whole = whole::packages(self.plan, &self.active, self.resolver);
        whole::add(&mut edits, &whole, &stay, self.resolver, self.workspace);
        self.remedies.places.iter().for_each(|(file, places)| edits.entry(*file).or_default().add_all(places));
        let mut texts = BTreeMap::new();
        let changed = self.active.iter().map(|index| &self.plan.groups[*index]).filter(|group| !group.is_needless());
        let changed: BTreeSet<_> = changed.flat_map(|group| &group.uses).map(|used| used.file).collect();
        // The packages of these files, and whether they need valuetask.
        let mut packages = BTreeMap::<usize, bool>::new();
        for (file, edits) in &edits {
            let read = &tree.files[*file];
            disk.read_earlier(&read.path, &read.text);
            let text = edits.apply(&read.text);
            let needs = changed.contains(file) || edits.bring("valuetask");
            tree.packages_of(*file).for_each(|package| *packages.entry(package).or_default() |= needs);
            texts.insert(read.path.clone(), text);
        }
        for path in whole::guides(&whole, self.resolver, self.workspace) {
            let text = whole::guide(&disk.before(&path)?);
            texts.insert(path, text);
        }
        for (index, needs) in packages {
            let package = &self.workspace.packages[index];
            let remove = !self.keep && !self.names_crate(index, package, disk, &texts);
            let names: Vec<_> = package.names_of("async-trait").collect();
            let requirement = needs.then_some(self.requirement);
            let change = |text: &str| manifest::changed(text, &package.manifest, requirement, remove, &names);
            rewrite(&package.manifest, disk, &mut texts, change)?;
            for root in self.workspace.roots.iter().filter(|_| needs) {
                let place = root.join("Cargo.toml");
                let change = |text: &str| manifest::changed_workspace(text, &place, self.requirement);
                rewrite(&place, disk, &mut texts, change)?;
            }
        }
        Ok(Changed { texts, edits })
    }

    /// Returns `true` if a file of a package, as it becomes, names async-trait.
    fn names_crate(&self, index: usize, package: &Package, disk: &Disk, texts: &BTreeMap<PathBuf, String>) -> bool {
        let tree = &self.resolver.tree;
        let own = self.resolver.own_files().filter(|file| tree.packages_of(*file).any(|at| at == index));
        let files = others::files(package.folder(), own.map(|file| &tree.files[file]));
        let texts = files.iter().filter_map(|path| texts.get(path).cloned().or_else(|| disk.text_before(path)));
        texts.into_iter().any(|text| package.names_of("async-trait").any(|name| names(&text, name)))
    }
}

/// Changes a text that may be changed already.
fn rewrite(
    path: &Path,
    disk: &mut Disk,
    texts: &mut BTreeMap<PathBuf, String>,
    change: impl FnOnce(&str) -> Result<String, Error>,
) -> Result<(), Error> {
    let text = texts.get(path).cloned().map_or_else(|| disk.before(path), Ok)?;
    texts.insert(path.to_owned(), change(&text)?);
    Ok(())
}

/// Returns `true` if a text names a crate, in code or in an example.
fn names(text: &str, krate: &str) -> bool {
    text.match_indices(krate).any(|(at, word)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
        let whole = !before.ends_with(is_letter) && !after.starts_with(is_letter);
        let in_another = before.trim_end().strip_suffix("::").is_some_and(|path| path.trim_end().ends_with(is_letter));
        let is_root = after.trim_start().starts_with("::") && !in_another;
        let said = before.trim_end();
        let brought = said.ends_with("extern crate") || said.ends_with("use") || said.ends_with("use ::");
        whole && (is_root || brought)
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
            "use async_trait :: async_trait;",
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
