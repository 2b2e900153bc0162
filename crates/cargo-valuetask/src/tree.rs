//! The modules of all crates: which file each is in, and what stands around it.
//!
//! A file that several modules are made of is parsed once. The crates of members are read as a whole, the others as far
//! as a name leads into them.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use super::scope::{Node, Scope};
use super::workspace::{Target, TargetKind};
use crate::parse;
use crate::source::{self, Unread};

pub(crate) type FileId = usize;
pub(crate) type ModuleId = usize;

/// A file that was read.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    pub(crate) scope: Scope,
}

/// A module, or a block with items, of a crate.
#[derive(Debug)]
pub(crate) struct Module {
    pub(crate) file: FileId,
    /// Its node in the file's scope.
    pub(crate) node: usize,
    pub(crate) parent: Option<ModuleId>,
    pub(crate) krate: usize,
    /// The configurations that it and those around it stand under.
    pub(crate) cfg: Vec<String>,
    /// By name; several where it depends on the configuration which is meant.
    children: BTreeMap<String, Vec<ModuleId>>,
    /// The files of its children have been looked for.
    complete: bool,
    /// Where these files are.
    folder: PathBuf,
    /// Where they are that `#[path]` names.
    path_base: PathBuf,
}

/// A crate: a target of a package, or a file that belongs to none.
#[derive(Debug)]
pub(crate) struct Crate {
    pub(crate) package: Option<usize>,
    pub(crate) target: Target,
    pub(crate) root: ModuleId,
}

/// Everything that was read.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) files: Vec<File>,
    pub(crate) modules: Vec<Module>,
    pub(crate) crates: Vec<Crate>,
    pub(crate) unread: Vec<Unread>,
    by_path: HashMap<PathBuf, Option<FileId>>,
    /// The modules that each file is, by its first node.
    mounts: HashMap<FileId, Vec<ModuleId>>,
}

impl Tree {
    /// Reads the first file of a crate. Nothing if it can't be read.
    pub(crate) fn add_crate(&mut self, package: usize, target: &Target) -> Option<ModuleId> {
        let is_it = |krate: &&Crate| krate.package == Some(package) && krate.target.root == target.root;
        if let Some(krate) = self.crates.iter().find(is_it) {
            return Some(krate.root);
        }
        let file = self.read(&target.root)?;
        let folder = target.root.parent().map(Path::to_owned).unwrap_or_default();
        Some(self.mount_crate(file, Some(package), target.clone(), folder))
    }

    fn mount_crate(&mut self, file: FileId, package: Option<usize>, target: Target, folder: PathBuf) -> ModuleId {
        self.crates.push(Crate { package, target, root: self.modules.len() });
        self.mount(file, self.crates.len() - 1, None, folder, &[])
    }

    /// Adds a file that no module of a member names, as the module that its place suggests.
    pub(crate) fn add_stray(&mut self, path: &Path, package: Option<usize>) {
        let Some(file) = self.read(path) else { return };
        if self.mounts.contains_key(&file) {
            return;
        }
        // A `mod.rs` is the module of its folder.
        let folder = match path.parent() {
            Some(folder) if path.file_name().is_some_and(|name| name == "mod.rs") => folder.to_owned(),
            _ => path.with_extension(""),
        };
        let is_below = |krate: &Crate| krate.target.root.parent().is_some_and(|base| path.starts_with(base));
        let is_home = |krate: &Crate| package.is_some() && krate.package == package && is_below(krate);
        let module = match self.crates.iter().position(is_home) {
            Some(krate) => {
                let mut parent = self.crates[krate].root;
                let names = folder.strip_prefix(&self.modules[parent].folder).unwrap_or(Path::new(""));
                let mut names = names.iter().map(|name| name.to_string_lossy().into_owned());
                let own = names.next_back().unwrap_or_default();
                for name in names {
                    parent = self.children(parent, &name).first().copied().unwrap_or(parent);
                }
                // A macro may declare it: names that lead to it are found by where it is.
                let stray = self.mount(file, krate, Some(parent), folder.clone(), &[]);
                self.modules[parent].children.entry(own).or_default().push(stray);
                stray
            }
            None => {
                let target = Target { name: "crate".to_owned(), kind: TargetKind::Binary, root: path.to_owned() };
                self.mount_crate(file, package, target, folder)
            }
        };
        self.complete_from(module);
    }

    /// The modules of this name in a module, read now if they weren't.
    pub(crate) fn children(&mut self, module: ModuleId, name: &str) -> Vec<ModuleId> {
        self.complete(module);
        self.modules[module].children.get(name).cloned().unwrap_or_default()
    }

    /// What a module is made of.
    pub(crate) fn node(&self, module: ModuleId) -> &Node {
        let Module { file, node, .. } = self.modules[module];
        &self.files[file].scope.nodes[node]
    }

    /// The modules that a node of a file is.
    pub(crate) fn modules_of(&self, file: FileId, node: usize) -> impl Iterator<Item = ModuleId> {
        self.mounts.get(&file).into_iter().flatten().map(move |first| first + node)
    }

    /// The packages that a file is compiled for.
    pub(crate) fn packages_of(&self, file: FileId) -> impl Iterator<Item = usize> {
        self.modules_of(file, 0).filter_map(|module| self.crates[self.modules[module].krate].package)
    }

    /// The file that was read from this path.
    pub(crate) fn file_at(&self, path: &Path) -> Option<FileId> {
        self.by_path.get(path).copied().flatten()
    }

    fn read(&mut self, path: &Path) -> Option<FileId> {
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if let Some(known) = self.by_path.get(&path) {
            return *known;
        }
        let read = read(&path).map_err(|unread| self.unread.push(unread)).ok();
        let id = read.map(|(text, scope)| {
            self.files.push(File { path: path.clone(), text, scope });
            self.files.len() - 1
        });
        self.by_path.insert(path, id);
        id
    }

    /// Adds the modules of a file; `folder` is where the files of its children are.
    fn mount(
        &mut self,
        file: FileId,
        krate: usize,
        parent: Option<ModuleId>,
        folder: PathBuf,
        cfg: &[String],
    ) -> ModuleId {
        let first = self.modules.len();
        let beside = self.files[file].path.parent().map(Path::to_owned).unwrap_or_default();
        for (number, node) in self.files[file].scope.nodes.iter().enumerate() {
            let outer = node.parent.map(|outer| first + outer);
            let parent = outer.or(parent);
            let around = parent.map_or(&[][..], |parent| &self.modules[parent].cfg);
            let cfg = [around, if outer.is_some() { &node.cfg } else { cfg }].concat();
            let (folder, path_base) = match outer.map(|outer| &self.modules[outer]) {
                None => (folder.clone(), beside.clone()),
                // A block is no part of a path.
                Some(outer) if node.block => (outer.folder.clone(), outer.path_base.clone()),
                Some(outer) => {
                    let named = node.paths.first().map(|path| outer.path_base.join(path));
                    let folder = named.unwrap_or_else(|| outer.folder.join(&node.name));
                    (folder.clone(), folder)
                }
            };
            let (children, complete) = (BTreeMap::new(), false);
            self.modules.push(Module { file, node: number, parent, krate, cfg, children, complete, folder, path_base });
            if let Some(outer) = outer.filter(|_| !node.block) {
                self.modules[outer].children.entry(node.name.clone()).or_default().push(first + number);
            }
        }
        self.mounts.entry(file).or_default().push(first);
        first
    }

    /// Reads the files of a module's children.
    fn complete(&mut self, module: ModuleId) {
        if std::mem::replace(&mut self.modules[module].complete, true) {
            return;
        }
        let Module { folder, path_base, krate, .. } = &self.modules[module];
        let (folder, path_base, krate) = (folder.clone(), path_base.clone(), *krate);
        for Node { name, paths, cfg, .. } in self.node(module).outlines.clone() {
            let named = paths.iter().map(|path| path_base.join(path));
            let named = named.map(|path| (path.clone(), path.parent().map(Path::to_owned).unwrap_or_default()));
            let inside = folder.join(&name);
            let usual = [folder.join(format!("{name}.rs")), inside.join("mod.rs")].map(|path| (path, inside.clone()));
            for (path, folder) in named.chain(usual).filter(|(path, _)| path.is_file()) {
                // A file is never a module within itself.
                if let Some(file) = self.read(&path)
                    && !self.around(module).any(|outer| self.modules[outer].file == file)
                {
                    let child = self.mount(file, krate, Some(module), folder, &cfg);
                    self.modules[module].children.entry(name.clone()).or_default().push(child);
                }
            }
        }
    }

    /// A module, and those that it is in.
    pub(crate) fn around(&self, module: ModuleId) -> impl Iterator<Item = ModuleId> {
        std::iter::successors(Some(module), |at| self.modules[*at].parent)
    }

    /// Reads the files of all children of the modules from this one on, and of theirs.
    pub(crate) fn complete_from(&mut self, first: ModuleId) {
        let mut module = first;
        while module < self.modules.len() {
            self.complete(module);
            module += 1;
        }
    }
}

/// The text of a file, and what it declares.
pub(crate) fn read(path: &Path) -> Result<(String, Scope), Unread> {
    let text = source::read(path)?;
    let syntax = parse::file(&text).map_err(|error| {
        let (line, why) = (Some(error.span().start().line), error.to_string());
        Unread { path: path.to_owned(), line, why }
    })?;
    let scope = Scope::of(&syntax);
    Ok((text, scope))
}
