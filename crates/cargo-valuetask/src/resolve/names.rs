//! Looks names up as the compiler does, as far as that takes no expansion of macros.

mod crates;
mod hit;
mod paths;

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;
use std::rc::Rc;

use hit::{Known, Space, Target};

use super::meaning::{Attribute, Declared, Meaning, Via};
use crate::scope::{AttributeUse, Item, Words};
use crate::source::Unread;
use crate::tree::{FileId, ModuleId, Tree};
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

    /// The items of a file.
    pub(crate) fn items(&self, file: FileId) -> Vec<Rc<Item>> {
        self.tree.files[file].scope.items.clone()
    }

    /// What an attribute at a place of a file means.
    pub(crate) fn attribute(&mut self, file: FileId, place: &AttributeUse) -> Attribute {
        let modules: Vec<_> = self.tree.modules_of(file, place.node).collect();
        let (mut meanings, mut via) = (Vec::new(), Vec::new());
        for module in modules {
            for hit in self.look_up(module, &place.path, Space::Macros) {
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
        Attribute { file, place: place.clone(), meanings, via }
    }

    /// The types and traits that a path leads to from a node of a file.
    pub(crate) fn types(&mut self, file: FileId, node: usize, path: &Words) -> Vec<Declared> {
        let modules: Vec<_> = self.tree.modules_of(file, node).collect();
        let hits: Vec<_> = modules.into_iter().flat_map(|module| self.look_up(module, path, Space::Types)).collect();
        let found = hits.into_iter().filter_map(|hit| match hit.target {
            Target::Type(module, name) => Some((self.tree.modules[module].file, self.tree.modules[module].node, name)),
            Target::Module(_) | Target::Outside { .. } => None,
        });
        found.collect()
    }
}
