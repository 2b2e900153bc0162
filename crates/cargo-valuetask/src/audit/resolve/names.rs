//! Looks names up as the compiler does, as far as that takes no expansion of macros.

#![forbid(unsafe_code)]

mod crates;
mod globs;
mod hit;

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use hit::{Glob, Hit, Space, Target};

use super::known::meaning;
use super::meaning::{Attribute, Meaning, Needless, Via};
use crate::audit::scope::{AttributeUse, Import};
use crate::audit::tree::{FileId, ModuleId, Tree, Unread};
use crate::audit::workspace::{Package, Workspace, sources_in};

/// Looks names up in the modules of a workspace.
pub(crate) struct Resolver<'w> {
    pub(crate) tree: Tree,
    packages: &'w [Package],
    /// How many files of the tree are the members' own.
    own_files: usize,
    /// What each module declares or imports by name. An entry is empty while it is computed: circles end there.
    named: HashMap<Key, Rc<[Hit]>>,
    /// What the globs of each module bring under a name.
    globbed: HashMap<Key, Rc<[Hit]>>,
    /// The globs of each module whose paths are resolved, and whether these are all.
    globs: HashMap<ModuleId, (Vec<Rc<Glob>>, bool)>,
}

/// A name in a module.
type Key = (ModuleId, String, Space);

impl<'w> Resolver<'w> {
    /// A resolver over the members of `workspace`, and over the files in `strays` that none of their modules is made
    /// of.
    pub(crate) fn new(workspace: &'w Workspace) -> Self {
        let mut tree = Tree::default();
        for (index, package) in workspace.members() {
            tree.add_package(index, package);
        }
        let mut resolver = Self {
            tree,
            packages: &workspace.packages,
            own_files: 0,
            named: HashMap::new(),
            globbed: HashMap::new(),
            globs: HashMap::new(),
        };
        resolver.add_strays(workspace);
        resolver.own_files = resolver.tree.files.len();
        resolver
    }

    fn add_strays(&mut self, workspace: &Workspace) {
        for file in &workspace.selection.files {
            let owner = workspace.members().filter(|(_, package)| file.starts_with(package.folder()));
            let owner = owner.max_by_key(|(_, package)| package.folder().as_os_str().len());
            self.tree.add_stray(file, owner);
        }
        for (index, package) in workspace.members() {
            if !workspace.selection.holds(&package.manifest) {
                continue;
            }
            let folder = package.folder().join("src");
            match sources_in(&folder) {
                Ok(files) => files.iter().for_each(|file| self.tree.add_stray(file, Some((index, package)))),
                // A package may have none.
                Err(error) if folder.exists() => {
                    self.tree.unread.push(Unread { path: folder, line: None, why: error.to_string() });
                }
                Err(_) => {}
            }
        }
    }

    /// The files of the members, and those that were named.
    pub(crate) fn own_files(&self) -> std::ops::Range<FileId> {
        0..self.own_files
    }

    /// All attributes on what is async in the files that were read for themselves.
    pub(crate) fn attributes(&mut self) -> Vec<Attribute> {
        self.own_files().flat_map(|file| self.attributes_of(file)).collect()
    }

    /// Those of one file.
    pub(crate) fn attributes_of(&mut self, file: FileId) -> Vec<Attribute> {
        let places = self.tree.files[file].scope.attributes.iter().filter(|place| !place.without_async);
        let places: Vec<_> = places.cloned().collect();
        places.into_iter().map(|place| self.attribute(file, place)).collect()
    }

    /// Those of async-trait, in the files that were read for themselves, that have nothing async to change.
    pub(crate) fn needless(&mut self) -> Vec<Needless> {
        self.own_files().flat_map(|file| self.needless_of(file)).collect()
    }

    fn needless_of(&mut self, file: FileId) -> Vec<Needless> {
        let places = self.tree.files[file].scope.attributes.iter().filter(|place| place.without_async);
        let (places, mut found): (Vec<_>, _) = (places.cloned().collect(), Vec::new());
        // What stands before it on an item runs first.
        let mut before: Option<(Range<usize>, String)> = None;
        for place in places {
            let (item, written) = (place.item.clone(), place.path.join("::"));
            let attribute = self.attribute(file, place);
            let is_it = attribute.meaning() == Some(&Meaning::AsyncTrait);
            if attribute.meanings.contains(&Meaning::AsyncTrait) {
                let first = before.as_ref().filter(|(before, _)| *before == item);
                let around = attribute.place.within.as_ref();
                let doubt = if is_it {
                    let first = first.map(|(_, first)| format!("`#[{first}]` before it may make async methods"));
                    first.or_else(|| around.map(|around| format!("`#[{around}]` around it may make async methods")))
                } else {
                    Some("what its name means depends on the configuration".to_owned())
                };
                found.push(Needless { attribute, doubt });
            }
            if !is_it {
                before = Some((item, written));
            }
        }
        found
    }

    /// What an attribute at a place of a file means.
    pub(crate) fn attribute(&mut self, file: FileId, place: AttributeUse) -> Attribute {
        let modules: Vec<_> = self.tree.modules_of(file, place.node).collect();
        let (mut meanings, mut via) = (Vec::new(), Vec::<Via>::new());
        for module in modules {
            for hit in self.path(module, &place.path, place.global, Space::Macros) {
                meanings.push(match &hit.target {
                    Target::Outside { package, stand_in, path } => meaning(package, path, *stand_in),
                    Target::Module(_) | Target::Type(..) => Meaning::Unknown,
                });
                for new in hit.via {
                    if !via.iter().any(|old| (old.file, &old.import.leaf) == (new.file, &new.import.leaf)) {
                        via.push((*new).clone());
                    }
                }
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
        let hits = modules.into_iter().flat_map(|module| self.path(module, path, global, Space::Types));
        let found = hits.filter_map(|hit| match hit.target {
            Target::Type(module, name) => Some((module, name)),
            Target::Module(_) | Target::Outside { .. } => None,
        });
        found.collect()
    }

    /// What a path leads to, from a module; nothing where that isn't known.
    fn path(&mut self, from: ModuleId, path: &[String], global: bool, space: Space) -> Vec<Hit> {
        let space_of = |rest: &[String]| if rest.is_empty() { space } else { Space::Types };
        let Some((first, mut rest)) = path.split_first() else { return Vec::new() };
        let mut hits = match first.as_str() {
            _ if global => self.outside(from, first),
            "crate" | "$crate" => vec![Hit::module(self.root_of(from))],
            "self" => vec![Hit::module(self.module_around(from))],
            "super" => {
                let mut at = self.parent_of(from);
                while let Some(("super", further)) = rest.split_first().map(|(word, further)| (word.as_str(), further))
                {
                    (at, rest) = (self.parent_of(at), further);
                }
                vec![Hit::module(at)]
            }
            _ => self.lexical(from, first, space_of(rest)),
        };
        while let Some((name, further)) = rest.split_first() {
            rest = further;
            let space = space_of(further);
            hits = hits.into_iter().flat_map(|hit| self.inside(hit, name, space)).collect();
        }
        hits
    }

    /// What `name` is in what was found.
    fn inside(&mut self, hit: Hit, name: &str, space: Space) -> Vec<Hit> {
        let Hit { target, via, .. } = hit;
        match target {
            Target::Module(module) => {
                let found = self.declared(module, name, space);
                found.iter().map(|hit| Hit { via: [&via[..], &hit.via].concat(), ..hit.clone() }).collect()
            }
            Target::Type(..) => Vec::new(),
            Target::Outside { package, stand_in, mut path } => {
                path.push(name.to_owned());
                vec![Hit { target: Target::Outside { package, stand_in, path }, via, public: true }]
            }
        }
    }

    /// What a name means where it stands without a path.
    fn lexical(&mut self, from: ModuleId, name: &str, space: Space) -> Vec<Hit> {
        let mut at = from;
        loop {
            let found = self.declared(at, name, space);
            if !found.is_empty() {
                return found.to_vec();
            }
            match self.tree.modules[at].parent {
                Some(parent) if self.tree.node(at).block => at = parent,
                _ => break,
            }
        }
        match space {
            Space::Types => {
                let outside = self.outside(from, name);
                let root = self.root_of(from);
                // Before edition 2018, a path of `use` begins at the root.
                let is_2015 = outside.is_empty() && self.is_2015(from);
                if is_2015 { self.declared(root, name, space).to_vec() } else { outside }
            }
            Space::Macros => self.of_macro_use(from, name),
        }
    }

    /// What a module declares or imports under a name: globs count where nothing else has the name.
    fn declared(&mut self, at: ModuleId, name: &str, space: Space) -> Rc<[Hit]> {
        let named = self.named(at, name, space);
        if named.is_empty() { self.globbed(at, name, space) } else { named }
    }

    /// What a module declares or imports by this name.
    fn named(&mut self, at: ModuleId, name: &str, space: Space) -> Rc<[Hit]> {
        let key = (at, name.to_owned(), space);
        if let Some(known) = self.named.get(&key) {
            return known.clone();
        }
        self.named.insert(key.clone(), Rc::default());
        let mut found = Vec::new();
        if space == Space::Types {
            found.extend(self.tree.children(at, name).into_iter().map(Hit::module));
            if self.tree.node(at).types.iter().any(|own| own == name) {
                found.push(Hit::new(Target::Type(at, name.to_owned())));
            }
        }
        let is_it = |import: &&Import| import.name.as_deref() == Some(name);
        let imports: Vec<_> = self.tree.node(at).imports.iter().filter(is_it).cloned().collect();
        for import in imports {
            let hits = match &import.path[..] {
                [own] if own == "self" => vec![Hit::module(self.root_of(at))],
                path => self.path(at, path, import.global, space),
            };
            let public = import.public;
            let via = Rc::new(Via { file: self.tree.modules[at].file, import });
            let hits = hits.into_iter().filter(|hit| fits(hit, space));
            found.extend(hits.map(|hit| Hit { via: [vec![via.clone()], hit.via].concat(), public, ..hit }));
        }
        let found = Rc::from(found);
        self.named.insert(key, Rc::clone(&found));
        found
    }

    fn root_of(&self, from: ModuleId) -> ModuleId {
        self.tree.crates[self.tree.modules[from].krate].root
    }

    /// The module that a block stands in; a module itself.
    fn module_around(&self, from: ModuleId) -> ModuleId {
        let mut at = from;
        while let Some(parent) = self.tree.modules[at].parent.filter(|_| self.tree.node(at).block) {
            at = parent;
        }
        at
    }

    fn parent_of(&self, from: ModuleId) -> ModuleId {
        let at = self.module_around(from);
        self.tree.modules[at].parent.map_or(at, |parent| self.module_around(parent))
    }
}

/// Whether what was found can have a name of this kind: an attribute that is known is no module, and no module an
/// attribute.
fn fits(hit: &Hit, space: Space) -> bool {
    match (&hit.target, space) {
        (Target::Module(_) | Target::Type(..), space) => space == Space::Types,
        (Target::Outside { path, .. }, Space::Macros) => !path.is_empty(),
        (Target::Outside { package, stand_in, path }, Space::Types) => {
            path.is_empty() || matches!(meaning(package, path, *stand_in), Meaning::Foreign { .. })
        }
    }
}
