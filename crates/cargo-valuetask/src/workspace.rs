//! The workspace that is audited: packages, targets and dependencies as cargo names them, and which files were asked
//! for.
//!
//! Nothing here is compiled, fetched or written. If sources of dependencies are missing, cargo is asked for the members
//! alone. Then [`Package::dependencies`] lead to no package, and what they re-export isn't known.

mod cargo;
mod package;
mod select;

use std::path::PathBuf;

pub(crate) use package::{Package, Workspace, is_test};
pub(crate) use select::{Selection, files_of};

use crate::error::Error;

impl Workspace {
    /// Reads the workspace of `paths`: folders, source files and manifests; without any, that of the current
    /// folder.
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
}
