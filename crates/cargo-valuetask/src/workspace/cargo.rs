//! What cargo says of a workspace.

use std::path::{Path, PathBuf};

use cargo_metadata::{Metadata, MetadataCommand};

use super::{Dependency, Package, Workspace};
use crate::error::Error;

/// Adds the packages of the workspace that `manifest` belongs to.
pub(super) fn add(workspace: &mut Workspace, manifest: &Path) -> Result<(), Error> {
    let metadata = metadata(manifest).map_err(|error| {
        let text = error.to_string();
        let said = text.rsplit("error: ").next().unwrap_or_default().trim();
        let what = format!("cargo can't read the workspace: {said}");
        Error::usage(what, manifest.display(), "correct the manifest, or what it names")
    })?;
    workspace.without_dependencies = metadata.resolve.is_none();
    if metadata.workspace_members.is_empty() {
        return Err(Error::usage("the workspace has no members", manifest.display(), "give a package or source files"));
    }
    for described in &metadata.packages {
        let dependencies = described.dependencies.iter().map(|listed| {
            let extern_name = listed.rename.as_ref().unwrap_or(&listed.name).replace('-', "_");
            let packages = metadata.packages.iter().enumerate();
            let named = packages.filter(|(_, package)| package.name.as_str() == listed.name);
            // By `[patch]`, the one that is asked for may come from elsewhere; then it is the only one.
            let found = named.max_by_key(|(_, package)| {
                let is_there = listed.path.as_deref() == package.manifest_path.parent();
                (is_there, listed.source == package.source, listed.req.matches(&package.version))
            });
            Dependency { extern_name, package: listed.name.clone(), at: found.map(|(at, _)| at) }
        });
        let over_valuetask = described.dependencies.iter().any(|listed| listed.name == "valuetask");
        workspace.packages.push(Package {
            name: described.name.to_string(),
            manifest: PathBuf::from(&described.manifest_path),
            member: metadata.workspace_members.contains(&described.id),
            stand_in: described.name.as_str() == "async-trait" && over_valuetask,
            edition: described.edition.to_string(),
            dependencies: dependencies.collect(),
            targets: described.targets.clone(),
        });
    }
    workspace.target = metadata.target_directory.clone().into_std_path_buf();
    workspace.root = metadata.workspace_root.clone().into_std_path_buf();
    Ok(())
}

/// Asks cargo, which neither fetches nor writes anything: for all platforms, for this one, or for the members alone.
///
/// A build fetches the sources for its own platform alone.
fn metadata(manifest: &Path) -> Result<Metadata, cargo_metadata::Error> {
    let ask = |options: &str| {
        let options: Vec<_> = options.split(' ').map(str::to_owned).collect();
        let mut command = MetadataCommand::new();
        command.manifest_path(manifest).other_options(options).env_remove("RUST_BACKTRACE").exec()
    };
    ask("--frozen").or_else(|_| ask("--frozen --filter-platform host-tuple")).or_else(|_| ask("--no-deps"))
}
