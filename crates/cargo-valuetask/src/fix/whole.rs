//! What names async-trait in a package beside its attributes.
//!
//! If all traits of a package change, so do public re-exports of the attribute, by which other crates implement these traits,
//! and examples in the documentation, also in Markdown that it includes. Else a file that names the crate still needs it.

#![forbid(unsafe_code)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};
use proc_macro2::TokenStream;

use super::disk::Disk;
use super::edits::{Edit, Edits};
use super::plan::{Place, place_of};
use super::tokens::{self, is_letter, is_word};
use super::{Found, source};
use crate::audit::scope::Import;
use crate::audit::tree::{File, FileId};

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
    let included = whole.iter().flat_map(|file| included(&found.resolver.tree.files[*file]));
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

/// Returns `true` if a file of a package, as it becomes, names async-trait by one of these names.
pub(super) fn names_crate(
    package: usize,
    krates: &[&str],
    found: &Found<'_>,
    disk: &mut Disk,
    texts: &BTreeMap<PathBuf, String>,
) -> bool {
    let tree = &found.resolver.tree;
    let own = found.resolver.own_files().filter(|file| tree.packages_of(*file).any(|at| at == package));
    let files = beside(found.workspace.packages[package].folder(), own.map(|file| &tree.files[file]));
    files.iter().any(|path| {
        let text = texts.get(path).cloned().or_else(|| disk.before(path).ok());
        text.is_some_and(|text| krates.iter().any(|krate| names(&text, krate)))
    })
}

/// Returns `true` if a text names a crate, in code or in an example.
fn names(text: &str, krate: &str) -> bool {
    text.match_indices(krate).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + krate.len()..]);
        let is_word = !before.ends_with(is_letter) && !after.starts_with(is_letter);
        let in_another = before.strip_suffix("::").is_some_and(|path| path.ends_with(is_letter));
        let is_brought = ["extern crate ", "use ", "use ::"].iter().any(|start| before.ends_with(start));
        is_word && (is_brought || after.starts_with("::") && !in_another)
    })
}

/// Returns a package's modules, the files that they include, and Rust and Markdown beside them.
fn beside<'f>(folder: &Path, modules: impl Iterator<Item = &'f File>) -> BTreeSet<PathBuf> {
    let first = folder.to_owned();
    let is_package = move |entry: &DirEntry| {
        let path = entry.path();
        (path == first || !path.join("Cargo.toml").is_file()) && !path.ends_with("target")
    };
    let walk = WalkBuilder::new(folder).standard_filters(false).filter_entry(is_package).build();
    let found = walk.filter_map(Result::ok).map(DirEntry::into_path);
    let found = found.filter(|path| path.extension().is_some_and(|end| end == "rs" || end == "md"));
    let of_modules = modules.flat_map(|file| included(file).chain([file.path.clone()]));
    found.chain(of_modules).filter_map(|path| path.canonicalize().ok()).collect()
}

/// Returns the files that a module includes.
fn included(file: &File) -> impl Iterator<Item = PathBuf> {
    let rests = ["include!(\"", "include_str!(\""].into_iter().flat_map(|start| file.text.split(start).skip(1));
    rests.filter_map(|rest| rest.split_once('"')).map(|(name, _)| file.path.with_file_name(name))
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

    #[test]
    fn a_crate_is_named_at_the_root_of_a_path() {
        for text in [
            "#[async_trait::async_trait]",
            "use ::async_trait::async_trait;",
            "extern crate async_trait;",
            "pub use async_trait;",
            "use async_trait as at;",
        ] {
            assert!(names(text, "async_trait"), "{text}");
        }
        for text in
            ["#[async_trait]", "use valuetask::async_trait;", "#[crate::async_trait::async_trait]", "my_async_trait::x"]
        {
            assert!(!names(text, "async_trait"), "{text}");
        }
    }
}
