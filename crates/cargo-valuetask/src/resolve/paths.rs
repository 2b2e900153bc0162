//! Follows paths and imports, globs among them.
//!
//! Globs may lead back to where they began. So a path is followed in rounds. Within one, each name of a module is looked
//! up once. Where it is asked for within that, what the rounds before have found stands for it. The last round is the one
//! that finds nothing new: its names are final.

use super::Resolver;
use super::hit::{Hit, Space, Target};
use super::meaning::exports;
use crate::scope::{Import, Words};
use crate::tree::ModuleId;

impl Resolver<'_> {
    /// What a path leads to, from a module; nothing where that isn't known.
    pub(super) fn look_up(&mut self, from: ModuleId, path: &Words, space: Space) -> Vec<Hit> {
        loop {
            let hits = self.path(from, &path.words, path.global, space);
            let is_old = |(key, hits): (_, &Vec<Hit>)| self.before.get(key).map_or(0, Vec::len) == hits.len();
            if self.round.iter().all(is_old) {
                self.known.extend(self.round.drain());
                self.before.clear();
                return hits;
            }
            self.before.extend(self.round.drain());
        }
    }

    fn path(&mut self, from: ModuleId, path: &[String], global: bool, space: Space) -> Vec<Hit> {
        let space_of = |rest: &[String]| if rest.is_empty() { space } else { Space::Types };
        let Some((first, mut rest)) = path.split_first() else { return Vec::new() };
        let mut hits = match first.as_str() {
            _ if global => self.outside(from, first),
            "crate" | "$crate" => vec![Hit::module(self.root_of(from))],
            "self" => vec![Hit::module(self.module_around(from))],
            "super" => vec![Hit::module(self.parent_of(from))],
            _ => self.lexical(from, first, space_of(rest)),
        };
        while let Some((name, further)) = rest.split_first() {
            rest = further;
            hits = hits.into_iter().flat_map(|hit| self.inside(hit, name, space_of(rest))).collect();
        }
        hits
    }

    /// What `name` is in what was found.
    fn inside(&mut self, hit: Hit, name: &str, space: Space) -> Vec<Hit> {
        let Hit { target, via, .. } = hit;
        match target {
            Target::Module(module) if name == "super" => vec![Hit::module(self.parent_of(module))],
            Target::Module(module) => {
                self.declared(module, name, space).into_iter().map(|hit| hit.through(via)).collect()
            }
            Target::Type(..) => Vec::new(),
            Target::Outside(package, mut path) => {
                path.push(name.to_owned());
                vec![Hit { target: Target::Outside(package, path), via, public: true }]
            }
        }
    }

    /// What a name means where it stands without a path.
    fn lexical(&mut self, from: ModuleId, name: &str, space: Space) -> Vec<Hit> {
        let found = self.declared(from, name, space);
        match self.tree.modules[from].parent {
            _ if !found.is_empty() => found,
            Some(outer) if self.tree.node(from).block => self.lexical(outer, name, space),
            _ if space == Space::Types => self.outside(from, name),
            _ => self.macro_used(from, name),
        }
    }

    /// The macro of a crate that its root has by `#[macro_use] extern crate`: its name is known in all modules.
    fn macro_used(&mut self, from: ModuleId, name: &str) -> Vec<Hit> {
        let root = self.root_of(from);
        let mut found = Vec::new();
        for (number, import) in self.imports(root, |import| import.macro_use) {
            let hits = self.outside(root, &import.path[0]).into_iter().filter(|hit| exports(&hit.target, name));
            found.extend(
                hits.flat_map(|hit| self.inside(hit, name, Space::Macros)).map(|hit| hit.through(Some((root, number)))),
            );
        }
        found
    }

    /// What a module declares or imports under a name: globs count where nothing else has the name.
    fn declared(&mut self, at: ModuleId, name: &str, space: Space) -> Vec<Hit> {
        let key = (at, name.to_owned(), space);
        if let Some(known) = self.known.get(&key).or_else(|| self.round.get(&key)) {
            return known.clone();
        }
        let mut hits = self.before.get(&key).cloned().unwrap_or_default();
        self.round.insert(key.clone(), hits.clone());
        let named = self.named(at, name, space);
        for hit in if named.is_empty() { self.globbed(at, name, space) } else { named } {
            if !hits.contains(&hit) {
                hits.push(hit);
            }
        }
        self.round.insert(key, hits.clone());
        hits
    }

    /// What a module declares or imports by this name.
    fn named(&mut self, at: ModuleId, name: &str, space: Space) -> Vec<Hit> {
        let mut found = Vec::new();
        if space == Space::Types {
            found.extend(self.tree.children(at, name).into_iter().map(Hit::module));
            if self.tree.node(at).types.iter().any(|own| own == name) {
                found.push(Hit { target: Target::Type(at, name.to_owned()), via: None, public: true });
            }
        }
        for (number, import) in self.imports(at, |import| import.name.as_deref() == Some(name)) {
            let hits = self.path(at, &import.path, import.global, space).into_iter().filter(|hit| hit.fits(space));
            found.extend(hits.map(|hit| Hit { public: import.public, ..hit.through(Some((at, number))) }));
        }
        found
    }

    /// What the globs of a module bring under a name.
    fn globbed(&mut self, at: ModuleId, name: &str, space: Space) -> Vec<Hit> {
        let mut found = Vec::new();
        for (number, import) in self.imports(at, |import| import.name.is_none()) {
            for hit in self.path(at, &import.path, import.global, Space::Types) {
                // What a glob of another package brings is only known where its source is, or its attributes are.
                let Target::Module(target) = hit.target else {
                    let hits = if exports(&hit.target, name) { self.inside(hit, name, space) } else { Vec::new() };
                    let hits = hits.into_iter().filter(|hit| hit.fits(space));
                    found.extend(hits.map(|hit| Hit { public: import.public, ..hit.through(Some((at, number))) }));
                    continue;
                };
                let is_within = self.tree.around(at).any(|outer| outer == target);
                let seen = self.declared(target, name, space).into_iter().filter(|hit| hit.public || is_within);
                found.extend(seen.map(|hit| Hit { public: import.public, ..hit }));
            }
        }
        found
    }

    /// The imports of a module that are `wanted`, with their numbers.
    pub(super) fn imports(&self, at: ModuleId, wanted: impl Fn(&Import) -> bool) -> Vec<(usize, Import)> {
        let imports = self.tree.node(at).imports.iter().enumerate();
        imports.filter(|(_, import)| wanted(import)).map(|(number, import)| (number, import.clone())).collect()
    }

    pub(super) fn root_of(&self, from: ModuleId) -> ModuleId {
        self.tree.crates[self.tree.modules[from].krate].root
    }

    /// The module that a block stands in; a module itself.
    fn module_around(&self, from: ModuleId) -> ModuleId {
        self.tree.around(from).find(|at| !self.tree.node(*at).block).unwrap_or(from)
    }

    fn parent_of(&self, from: ModuleId) -> ModuleId {
        let at = self.module_around(from);
        self.tree.modules[at].parent.map_or(at, |parent| self.module_around(parent))
    }
}
