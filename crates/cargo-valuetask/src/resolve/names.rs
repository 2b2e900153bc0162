//! Looks names up as the compiler does, as far as that takes no expansion of macros.

mod crates;
mod hit;
mod paths;

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

use hit::{Known, Space, Target};

use super::meaning::{Attribute, Meaning, Needless, Via};
use crate::scope::AttributeUse;
use crate::tree::{FileId, ModuleId, Tree, Unread};
use crate::workspace::{Package, Workspace, sources_in};

/// Looks names up in the modules of a workspace.
#[derive(Default)]
pub(crate) struct Resolver<'w> {
    pub(crate) tree: Tree,
    packages: &'w [Package],
    /// How many files of the tree are the members' own.
    own_files: usize,
    /// What each module declares or imports under a name.
    known: HashMap<Key, Known>,
    round: usize,
    /// The names that were looked up in this round.
    looked_up: Vec<Key>,
    /// One of them was found to be more than in the rounds before.
    grown: bool,
}

/// A name in a module.
type Key = (ModuleId, String, Space);

impl<'w> Resolver<'w> {
    /// A resolver over the members of `workspace`, and over the files that were asked for and that none of their
    /// modules is made of.
    pub(crate) fn new(workspace: &'w Workspace) -> Self {
        let mut resolver = Self { packages: &workspace.packages, ..Self::default() };
        for (index, package) in workspace.members() {
            for target in &package.targets {
                resolver.tree.add_crate(index, target);
            }
        }
        resolver.tree.complete_from(0);
        resolver.add_strays(workspace);
        resolver.own_files = resolver.tree.files.len();
        resolver
    }

    fn add_strays(&mut self, workspace: &Workspace) {
        let mut files: Vec<_> = workspace.selection.files.iter().cloned().collect();
        for (_, package) in workspace.members().filter(|(_, package)| workspace.selection.holds(&package.manifest)) {
            let folder = package.folder().join("src");
            match sources_in(&folder) {
                Ok(found) => files.extend(found),
                // A package may have none.
                Err(error) if folder.exists() => {
                    self.tree.unread.push(Unread { path: folder, line: None, why: error.to_string() });
                }
                Err(_) => {}
            }
        }
        for file in files {
            let owner = workspace.members().filter(|(_, package)| file.starts_with(package.folder()));
            let owner = owner.max_by_key(|(_, package)| package.folder().as_os_str().len());
            self.tree.add_stray(&file, owner.map(|(index, _)| index));
        }
    }

    /// The files of the members, and those that were named.
    pub(crate) fn own_files(&self) -> Range<FileId> {
        0..self.own_files
    }

    /// Whether a file is of a package that was asked for, and lies elsewhere, where nothing was asked for.
    pub(crate) fn is_astray(&self, file: FileId, workspace: &Workspace) -> bool {
        let asked_for = |path: &Path| workspace.selection.holds(path);
        let is_of = self.tree.packages_of(file).any(|package| asked_for(&self.packages[package].manifest));
        is_of && !asked_for(&self.tree.files[file].path)
    }

    /// All attributes on what is async in the files that were read for themselves.
    pub(crate) fn attributes(&mut self) -> Vec<Attribute> {
        self.own_files().flat_map(|file| self.attributes_of(file)).collect()
    }

    /// Those of one file.
    pub(crate) fn attributes_of(&mut self, file: FileId) -> Vec<Attribute> {
        self.all_of(file, false)
    }

    fn all_of(&mut self, file: FileId, without_async: bool) -> Vec<Attribute> {
        let places = self.tree.files[file].scope.attributes.iter();
        let places: Vec<_> = places.filter(|place| place.without_async == without_async).cloned().collect();
        places.into_iter().map(|place| self.attribute(file, place)).collect()
    }

    /// Those of async-trait, in the files that were read for themselves, that have nothing async to change.
    pub(crate) fn needless(&mut self) -> Vec<Needless> {
        let all: Vec<_> = self.own_files().flat_map(|file| self.all_of(file, true)).collect();
        let is_it = |attribute: &&Attribute| attribute.meaning() == Some(&Meaning::AsyncTrait);
        let needless = |(number, attribute): (usize, &Attribute)| {
            let is_beside =
                |other: &&Attribute| (other.file, &other.place.item) == (attribute.file, &attribute.place.item);
            // What stands before it on an item runs first.
            let mut before = all[..number].iter().rev().take_while(is_beside).filter(|other| !is_it(other));
            let doubt = match (before.next(), &attribute.place.within) {
                _ if !is_it(&attribute) => Some("what its name means depends on the configuration".to_owned()),
                (Some(Attribute { place, .. }), _) => {
                    Some(format!("`#[{}]` before it may make async methods", place.path.join("::")))
                }
                (None, around) => {
                    around.as_ref().map(|around| format!("`#[{around}]` around it may make async methods"))
                }
            };
            Needless { attribute: attribute.clone(), doubt }
        };
        let found = all.iter().enumerate().filter(|(_, attribute)| attribute.meanings.contains(&Meaning::AsyncTrait));
        found.map(needless).collect()
    }

    /// What an attribute at a place of a file means.
    pub(crate) fn attribute(&mut self, file: FileId, place: AttributeUse) -> Attribute {
        let modules: Vec<_> = self.tree.modules_of(file, place.node).collect();
        let (mut meanings, mut via) = (Vec::new(), Vec::new());
        for module in modules {
            for hit in self.look_up(module, &place.path, place.global, Space::Macros) {
                meanings.push(hit.meaning());
                via.extend(hit.via.map(|(module, number)| Via {
                    file: self.tree.modules[module].file,
                    import: self.tree.node(module).imports[number].clone(),
                }));
            }
        }
        meanings.sort();
        meanings.dedup();
        if meanings.is_empty() {
            meanings.push(Meaning::Unknown);
        }
        Attribute { file, place, meanings, via }
    }

    /// The types and traits that a path leads to from a node of a file, by the modules that declare them.
    pub(crate) fn types(
        &mut self,
        file: FileId,
        node: usize,
        path: &[String],
        global: bool,
    ) -> Vec<(ModuleId, String)> {
        let modules: Vec<_> = self.tree.modules_of(file, node).collect();
        let hits = modules.into_iter().flat_map(|module| self.look_up(module, path, global, Space::Types));
        let found = hits.filter_map(|hit| match hit.target {
            Target::Type(module, name) => Some((module, name)),
            Target::Module(_) | Target::Outside { .. } => None,
        });
        found.collect()
    }
}
