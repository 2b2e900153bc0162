//! The modules of all crates: which file each is in, and what stands around it.
//!
//! A file that several modules are made of is parsed once. The crates of members are read as a whole, the others as far
//! as a name leads into them.

#![forbid(unsafe_code)]

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::scope::{Node, Scope};
use super::workspace::{Package, Target};
use crate::{parse, source};

pub(crate) type FileId = usize;
pub(crate) type ModuleId = usize;

/// Modules in modules, at most: a file that declares itself as its own child ends here.
const DEEPEST: usize = 64;

/// A file that was read.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    pub(crate) scope: Scope,
    /// What was parsed, until it is taken.
    pub(crate) syntax: Option<syn::File>,
}

/// A file that can't be audited.
#[derive(Clone, Debug)]
pub(crate) struct Unread {
    pub(crate) path: PathBuf,
    /// The line at which it isn't Rust, if it could be read.
    pub(crate) line: Option<usize>,
    pub(crate) why: String,
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
    children: HashMap<String, Vec<ModuleId>>,
    /// The files of its children have been looked for.
    complete: bool,
    /// Where these files are.
    folder: PathBuf,
    /// Where they are that `#[path]` names.
    path_base: PathBuf,
    depth: usize,
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
    /// Reads the crates of a member.
    pub(crate) fn add_package(&mut self, index: usize, package: &Package) {
        for target in &package.targets {
            if let Some(root) = self.add_crate(Some(index), target) {
                self.complete_below(root);
            }
        }
    }

    /// Reads the first file of a crate. Nothing if it can't be read.
    pub(crate) fn add_crate(&mut self, package: Option<usize>, target: &Target) -> Option<ModuleId> {
        let known = |krate: &Crate| krate.package == package && krate.target.root == target.root && package.is_some();
        if let Some(krate) = self.crates.iter().find(|krate| known(krate)) {
            return Some(krate.root);
        }
        let file = self.read(&target.root)?;
        let krate = self.crates.len();
        self.crates.push(Crate { package, target: target.clone(), root: self.modules.len() });
        let folder = target.root.parent().map(Path::to_owned).unwrap_or_default();
        Some(self.mount(file, krate, None, folder, &[]))
    }

    /// Adds a file that no module of a member names, as the module that its place suggests.
    pub(crate) fn add_stray(&mut self, path: &Path, package: Option<(usize, &Package)>) {
        let Some(file) = self.read(path) else { return };
        if self.mounts.contains_key(&file) {
            return;
        }
        let home = package.and_then(|(index, package)| {
            let target = package
                .targets
                .iter()
                .find(|target| target.root.parent().is_some_and(|folder| path.starts_with(folder)))?;
            let krate = self
                .crates
                .iter()
                .position(|krate| krate.package == Some(index) && krate.target.root == target.root)?;
            Some((krate, target.root.parent()?))
        });
        // A `mod.rs` is the module of its folder.
        let folder = match path.parent() {
            Some(folder) if path.file_name().is_some_and(|name| name == "mod.rs") => folder.to_owned(),
            _ => path.with_extension(""),
        };
        let module = match home {
            Some((krate, base)) => {
                let mut parent = self.crates[krate].root;
                let between = folder.strip_prefix(base).ok().and_then(Path::parent).unwrap_or(Path::new(""));
                for name in between.iter().filter_map(|name| name.to_str()) {
                    parent = self.children(parent, name).first().copied().unwrap_or(parent);
                }
                let name = folder.file_name().and_then(|name| name.to_str()).map(str::to_owned);
                let stray = self.mount(file, krate, Some(parent), folder, &[]);
                // A macro may declare it: names that lead to it are found by where it is.
                if let Some(name) = name {
                    self.modules[parent].children.entry(name).or_default().push(stray);
                }
                stray
            }
            None => {
                let target = Target {
                    name: "crate".to_owned(),
                    kind: super::workspace::TargetKind::Binary,
                    root: path.to_owned(),
                };
                self.crates.push(Crate { package: package.map(|(index, _)| index), target, root: self.modules.len() });
                self.mount(file, self.crates.len() - 1, None, folder, &[])
            }
        };
        self.complete_below(module);
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

    /// Whether some module is made of this file.
    pub(crate) fn file_at(&self, path: &Path) -> Option<FileId> {
        self.by_path.get(path).copied().flatten()
    }

    fn read(&mut self, path: &Path) -> Option<FileId> {
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if let Some(known) = self.by_path.get(&path) {
            return *known;
        }
        let read = read(&path).map_err(|unread| self.unread.push(unread)).ok();
        let id = read.map(|(text, syntax)| {
            let scope = Scope::of(&syntax, &text);
            self.files.push(File { path: path.clone(), text, scope, syntax: Some(syntax) });
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
        let around = parent.map(|parent| self.modules[parent].cfg.clone()).unwrap_or_default();
        let around = [around, cfg.to_vec()].concat();
        let depth = parent.map_or(0, |parent| self.modules[parent].depth + 1);
        let beside = self.files[file].path.parent().map(Path::to_owned).unwrap_or_default();
        for (number, node) in self.files[file].scope.nodes.iter().enumerate() {
            let outer = node.parent.map(|outer| (first + outer, &self.modules[first + outer]));
            let (parent, cfg, folder, path_base) = match outer {
                None => (parent, around.clone(), folder.clone(), beside.clone()),
                // A block is no part of a path.
                Some((at, outer)) if node.block => {
                    (Some(at), [&outer.cfg[..], &node.cfg].concat(), outer.folder.clone(), outer.path_base.clone())
                }
                Some((at, outer)) => {
                    let folder = match node.paths.first() {
                        Some(path) => outer.path_base.join(path),
                        None => outer.folder.join(&node.name),
                    };
                    (Some(at), [&outer.cfg[..], &node.cfg].concat(), folder.clone(), folder)
                }
            };
            let (children, complete) = (HashMap::new(), false);
            let module =
                Module { file, node: number, parent, krate, cfg, children, complete, folder, path_base, depth };
            self.modules.push(module);
            if let Some(outer) = node.parent.filter(|_| !node.block) {
                self.modules[first + outer].children.entry(node.name.clone()).or_default().push(first + number);
            }
        }
        self.mounts.entry(file).or_default().push(first);
        first
    }

    /// Reads the files of a module's children.
    fn complete(&mut self, module: ModuleId) {
        if std::mem::replace(&mut self.modules[module].complete, true) || self.modules[module].depth >= DEEPEST {
            return;
        }
        let Module { folder, path_base, krate, .. } = &self.modules[module];
        let (folder, path_base, krate) = (folder.clone(), path_base.clone(), *krate);
        for outline in self.node(module).outlines.clone() {
            let name = &outline.name;
            let named = outline.paths.iter().map(|path| {
                let path = path_base.join(path);
                let folder = path.parent().map(Path::to_owned).unwrap_or_default();
                (path, folder)
            });
            let beside = (folder.join(format!("{name}.rs")), folder.join(name));
            let inside = (folder.join(name).join("mod.rs"), folder.join(name));
            let candidates = named.chain([beside, inside]);
            let found: Vec<_> = candidates.filter(|(path, _)| path.is_file()).collect();
            let mut files = Vec::new();
            for (path, folder) in found {
                // A file is one module under a name, and never within itself.
                if let Some(file) = self.read(&path)
                    && !files.contains(&file)
                    && !self.is_within(module, file)
                {
                    files.push(file);
                    let child = self.mount(file, krate, Some(module), folder, &outline.cfg);
                    self.modules[module].children.entry(name.clone()).or_default().push(child);
                }
            }
        }
    }

    /// Whether a module is of a file, or in a module that is.
    fn is_within(&self, module: ModuleId, file: FileId) -> bool {
        let of = |module: &ModuleId| self.modules[*module].parent;
        std::iter::successors(Some(module), of).any(|module| self.modules[module].file == file)
    }

    /// Reads all modules in `root`, itself included.
    fn complete_below(&mut self, root: ModuleId) {
        let mut open = vec![root];
        while let Some(module) = open.pop() {
            self.complete(module);
            open.extend(self.modules[module].children.values().flatten());
            let Module { file, node, .. } = self.modules[module];
            let first = module - node;
            let nodes = self.files[file].scope.nodes.iter().enumerate();
            open.extend(nodes.filter(|(_, inner)| inner.block && inner.parent == Some(node)).map(|(at, _)| first + at));
        }
    }
}

/// The text of a file, and what it is as Rust.
fn read(path: &Path) -> Result<(String, syn::File), Unread> {
    let unread = |line, why| Unread { path: path.to_owned(), line, why };
    let text = source::read(path).map_err(|refused| unread(refused.line, refused.why))?;
    let syntax = parse::file(&text).map_err(|error| unread(Some(error.span().start().line), error.to_string()))?;
    Ok((text, syntax))
}
