//! The text of every file, for the groups that are changed.

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
use crate::audit::workspace::Workspace;
use crate::error::Error;

/// What is to be changed, by everything that decides it.
pub(super) struct Change<'a> {
    pub(super) plan: &'a Plan,
    pub(super) resolver: &'a Resolver<'a>,
    pub(super) workspace: &'a Workspace,
    pub(super) requirement: &'a Requirement,
    pub(super) hot: Hot,
    pub(super) remedies: Remedies,
    /// The groups that are changed.
    pub(super) active: BTreeSet<usize>,
    /// Async-trait stays a dependency.
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
        let mut edits = source::edits(self.plan, &self.active, &self.remedies.exact, &self.hot, tree);
        let whole = whole::packages(self.plan, &self.active, self.resolver);
        let stay = self.plan.stay(&self.active);
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
            let text = disk.before(&path)?;
            let new = whole::guide(&text);
            if new != text {
                texts.insert(path, new);
            }
        }
        for (package, needs) in packages {
            let remove = !self.keep && !self.names_crate(package, &texts);
            let place = &self.workspace.packages[package].manifest;
            let text = texts.get(place).cloned().map_or_else(|| disk.before(place), Ok)?;
            let root = self
                .workspace
                .roots
                .iter()
                .filter(|root| place.starts_with(root))
                .max_by_key(|root| root.as_os_str().len());
            let names: Vec<_> = self.workspace.packages[package].names_of("async-trait").collect();
            let requirement = needs.then_some(self.requirement);
            texts.insert(place.clone(), manifest::changed(&text, place, requirement, remove, &names)?);
            if let Some(root) = root.filter(|_| needs) {
                self.of_workspace(&root.join("Cargo.toml"), disk, &mut texts)?;
            }
        }
        for path in texts.keys() {
            disk.before(path)?;
        }
        Ok(Changed { texts, edits })
    }

    /// Whether something of a package, as it becomes, names async-trait.
    fn names_crate(&self, package: usize, texts: &BTreeMap<PathBuf, String>) -> bool {
        let tree = &self.resolver.tree;
        let package_at = &self.workspace.packages[package];
        let own = self.resolver.own_files().filter(|file| tree.packages_of(*file).any(|at| at == package));
        let own: BTreeMap<_, _> = own.map(|file| (tree.files[file].path.as_path(), &tree.files[file].text)).collect();
        let new = |path: &Path, text: &str| texts.get(path).map_or_else(|| text.to_owned(), Clone::clone);
        let others = others::texts(package_at.folder(), &own).into_iter();
        let mut all =
            own.iter().map(|(path, text)| new(path, text)).chain(others.map(|(path, text)| new(&path, &text)));
        all.any(|text| package_at.names_of("async-trait").any(|name| names(&text, name)))
    }

    fn of_workspace(&self, place: &Path, disk: &mut Disk, texts: &mut BTreeMap<PathBuf, String>) -> Result<(), Error> {
        let text = texts.get(place).cloned().map_or_else(|| disk.before(place), Ok)?;
        let new = manifest::changed_workspace(&text, place, self.requirement)?;
        if new != text {
            texts.insert(place.to_owned(), new);
        }
        Ok(())
    }
}

/// Whether a text names a crate, in code or in an example.
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
