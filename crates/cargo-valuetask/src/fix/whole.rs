//! The changes of a package whose own traits all change: public re-exports of the attribute, by which other crates
//! implement these traits, and examples in the documentation, also in Markdown that it includes.

#![forbid(unsafe_code)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use proc_macro2::TokenStream;

use super::edits::{Edit, Edits};
use super::group::{Place, place_of};
use super::tokens::{self, is_word};
use super::{Found, others, source};
use crate::audit::scope::Import;
use crate::audit::tree::FileId;

/// The attribute in examples, and its replacement.
const IN_EXAMPLES: [(&str, &str); 2] = [
    ("#[async_trait::async_trait", "#[valuetask::async_trait"),
    ("use async_trait::async_trait;", "use valuetask::async_trait;"),
];

/// Returns the own files of packages with a changed trait whose own traits are all changed.
pub(super) fn files(active: &BTreeSet<usize>, found: &Found<'_>) -> Vec<FileId> {
    let (plan, tree) = (&found.plan, &found.resolver.tree);
    let of = |index: usize| plan.groups[index].uses.iter().flat_map(|used| tree.packages_of(used.file));
    let left = plan.left.iter().filter(|left| !left.foreign).flat_map(|left| tree.packages_of(left.file));
    let (active, others): (Vec<_>, Vec<_>) = (0..plan.groups.len()).partition(|index| active.contains(index));
    let others: BTreeSet<_> = others.into_iter().flat_map(of).chain(left).collect();
    let changed = active.into_iter().filter(|index| !plan.groups[*index].is_needless());
    let whole: BTreeSet<_> = changed.flat_map(of).filter(|package| !others.contains(package)).collect();
    let is_of_one = |file: &FileId| tree.packages_of(*file).any(|package| whole.contains(&package));
    found.resolver.own_files().filter(is_of_one).collect()
}

/// Adds the changes of these files, except of imports that stay.
pub(super) fn add(edits: &mut BTreeMap<FileId, Edits>, whole: &[FileId], stay: &BTreeSet<Place>, found: &Found<'_>) {
    for file in whole.iter().copied().filter(|file| found.is_asked_for(*file)) {
        let read = &found.resolver.tree.files[file];
        let is_re_export = |import: &&Import| {
            let mut packages = found.resolver.tree.packages_of(file).map(|package| &found.workspace.packages[package]);
            import.public && packages.any(|package| package.names_of("async-trait").any(|name| name == import.path[0]))
        };
        let imports = read.scope.imports().filter(is_re_export);
        let changes = imports.filter(|import| !stay.contains(&place_of(file, import)));
        let examples = tokens::of(read).map_or_else(Vec::new, |code| examples(code, &read.text));
        let changes = changes.filter_map(|import| source::import(import, &read.text)).chain(examples);
        for edit in changes {
            edits.entry(file).or_default().insert(edit);
        }
    }
}

/// Returns the files in Markdown that these files include.
pub(super) fn guides(whole: &[FileId], found: &Found<'_>) -> BTreeSet<PathBuf> {
    let included = whole.iter().flat_map(|file| others::included(&found.resolver.tree.files[*file]));
    let guides = included.filter(|path| path.extension().is_some_and(|end| end == "md"));
    let guides = guides.filter_map(|path| path.canonicalize().ok());
    guides.filter(|path| found.workspace.selection.holds(path)).collect()
}

/// Returns a text with the attribute changed in all of it.
pub(super) fn guide(text: &str) -> String {
    IN_EXAMPLES.iter().fold(text.to_owned(), |text, (old, new)| text.replace(old, new))
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
    use crate::fix::edits::apply;

    #[test]
    fn examples_are_in_documentation_and_not_in_strings() {
        let line = "/// #[async_trait::async_trait]\n";
        let text = format!("//! use async_trait::async_trait;\n{line}fn a() {{ b(r#\"\n{line}\"#) }}\n");
        let edits = examples(text.parse().expect("tokens"), &text).into_iter().collect();
        let new = format!("//! use valuetask::async_trait;\n{}", line.replace("async_trait::", "valuetask::"));
        assert_eq!(apply(&edits, &text), format!("{new}fn a() {{ b(r#\"\n{line}\"#) }}\n"));
    }
}
