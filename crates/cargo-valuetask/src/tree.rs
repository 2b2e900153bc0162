//! The modules of all crates: which file each is in, and what stands around it.
//!
//! A file that several modules are made of is parsed once. The crates of members are read as a whole, the others as far
//! as a name leads into them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use super::scope::{Node, Scope};
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
    /// The modules that its first node is.
    mounts: Vec<ModuleId>,
}

/// A module, or a block with items, of a crate.
#[derive(Debug, Default)]
pub(crate) struct Module {
    pub(crate) file: FileId,
    /// Its node in the file's scope.
    pub(crate) node: usize,
    pub(crate) parent: Option<ModuleId>,
    pub(crate) krate: usize,
    /// The configurations that it and those around it stand under.
    pub(crate) cfg: Vec<String>,
    /// Its name if it isn't `pub`; a block has an empty one.
    pub(crate) private: Option<String>,
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
    /// Its first file.
    pub(crate) path: PathBuf,
    /// It is a test, an example or a bench.
    pub(crate) is_test: bool,
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
}

impl File {
    pub(crate) fn read(path: &Path) -> Result<Self, Unread> {
        let (path, text) = (path.to_owned(), source::read(path)?);
        match parse::file(&text) {
            Ok(syntax) => Ok(Self { scope: Scope::of(&syntax), path, text, mounts: Vec::new() }),
            Err(error) => Err(Unread { path, line: Some(error.span().start().line), why: error.to_string() }),
        }
    }
}

impl Tree {
    /// Reads the first file of a crate. Nothing if it can't be read.
    pub(crate) fn add_crate(&mut self, package: Option<usize>, path: &Path, is_test: bool) -> Option<ModuleId> {
        if let Some(krate) = self.crates.iter().find(|krate| krate.package == package && krate.path == path) {
            return Some(krate.root);
        }
        let file = self.read(path)?;
        self.crates.push(Crate { package, path: path.to_owned(), is_test, root: self.modules.len() });
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        Some(self.mount(file, self.crates.len() - 1, None, folder))
    }

    /// Adds a file that no module of a member names: as the module that its place suggests, as a macro may declare it, or
    /// as a crate if it is in none.
    pub(crate) fn add_stray(&mut self, path: &Path, package: Option<usize>) {
        let Some(file) = self.read(path).filter(|file| self.files[*file].mounts.is_empty()) else { return };
        let first = self.modules.len();
        let is_around = |module: &&Module| {
            package.is_some() && self.crates[module.krate].package == package && path.starts_with(&module.folder)
        };
        let around = self.modules.iter().enumerate().filter(|(_, module)| is_around(module));
        match around.min_by_key(|(_, module)| Reverse(module.folder.as_os_str().len())) {
            Some((parent, Module { krate, .. })) => {
                // A `mod.rs` is the module of its folder.
                let folder = match path.parent() {
                    Some(folder) if path.ends_with("mod.rs") => folder.to_owned(),
                    _ => path.with_extension(""),
                };
                let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
                self.mount(file, *krate, Some((parent, &Node { name, public: true, ..Node::default() })), folder);
            }
            None => drop(self.add_crate(package, path, false)),
        }
        self.complete_from(first);
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
        self.files[file].mounts.iter().map(move |first| first + node)
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
        let read = File::read(&path).map_err(|unread| self.unread.push(unread)).ok();
        let id = read.map(|file| {
            self.files.push(file);
            self.files.len() - 1
        });
        self.by_path.insert(path, id);
        id
    }

    /// Adds the modules of a file, the first as it is declared; `folder` is where the files of its children are.
    fn mount(&mut self, file: FileId, krate: usize, declared: Option<(ModuleId, &Node)>, folder: PathBuf) -> ModuleId {
        let first = self.modules.len();
        self.files[file].mounts.push(first);
        let beside = self.files[file].path.parent().map(Path::to_owned).unwrap_or_default();
        for (number, node) in self.files[file].scope.nodes.iter().enumerate() {
            let outer = node.parent.map(|outer| first + outer);
            let declared = outer.map(|outer| (outer, node)).or(declared);
            let around =
                declared.map_or_else(Vec::new, |(parent, own)| [&*self.modules[parent].cfg, &own.cfg].concat());
            // What a file says of itself is beside what its declaration says.
            let own = if outer.is_none() { &node.cfg[..] } else { &[] };
            let cfg = [&around, own].concat();
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
            let parent = declared.map(|(parent, _)| parent);
            let private = declared.filter(|(_, own)| !own.public).map(|(_, own)| own.name.clone());
            let place = Module { file, node: number, parent, krate, ..Module::default() };
            self.modules.push(Module { cfg, private, folder, path_base, ..place });
            if let Some((parent, own)) = declared.filter(|_| !node.block) {
                self.modules[parent].children.entry(own.name.clone()).or_default().push(first + number);
            }
        }
        first
    }

    /// Reads the files of a module's children.
    fn complete(&mut self, module: ModuleId) {
        if std::mem::replace(&mut self.modules[module].complete, true) {
            return;
        }
        let Module { folder, path_base, krate, .. } = &self.modules[module];
        let (folder, path_base, krate) = (folder.clone(), path_base.clone(), *krate);
        for declared in self.node(module).outlines.clone() {
            let Node { name, paths, .. } = &declared;
            let named = paths.iter().map(|path| path_base.join(path));
            let named = named.map(|path| (path.clone(), path.parent().map(Path::to_owned).unwrap_or_default()));
            let inside = folder.join(name);
            let usual = [folder.join(format!("{name}.rs")), inside.join("mod.rs")].map(|path| (path, inside.clone()));
            for (path, folder) in named.chain(usual).filter(|(path, _)| path.is_file()) {
                // A file is never a module within itself.
                if let Some(file) = self.read(&path)
                    && !self.around(module).any(|outer| self.modules[outer].file == file)
                {
                    self.mount(file, krate, Some((module, &declared)), folder);
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
