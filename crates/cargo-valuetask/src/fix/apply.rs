//! The text of every file, for the groups that are changed.

#![forbid(unsafe_code)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::disk::Disk;
use super::edits::Edits;
use super::hot::Hot;
use super::manifest::{self, Requirement};
use super::plan::{Plan, packages_of};
use super::{source, whole};
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
    pub(super) hot: &'a Hot,
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
        let mut edits = source::edits(self.plan, &self.active, self.hot, tree);
        let whole = whole::packages(self.plan, &self.active, self.resolver);
        whole::add(&mut edits, &whole, self.resolver, self.workspace);
        let mut texts = BTreeMap::new();
        let mut packages = BTreeSet::new();
        for (file, edits) in &edits {
            let read = &tree.files[*file];
            texts.insert(read.path.clone(), edits.apply(&read.text));
            packages.extend(packages_of(tree, *file));
        }
        for package in packages {
            let package_texts = || {
                let own = self.resolver.own_files().filter(|file| packages_of(tree, *file).contains(&package));
                own.map(|file| texts.get(&tree.files[file].path).unwrap_or(&tree.files[file].text))
            };
            let remove = !self.keep && !package_texts().any(|text| names_crate(text));
            let place = &self.workspace.packages[package].manifest;
            let text = texts.get(place).cloned().map_or_else(|| disk.before(place), Ok)?;
            let root = self
                .workspace
                .roots
                .iter()
                .filter(|root| place.starts_with(root))
                .max_by_key(|root| root.as_os_str().len());
            texts.insert(place.clone(), manifest::changed(&text, place, self.requirement, remove)?);
            if let Some(root) = root {
                self.of_workspace(&root.join("Cargo.toml"), disk, &mut texts)?;
            }
        }
        for path in texts.keys() {
            disk.before(path)?;
        }
        Ok(Changed { texts, edits })
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

/// Whether a text names the crate async-trait, in code or in an example.
fn names_crate(text: &str) -> bool {
    text.match_indices("async_trait").any(|(at, word)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        let first = !before.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_');
        let path = before.strip_suffix("::");
        let in_another =
            path.is_some_and(|path| path.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_'));
        let is_root = after.starts_with("::") && !in_another;
        let brought = before.ends_with("extern crate ") || (before.ends_with("use ") && !after.starts_with("::"));
        first && (is_root || brought)
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
        ] {
            assert!(names_crate(text), "{text}");
        }
        for text in
            ["#[async_trait]", "use valuetask::async_trait;", "#[crate::async_trait::async_trait]", "my_async_trait::x"]
        {
            assert!(!names_crate(text), "{text}");
        }
    }
}
