//! What changes when all traits of a package do: re-exports of the attribute that no attribute here goes through, for others
//! who implement the traits by it, and the examples in the documentation.

#![forbid(unsafe_code)]

use std::collections::{BTreeMap, BTreeSet};

use super::edits::{Edit, Edits};
use super::plan::{Plan, packages_of};
use super::source;
use crate::audit::resolve::Resolver;
use crate::audit::scope::Import;
use crate::audit::tree::FileId;
use crate::audit::workspace::{Package, Workspace};

/// The attribute in examples: as it is written, and what becomes of it.
const IN_EXAMPLES: [(&str, &str); 2] = [
    ("#[async_trait::async_trait", "#[valuetask::async_trait"),
    ("use async_trait::async_trait;", "use valuetask::async_trait;"),
];

/// Packages of which every trait that was found is changed, and no attribute is left.
pub(super) fn packages(plan: &Plan, active: &BTreeSet<usize>, resolver: &Resolver<'_>) -> BTreeSet<usize> {
    let tree = &resolver.tree;
    let of = |index: &usize| Plan::packages(tree, &plan.groups[*index]);
    let mut whole: BTreeSet<_> = active.iter().flat_map(of).collect();
    let left = plan.left.iter().flat_map(|left| packages_of(tree, left.file));
    let inactive = (0..plan.groups.len()).filter(|index| !active.contains(index));
    for package in inactive.flat_map(|index| of(&index)).chain(left) {
        whole.remove(&package);
    }
    whole
}

/// Adds the changes of these packages.
pub(super) fn add(
    edits: &mut BTreeMap<FileId, Edits>,
    whole: &BTreeSet<usize>,
    resolver: &Resolver<'_>,
    workspace: &Workspace,
) {
    for file in resolver.own_files() {
        let read = &resolver.tree.files[file];
        let packages: BTreeSet<_> = packages_of(&resolver.tree, file).intersection(whole).copied().collect();
        if packages.is_empty() || !workspace.selection.holds(&read.path) {
            continue;
        }
        let imports = read.scope.nodes.iter().flat_map(|node| &node.imports);
        let is_it = |import: &&Import| packages.iter().any(|at| is_re_export(import, &workspace.packages[*at]));
        for edit in imports.filter(is_it).map(|import| source::import(import, &read.text)).chain(examples(&read.text)) {
            edits.entry(file).or_default().add(edit);
        }
    }
}

/// Whether an import hands the attribute on, and nothing else.
pub(super) fn is_re_export(import: &Import, package: &Package) -> bool {
    let [krate, name] = &import.path[..] else { return false };
    let mut dependencies = package.dependencies.iter().filter(|listed| listed.package == "async-trait");
    let is_crate = dependencies.any(|listed| listed.extern_name == *krate);
    is_crate && name == "async_trait" && import.public && !import.shared && !import.extern_crate
}

/// The attribute in comments that are documentation.
fn examples(text: &str) -> Vec<Edit> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if ["///", "//!"].iter().any(|mark| line.trim_start().starts_with(mark)) {
            for (old, new) in IN_EXAMPLES {
                let places = line.match_indices(old).map(|(at, _)| start + at..start + at + old.len());
                found.extend(places.map(|range| Edit::new(range, new)));
            }
        }
        start += line.len();
    }
    found
}
