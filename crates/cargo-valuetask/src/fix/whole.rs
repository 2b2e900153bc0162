//! The changes of a package whose own traits all change: public re-exports of the attribute, by which other crates
//! implement these traits, and examples in the documentation, also in Markdown that it includes.

#![forbid(unsafe_code)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use proc_macro2::TokenStream;

use super::edits::{Edit, Edits};
use super::group::{Place, place_of};
use super::plan::Plan;
use super::tokens::{self, is_word};
use super::{others, source};
use crate::audit::resolve::Resolver;
use crate::audit::scope::Import;
use crate::audit::tree::FileId;
use crate::audit::workspace::{Package, Workspace};

/// The attribute in examples, and its replacement.
const IN_EXAMPLES: [(&str, &str); 2] = [
    ("#[async_trait::async_trait", "#[valuetask::async_trait"),
    ("use async_trait::async_trait;", "use valuetask::async_trait;"),
];

/// Returns the packages with a changed trait whose own traits are all changed.
pub(super) fn packages(plan: &Plan, active: &BTreeSet<usize>, resolver: &Resolver<'_>) -> BTreeSet<usize> {
    let tree = &resolver.tree;
    let of = |index: &usize| plan.groups[*index].packages(tree);
    let changed = active.iter().filter(|index| !plan.groups[**index].is_needless());
    let mut whole: BTreeSet<_> = changed.flat_map(of).collect();
    let left = plan.left.iter().filter(|left| !left.foreign).flat_map(|left| tree.packages_of(left.file));
    let inactive = (0..plan.groups.len()).filter(|index| !active.contains(index));
    for package in inactive.flat_map(|index| of(&index)).chain(left) {
        whole.remove(&package);
    }
    whole
}

/// Adds the changes of these packages, except of imports that stay.
pub(super) fn add(
    edits: &mut BTreeMap<FileId, Edits>,
    whole: &BTreeSet<usize>,
    stay: &BTreeSet<Place>,
    resolver: &Resolver<'_>,
    workspace: &Workspace,
) {
    for file in resolver.own_files() {
        let read = &resolver.tree.files[file];
        let packages: BTreeSet<_> = resolver.tree.packages_of(file).filter(|at| whole.contains(at)).collect();
        if packages.is_empty() || !workspace.selection.holds(&read.path) {
            continue;
        }
        let is_it = |import: &&Import| packages.iter().any(|at| is_re_export(import, &workspace.packages[*at]));
        let imports = read.scope.imports().filter(is_it);
        let examples = tokens::of(read).map_or_else(Vec::new, |code| examples(code, &read.text));
        let changes = imports.filter(|import| !stay.contains(&place_of(file, import)));
        for edit in changes.map(|import| source::import(import, &read.text)).chain(examples) {
            edits.entry(file).or_default().add(edit);
        }
    }
}

/// Returns the files in Markdown that the documentation of these packages includes.
pub(super) fn guides(whole: &BTreeSet<usize>, resolver: &Resolver<'_>, workspace: &Workspace) -> BTreeSet<PathBuf> {
    let files = resolver.own_files().filter(|file| resolver.tree.packages_of(*file).any(|at| whole.contains(&at)));
    let files = files.map(|file| &resolver.tree.files[file]);
    let included = files.flat_map(|read| others::included(read, "doc = include_str!(\""));
    included.filter_map(|path| path.canonicalize().ok()).filter(|path| workspace.selection.holds(path)).collect()
}

/// Returns a text with the attribute changed in all of it.
pub(super) fn guide(text: &str) -> String {
    IN_EXAMPLES.iter().fold(text.to_owned(), |text, (old, new)| text.replace(old, new))
}

/// Returns `true` if an import re-exports the attribute or its crate, and nothing else.
pub(super) fn is_re_export(import: &Import, package: &Package) -> bool {
    let krate = match &import.path[..] {
        [krate] if import.name.is_some() => krate,
        [krate, name] if name == "async_trait" => krate,
        _ => return false,
    };
    let is_crate = package.names_of("async-trait").any(|extern_name| extern_name == krate);
    is_crate && import.public && !import.shared && !import.extern_crate
}

/// Changes the attribute in documentation. A string that looks like it stays.
fn examples(code: TokenStream, text: &str) -> Vec<Edit> {
    let mut found = Vec::new();
    for list in tokens::lists(code) {
        let [word, _, said] = &list[..] else { continue };
        let bytes = said.span().byte_range();
        let Some(comment) = text.get(bytes.clone()).filter(|_| is_word(word, "doc")) else { continue };
        for (old, new) in IN_EXAMPLES {
            let places = comment.match_indices(old).map(|(at, _)| bytes.start + at);
            found.extend(places.map(|start| Edit::new(start..start + old.len(), new)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_in_documentation_and_not_in_strings() {
        let line = "/// #[async_trait::async_trait]\n";
        let text = format!("//! use async_trait::async_trait;\n{line}fn a() {{ b(r#\"\n{line}\"#) }}\n");
        let mut edits = Edits::default();
        examples(text.parse().expect("tokens"), &text).into_iter().for_each(|edit| edits.add(edit));
        let new = format!("//! use valuetask::async_trait;\n{}", line.replace("async_trait::", "valuetask::"));
        assert_eq!(edits.apply(&text), format!("{new}fn a() {{ b(r#\"\n{line}\"#) }}\n"));
    }
}
