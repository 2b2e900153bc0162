//! The workspace that is audited: packages, targets and dependencies as cargo names them, and which files were asked
//! for.
//!
//! Nothing here is compiled, fetched or written. If sources of dependencies are missing, cargo is asked for the members
//! alone. Then [`Package::dependencies`] lead to no package, and what they re-export isn't known.

mod cargo;
mod select;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use cargo_metadata::Target;
pub(crate) use select::{Selection, files_of};

use crate::error::Error;

/// The packages of a workspace, and what they depend on.
#[derive(Debug, Default)]
pub(crate) struct Workspace {
    pub(crate) packages: Vec<Package>,
    /// Its folder; empty for files of no package.
    pub(crate) root: PathBuf,
    /// The folder that cargo builds in.
    pub(crate) target: PathBuf,
    /// What was asked for.
    pub(crate) selection: Selection,
    /// Cargo found no sources of dependencies.
    pub(crate) without_dependencies: bool,
}

/// A package, as its manifest has it.
#[derive(Clone, Debug)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) manifest: PathBuf,
    /// It is a member of the workspace.
    pub(crate) member: bool,
    /// It is valuetask's stand-in for async-trait, put in its place by `[patch.crates-io]`.
    pub(crate) stand_in: bool,
    pub(crate) edition: String,
    pub(crate) dependencies: Vec<Dependency>,
    pub(crate) targets: Vec<Target>,
}

/// A line of `[dependencies]`.
#[derive(Clone, Debug)]
pub(crate) struct Dependency {
    /// The name that code has for it, after a rename: `async_trait`.
    pub(crate) extern_name: String,
    /// The name of the package: `valuetask-async-trait`.
    pub(crate) package: String,
    /// That package among [`Workspace::packages`].
    pub(crate) at: Option<usize>,
}

impl Workspace {
    /// Reads the workspace of `paths`: folders, source files and manifests.
    ///
    /// A file that belongs to no package is in none: [`Selection::files`] alone names it.
    ///
    /// # Errors
    ///
    /// A path that doesn't exist, a folder without a Cargo.toml in or above it, paths of several workspaces, a workspace
    /// without members, and any error of cargo's about a manifest.
    pub(crate) fn read(paths: &[PathBuf]) -> Result<Self, Error> {
        let mut workspace = Self::default();
        let (selection, manifests) = select::select(paths)?;
        workspace.selection = selection;
        for manifest in manifests {
            if workspace.packages.is_empty() {
                cargo::add(&mut workspace, &manifest)?;
            } else if !workspace.members().any(|(_, package)| package.manifest == manifest) {
                let what = "this is of another workspace than the other paths";
                return Err(Error::usage(what, manifest.display(), "give paths of one workspace"));
            }
        }
        let asked_for = workspace.members().filter(|(_, package)| workspace.selection.holds(&package.manifest));
        let folders = asked_for.map(|(_, package)| package.folder().join("src")).filter(|folder| folder.is_dir());
        let sources: Vec<_> = folders.map(|folder| select::sources_in(&folder)).collect::<Result<_, _>>()?;
        workspace.selection.files.extend(sources.into_iter().flatten());
        Ok(workspace)
    }

    /// The packages that these files belong to; none where that can't be found out.
    pub(crate) fn around(files: &[PathBuf]) -> Self {
        Self::read(files).unwrap_or_else(|_| {
            let files = files.iter().filter_map(|file| file.canonicalize().ok()).collect();
            Self { selection: Selection { files, ..Selection::default() }, ..Self::default() }
        })
    }

    /// The members that were asked for, or that files were asked for of.
    pub(crate) fn members(&self) -> impl Iterator<Item = (usize, &Package)> {
        self.packages.iter().enumerate().filter(|(_, package)| package.member)
    }

    /// These packages, and all that they depend on.
    pub(crate) fn with_dependencies(&self, mut packages: Vec<usize>) -> BTreeSet<usize> {
        let mut all = BTreeSet::new();
        while let Some(at) = packages.pop() {
            if all.insert(at) {
                packages.extend(self.packages[at].dependencies.iter().filter_map(|listed| listed.at));
            }
        }
        all
    }
}

impl Package {
    /// The folder of its manifest.
    pub(crate) fn folder(&self) -> &Path {
        self.manifest.parent().unwrap_or(&self.manifest)
    }

    /// The names that its code has for another package.
    pub(crate) fn names_of<'p>(&'p self, package: &'p str) -> impl Iterator<Item = &'p str> {
        let listed = self.dependencies.iter().filter(move |listed| listed.package == package);
        listed.map(|listed| listed.extern_name.as_str())
    }

    /// The library that others depend on, a procedural macro or not.
    pub(crate) fn lib(&self) -> Option<&Target> {
        let is_other = |target: &Target| target.is_bin() || target.is_custom_build() || is_test(target);
        self.targets.iter().find(|target| !is_other(target))
    }
}

/// Whether a target is a test, an example or a bench.
pub(crate) fn is_test(target: &Target) -> bool {
    target.is_test() || target.is_example() || target.is_bench()
}
