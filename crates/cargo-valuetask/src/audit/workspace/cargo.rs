//! What cargo says of a workspace.

#![forbid(unsafe_code)]

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::{CrateType, Edition, Metadata, MetadataCommand, Package as Described, TargetKind as Kind};

use super::package::{Dependency, Package, Target, TargetKind, Workspace};
use crate::error::Error;

/// Adds the packages of the workspace that `manifest` belongs to.
pub(super) fn add(workspace: &mut Workspace, manifest: &Path) -> Result<(), Error> {
    let metadata = match frozen(manifest) {
        Ok(metadata) => metadata,
        Err(reason) => {
            workspace.without_dependencies = Some(reason);
            MetadataCommand::new().manifest_path(manifest).no_deps().exec().map_err(|error| {
                if let cargo_metadata::Error::Io(error) = &error {
                    let what = format!("can't run `cargo metadata`: {error}");
                    return Error::failure(what, manifest.display(), "see whether cargo is installed");
                }
                let what = format!("cargo can't read the workspace: {}", said(&error));
                Error::usage(format_args!("{}: {what}", manifest.display()), "correct the manifest, or what it names")
            })?
        }
    };
    if metadata.workspace_members.is_empty() {
        let what = format!("{}: the workspace has no members", manifest.display());
        return Err(Error::usage(what, "give a package, source files or a glob"));
    }
    let first = workspace.packages.len();
    let is_member = |package: &Described| metadata.workspace_members.contains(&package.id);
    let (mut ordered, others): (Vec<_>, Vec<_>) = metadata.packages.iter().partition(|package| is_member(package));
    ordered.extend(others);
    let places: HashMap<_, _> =
        ordered.iter().enumerate().map(|(index, package)| (&package.id, first + index)).collect();
    for described in &ordered {
        let mut package = package(described, is_member(described));
        let node = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes).find(|node| node.id == described.id);
        for dependency in node.iter().flat_map(|node| &node.deps) {
            let found = package.dependencies.iter_mut().filter(|listed| listed.extern_name == dependency.name);
            found.for_each(|listed| listed.at = places.get(&dependency.pkg).copied());
        }
        for dependency in &mut package.dependencies {
            let is_it = |other: &&&Described| other.name.as_str() == dependency.package && is_member(other);
            let member = || ordered.iter().find(is_it).and_then(|other| places.get(&other.id).copied());
            dependency.at = dependency.at.or_else(member);
        }
        workspace.packages.push(package);
    }
    workspace.roots.push(metadata.workspace_root.clone().into_std_path_buf());
    Ok(())
}

/// The whole graph, of the host's platform, where nothing has to be fetched or written for it.
fn frozen(manifest: &Path) -> Result<Metadata, String> {
    let mut options = vec!["--frozen".to_owned()];
    if let Some(host) = host() {
        options.extend(["--filter-platform".to_owned(), host]);
    }
    MetadataCommand::new().manifest_path(manifest).other_options(options).exec().map_err(|error| said(&error))
}

fn host() -> Option<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("-vV").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.lines().find_map(|line| line.strip_prefix("host: ")).map(str::to_owned)
}

/// What cargo itself says, without the words around it: neither what it reminds of nor where in its code that was.
fn said(error: &cargo_metadata::Error) -> String {
    let text = match error {
        cargo_metadata::Error::CargoMetadata { stderr } => stderr.clone(),
        error => error.to_string(),
    };
    let text = ["As a reminder", "Stack backtrace", "\nhelp:"]
        .iter()
        .fold(&*text, |text, more| text.split_once(more).map_or(text, |(before, _)| before));
    let text = text.trim();
    text.strip_prefix("error: ").unwrap_or(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn package(described: &Described, member: bool) -> Package {
    let dependencies = described.dependencies.iter().map(|dependency| Dependency {
        extern_name: dependency.rename.as_ref().unwrap_or(&dependency.name).replace('-', "_"),
        package: dependency.name.clone(),
        at: None,
    });
    let dependencies: Vec<_> = dependencies.collect();
    let of_crates_io = described.source.as_ref().is_some_and(|source| source.is_crates_io());
    let over_valuetask = dependencies.iter().any(|dependency| dependency.package == "valuetask");
    Package {
        manifest: PathBuf::from(&described.manifest_path),
        member,
        edition_2015: described.edition == Edition::E2015,
        stand_in: described.name.as_str() == "async-trait" && !of_crates_io && over_valuetask,
        dependencies,
        targets: described.targets.iter().map(target).collect(),
    }
}

fn target(described: &cargo_metadata::Target) -> Target {
    let is = |kind: &Kind| described.kind.contains(kind);
    let is_lib = described.crate_types.iter().any(|kind| {
        matches!(kind, CrateType::Lib | CrateType::RLib | CrateType::DyLib | CrateType::CDyLib | CrateType::StaticLib)
    });
    let kind = match () {
        () if is(&Kind::CustomBuild) => TargetKind::Build,
        () if is(&Kind::ProcMacro) => TargetKind::ProcMacro,
        () if is_lib && !is(&Kind::Example) => TargetKind::Lib,
        () if is(&Kind::Test) || is(&Kind::Bench) || is(&Kind::Example) => TargetKind::Test,
        () => TargetKind::Binary,
    };
    Target { name: described.name.replace('-', "_"), kind, root: PathBuf::from(&described.src_path) }
}
