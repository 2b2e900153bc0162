//! Names of other crates: those of dependencies, the library of the same package, `extern crate`.

use cargo_metadata::Target;

use super::Resolver;
use super::hit::Hit;
use super::meaning::{STAND_IN, is_known};
use crate::tree::ModuleId;

impl Resolver<'_> {
    /// The crate that a name means where no module has it: a dependency, or what an `extern crate` at the root calls so.
    pub(super) fn outside(&mut self, from: ModuleId, name: &str) -> Vec<Hit> {
        if let Some(found) = self.dependency(from, name) {
            return vec![found];
        }
        let root = self.root_of(from);
        let renamed = self.imports(root, |import| import.extern_crate && import.name.as_deref() == Some(name));
        let found = renamed
            .into_iter()
            .filter_map(|(number, import)| Some(self.dependency(root, &import.path[0])?.through(Some((root, number)))));
        found.collect()
    }

    /// The crate that the name of a dependency means: its root, if its source was found and has to be read.
    fn dependency(&mut self, from: ModuleId, name: &str) -> Option<Hit> {
        let krate = &self.tree.crates[self.tree.modules[from].krate];
        // A file of no package: names of crates are taken for those of packages.
        let Some(own) = krate.package else { return Some(Hit::package(name)) };
        let packages = self.packages;
        let is_other = |lib: &&Target| lib.name.replace('-', "_") == name && lib.src_path != krate.path;
        if let Some(lib) = packages[own].lib().filter(is_other) {
            return self.tree.add_crate(Some(own), lib.src_path.as_std_path(), false).map(Hit::module);
        }
        let dependency = packages[own].dependencies.iter().find(|listed| listed.extern_name == name)?;
        if dependency.at.is_some_and(|at| packages[at].stand_in) {
            return Some(Hit::package(STAND_IN));
        }
        let read = dependency.at.filter(|_| !is_known(&dependency.package)).and_then(|at| {
            let lib = packages[at].lib().filter(|lib| !lib.is_proc_macro())?;
            self.tree.add_crate(Some(at), lib.src_path.as_std_path(), false)
        });
        Some(read.map_or_else(|| Hit::package(&dependency.package), Hit::module))
    }
}
