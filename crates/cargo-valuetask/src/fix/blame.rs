//! Which changes an error comes from: those at its place, else those whose methods it is about, else those near by.

#![forbid(unsafe_code)]

use std::collections::{BTreeMap, BTreeSet};

use super::check::{Finding, Span};
use super::edits::Edits;
use super::plan::{Group, Plan, packages_of};
use crate::audit::tree::{FileId, Tree};

/// The groups, of those that are changed, that an error comes from; never none of them if there are any.
pub(super) fn blamed(
    finding: &Finding,
    plan: &Plan,
    active: &BTreeSet<usize>,
    edits: &BTreeMap<FileId, Edits>,
    tree: &Tree,
) -> BTreeSet<usize> {
    let of = |holds: &dyn Fn(&Group) -> bool| -> BTreeSet<usize> {
        active.iter().copied().filter(|index| holds(&plan.groups[*index])).collect()
    };
    let at = |span: &Span| {
        let Some(file) = tree.file_at(&span.file) else { return BTreeSet::new() };
        let place = edits.get(&file).map_or(span.bytes.start, |edits| edits.before(span.bytes.start));
        of(&|group| group.uses.iter().any(|used| used.file == file && used.place.item.contains(&place)))
    };
    let about = |span: &Span| {
        let words: BTreeSet<_> = words(&span.text).collect();
        of(&|group| {
            let methods = || group.uses.iter().flat_map(|used| &used.methods);
            words.contains(group.name.as_str()) || methods().any(|method| words.contains(method.name.as_str()))
        })
    };
    let primary = || finding.spans.iter().filter(|span| span.primary);
    let files = || finding.spans.iter().filter_map(|span| tree.file_at(&span.file));
    let near = || of(&|group| files().any(|file| group.uses.iter().any(|used| used.file == file)));
    let same_package = || {
        let packages: BTreeSet<_> = files().flat_map(|file| packages_of(tree, file)).collect();
        of(&|group| !Plan::packages(tree, group).is_disjoint(&packages))
    };
    let steps: [&dyn Fn() -> BTreeSet<usize>; 5] = [
        &|| primary().flat_map(at).collect(),
        &|| primary().flat_map(about).collect(),
        &|| finding.spans.iter().flat_map(|span| at(span).into_iter().chain(about(span))).collect(),
        &near,
        &same_package,
    ];
    steps.iter().map(|step| step()).find(|groups| !groups.is_empty()).unwrap_or_else(|| active.clone())
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty())
}
