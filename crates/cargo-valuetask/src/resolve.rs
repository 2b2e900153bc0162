//! What each attribute means: the macro that its path leads to, through `use`, renames, re-exports, `extern crate` and
//! the names of dependencies.
//!
//! # What others may rely on
//!
//! [`Resolver::attribute`] returns what an attribute of a file means. An [`Attribute`] has
//!
//! - [`Meaning`]s: one, or several where that depends on the configuration. `Unknown` is said, never guessed from a
//!   name;
//! - the places of the attribute and of its path in `AttributeUse`, as byte ranges of the file's text;
//! - the last `use` or `extern crate` item that was gone through, as `Import` with the byte ranges of the item and of the
//!   name's own part in it. There are several where that depends on the configuration.
//!
//! Ranges are of the file as it is on the disk ([`File::text`]), and stay true until something writes to it. Nothing
//! here writes.
//!
//! [`File::text`]: crate::tree::File::text

mod crates;
mod hit;
mod meaning;
mod paths;

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use hit::{Hit, Space, Target};
pub(crate) use meaning::{Attribute, Declared, Meaning, Via};

use crate::scope::{AttributeUse, Import, Words};
use crate::tree::{Crate, FileId, ModuleId, Tree};
use crate::workspace::{Package, Workspace, is_test};

/// Looks names up in the modules of a workspace.
#[derive(Default)]
pub(crate) struct Resolver<'w> {
    pub(crate) tree: Tree,
    packages: &'w [Package],
    /// How many files of the tree are the members' own.
    own_files: usize,
    /// The words of all paths that a `pub use` names, also through other imports.
    handed_on: BTreeSet<String>,
    /// What each module declares or imports under a name, for good.
    known: Names,
    /// What isn't final of that: what this round has found, and what the rounds before it.
    round: Names,
    before: Names,
}

/// What the names of modules were found to be.
type Names = HashMap<(ModuleId, String, Space), Vec<Hit>>;

impl<'w> Resolver<'w> {
    /// A resolver over the members of `workspace`, and over the files that were asked for and that none of their
    /// modules is made of.
    pub(crate) fn new(workspace: &'w Workspace) -> Self {
        let mut resolver = Self { packages: &workspace.packages, ..Self::default() };
        for (index, package) in workspace.members() {
            for target in &package.targets {
                resolver.tree.add_crate(Some(index), target.src_path.as_std_path(), is_test(target));
            }
        }
        resolver.tree.complete_from(0);
        for file in &workspace.selection.files {
            let owner = workspace.members().filter(|(_, package)| file.starts_with(package.folder()));
            let owner = owner.max_by_key(|(_, package)| package.folder().as_os_str().len());
            resolver.tree.add_stray(file, owner.map(|(index, _)| index));
        }
        resolver.own_files = resolver.tree.files.len();
        resolver.handed_on = handed_on(&resolver.tree);
        resolver
    }

    /// The files of the members, and those that were named.
    pub(crate) fn own_files(&self) -> Range<FileId> {
        0..self.own_files
    }

    /// Whether other crates may name what is in a node of a file: it is of a library, and each module around it is `pub`, or
    /// named by a `pub use`.
    pub(crate) fn is_seen(&self, file: FileId, node: usize) -> bool {
        let is_open =
            |at: ModuleId| self.tree.modules[at].private.as_ref().is_none_or(|name| self.handed_on.contains(name));
        let is_library = |at: ModuleId| {
            let Crate { package, path, .. } = &self.tree.crates[self.tree.modules[at].krate];
            let lib = package.and_then(|package| self.packages[package].lib());
            lib.is_some_and(|lib| lib.src_path == *path)
        };
        self.tree.modules_of(file, node).any(|at| is_library(at) && self.tree.around(at).all(is_open))
    }

    /// What an attribute at a place of a file means.
    pub(crate) fn attribute(&mut self, file: FileId, place: &AttributeUse) -> Attribute {
        let hits = self.hits(file, place.node, &place.path, Space::Macros);
        let found = BTreeSet::from_iter(hits.iter().map(|hit| meaning::meaning(&hit.target)));
        let meanings = if found.is_empty() { vec![Meaning::Unknown] } else { Vec::from_iter(found) };
        let via = |(module, number): (ModuleId, usize)| Via {
            file: self.tree.modules[module].file,
            import: self.tree.node(module).imports[number].clone(),
        };
        let via = hits.into_iter().filter_map(|hit| hit.via).map(via).collect();
        Attribute { file, place: place.clone(), meanings, via }
    }

    /// The types and traits that a path leads to from a node of a file.
    pub(crate) fn types(&mut self, file: FileId, node: usize, path: &Words) -> Vec<Declared> {
        let hits = self.hits(file, node, path, Space::Types).into_iter();
        let found = hits.filter_map(|hit| {
            let Target::Type(module, name) = hit.target else { return None };
            let module = &self.tree.modules[module];
            Some((module.file, module.node, name))
        });
        found.collect()
    }

    /// What a path leads to from a node of a file, in each module that the file is.
    fn hits(&mut self, file: FileId, node: usize, path: &Words, space: Space) -> Vec<Hit> {
        let modules: Vec<_> = self.tree.modules_of(file, node).collect();
        modules.into_iter().flat_map(|module| self.look_up(module, path, space)).collect()
    }
}

/// The words of all paths that a `pub use` names, and of the imports that these lead through.
fn handed_on(tree: &Tree) -> BTreeSet<String> {
    let imports = || tree.files.iter().flat_map(|file| &file.scope.nodes).flat_map(|node| &node.imports);
    let mut words: BTreeSet<String> = tree.files.iter().flat_map(|file| file.scope.handed_on.clone()).collect();
    loop {
        let known = words.clone();
        let leads = |import: &&Import| import.exported || import.name.as_ref().is_some_and(|name| known.contains(name));
        words.extend(imports().filter(leads).flat_map(|import| import.path.clone()));
        if words == known {
            return words;
        }
    }
}
