//! Names of other crates: those of dependencies, the library of the same package, `extern crate` and `#[macro_use]`.

#![forbid(unsafe_code)]

use std::rc::Rc;

use super::super::known::{is_known, meaning};
use super::super::meaning::{Meaning, Via};
use super::Resolver;
use super::hit::{Hit, Space, Target};
use crate::audit::scope::Import;
use crate::audit::tree::ModuleId;
use crate::audit::workspace::TargetKind;

/// The crates that are there without a dependency.
const STANDARD: [&str; 5] = ["std", "core", "alloc", "proc_macro", "test"];

impl Resolver<'_> {
    /// The macros of crates that were brought in by `#[macro_use]`.
    pub(super) fn of_macro_use(&mut self, from: ModuleId, name: &str) -> Vec<Hit> {
        let root = self.root_of(from);
        let imports: Vec<_> = self.tree.node(root).imports.iter().filter(|import| import.macro_use).cloned().collect();
        let mut found = Vec::new();
        for import in imports {
            for hit in self.outside(root, &import.path[0]) {
                let via = Rc::new(Via { file: self.tree.modules[root].file, import: import.clone() });
                let hit = Hit { via: vec![via], ..hit };
                // Only what is known to be there: any other crate may have brought it.
                let hits = self.inside(hit, name, Space::Macros).into_iter().filter(|hit| match &hit.target {
                    Target::Outside { package, stand_in, path } => {
                        !matches!(meaning(package, path, *stand_in), Meaning::Foreign { .. })
                    }
                    _ => true,
                });
                found.extend(hits);
            }
        }
        found
    }

    /// The crate that a name of a dependency means: its root, if its source was found and has to be read.
    pub(super) fn outside(&mut self, from: ModuleId, name: &str) -> Vec<Hit> {
        let outside =
            |package: &str, stand_in| Hit::new(Target::Outside { package: package.into(), stand_in, path: Vec::new() });
        let krate = &self.tree.crates[self.tree.modules[from].krate];
        let Some(own) = krate.package else {
            // A file of no package: names of crates are taken for those of packages.
            let known = |package: &&str| package.replace('-', "_") == name && is_known(package);
            let known = ["valuetask", "async-trait", "trait-variant", "dynosaur", "dynify", "async-recursion"]
                .into_iter()
                .find(known);
            return vec![outside(known.unwrap_or(name), false)];
        };
        let package = &self.packages[own];
        if matches!(krate.target.kind, TargetKind::Binary | TargetKind::Test)
            && let Some(lib) = package.lib().filter(|lib| lib.name == name)
        {
            let lib = lib.clone();
            return self.tree.add_crate(Some(own), &lib).into_iter().map(Hit::module).collect();
        }
        if STANDARD.contains(&name) {
            return vec![outside(name, false)];
        }
        let Some(dependency) = package.dependencies.iter().find(|listed| listed.extern_name == name) else {
            return self.of_extern_crate(from, name);
        };
        let found = dependency.at.map(|at| (at, &self.packages[at]));
        let stand_in = found.is_some_and(|(_, package)| package.stand_in);
        match found.and_then(|(at, package)| Some((at, package.lib()?.clone()))) {
            Some((at, lib)) if lib.kind == TargetKind::Lib && !is_known(&dependency.package) => {
                let root = self.tree.add_crate(Some(at), &lib);
                root.map_or_else(|| vec![outside(&dependency.package, stand_in)], |root| vec![Hit::module(root)])
            }
            _ => vec![outside(&dependency.package, stand_in)],
        }
    }

    /// The crate that an `extern crate` at the root gives a name, in all modules.
    pub(super) fn of_extern_crate(&mut self, from: ModuleId, name: &str) -> Vec<Hit> {
        let root = self.root_of(from);
        let is_it = |import: &&Import| import.extern_crate && import.name.as_deref() == Some(name);
        let Some(import) = self.tree.node(root).imports.iter().find(is_it).cloned() else { return Vec::new() };
        if import.path[0] == name {
            return Vec::new();
        }
        let mut hits = self.outside(root, &import.path[0]);
        let via = Rc::new(Via { file: self.tree.modules[root].file, import });
        hits.iter_mut().for_each(|hit| hit.via.insert(0, via.clone()));
        hits
    }

    pub(super) fn is_2015(&self, from: ModuleId) -> bool {
        let krate = &self.tree.crates[self.tree.modules[from].krate];
        krate.package.is_some_and(|package| self.packages[package].edition_2015)
    }
}
