//! What changes when all traits of a package do: re-exports of the attribute that no attribute here goes through, for
//! others who implement the traits by it, and the examples in the documentation, also in Markdown that it includes.

#![forbid(unsafe_code)]

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::edits::{Edit, Edits};
use super::group::{Place, place_of};
use super::plan::Plan;
use super::{others, source};
use crate::audit::resolve::Resolver;
use crate::audit::scope::Import;
use crate::audit::tree::FileId;
use crate::audit::workspace::{Package, Workspace};

/// The attribute in examples: as it is written, and what becomes of it.
const IN_EXAMPLES: [(&str, &str); 2] = [
    ("#[async_trait::async_trait", "#[valuetask::async_trait"),
    ("use async_trait::async_trait;", "use valuetask::async_trait;"),
];

/// Packages that have a trait which is changed, all that were found are, and no attribute is left.
pub(super) fn packages(plan: &Plan, active: &BTreeSet<usize>, resolver: &Resolver<'_>) -> BTreeSet<usize> {
    let tree = &resolver.tree;
    let of = |index: &usize| plan.groups[*index].packages(tree);
    let changed = active.iter().filter(|index| !plan.groups[**index].is_needless());
    let mut whole: BTreeSet<_> = changed.flat_map(of).collect();
    let left = plan.left.iter().flat_map(|left| tree.packages_of(left.file));
    let inactive = (0..plan.groups.len()).filter(|index| !active.contains(index));
    for package in inactive.flat_map(|index| of(&index)).chain(left) {
        whole.remove(&package);
    }
    whole
}

/// Adds the changes of these packages, but for imports that stay.
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
        let changes = imports.filter(|import| !stay.contains(&place_of(file, import)));
        for edit in changes.map(|import| source::import(import, &read.text)).chain(examples(&read.text)) {
            edits.entry(file).or_default().add(edit);
        }
    }
}

/// The files in Markdown that the documentation of these packages includes.
pub(super) fn guides(whole: &BTreeSet<usize>, resolver: &Resolver<'_>, workspace: &Workspace) -> BTreeSet<PathBuf> {
    let files = resolver.own_files().filter(|file| resolver.tree.packages_of(*file).any(|at| whole.contains(&at)));
    let files = files.map(|file| &resolver.tree.files[file]);
    let included = files.flat_map(|read| others::included(&read.path, &read.text, "doc = include_str!(\""));
    included.filter_map(|path| path.canonicalize().ok()).filter(|path| workspace.selection.holds(path)).collect()
}

/// A text with the attribute changed in all of it.
pub(super) fn guide(text: &str) -> String {
    IN_EXAMPLES.iter().fold(text.to_owned(), |text, (old, new)| text.replace(old, new))
}

/// Whether an import hands the attribute on, or its crate, and nothing else.
pub(super) fn is_re_export(import: &Import, package: &Package) -> bool {
    let krate = match &import.path[..] {
        [krate] if import.name.is_some() => krate,
        [krate, name] if name == "async_trait" => krate,
        _ => return false,
    };
    let is_crate = package.names_of("async-trait").any(|extern_name| extern_name == krate);
    is_crate && import.public && !import.shared && !import.extern_crate
}

/// The attribute in what is documentation to the compiler: not in a string that looks like it.
fn examples(text: &str) -> Vec<Edit> {
    let rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Ok(tokens) = rest.parse::<TokenStream>() else { return Vec::new() };
    let (mut found, first) = (Vec::new(), text.len() - rest.len());
    let mut docs = Vec::new();
    documentation(tokens, &mut docs);
    for bytes in docs {
        let start = first + bytes.start;
        let Some(comment) = text.get(start..first + bytes.end) else { continue };
        for (old, new) in IN_EXAMPLES {
            let places = comment.match_indices(old).map(|(at, _)| start + at..start + at + old.len());
            found.extend(places.map(|range| Edit::new(range, new)));
        }
    }
    found
}

/// The bytes of each `doc = ".."` in brackets; of a comment, the whole comment.
fn documentation(tokens: TokenStream, docs: &mut Vec<Range<usize>>) {
    for group in tokens.into_iter() {
        let TokenTree::Group(group) = group else { continue };
        let inner: Vec<_> = group.stream().into_iter().collect();
        match &inner[..] {
            [TokenTree::Ident(word), TokenTree::Punct(_), TokenTree::Literal(said)]
                if word == "doc" && group.delimiter() == Delimiter::Bracket =>
            {
                docs.push(said.span().byte_range());
            }
            _ => documentation(group.stream(), docs),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_in_documentation_and_not_in_strings() {
        let line = "/// #[async_trait::async_trait]\n";
        let text = format!("\u{feff}//! use async_trait::async_trait;\n{line}fn a() {{ b(r#\"\n{line}\"#) }}\n");
        let mut edits = Edits::default();
        examples(&text).into_iter().for_each(|edit| edits.add(edit));
        let new = format!("\u{feff}//! use valuetask::async_trait;\n{}", line.replace("async_trait::", "valuetask::"));
        assert_eq!(edits.apply(&text), format!("{new}fn a() {{ b(r#\"\n{line}\"#) }}\n"));
    }
}
