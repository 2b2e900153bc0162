//! The changes of source files: attributes' paths, imports and arguments, and attributes of methods.

#![forbid(unsafe_code)]

use std::collections::{BTreeMap, BTreeSet};

use super::edits::{Edit, Edits};
use super::group::{Place, Use};
use super::hot::Hot;
use super::needless;
use super::plan::Plan;
use crate::audit::scope::Import;
use crate::audit::tree::{FileId, Tree};

/// The attribute's path where no import names it.
const ATTRIBUTE: &str = "valuetask::async_trait";

/// Returns the changes of each file for the `active` groups.
///
/// Imports in `stay` stay. The signatures of the groups in `exact` are async-trait's own.
pub(super) fn edits(
    plan: &Plan,
    active: &BTreeSet<usize>,
    stay: &BTreeSet<Place>,
    exact: &BTreeSet<usize>,
    hot: &Hot,
    tree: &Tree,
) -> BTreeMap<FileId, Edits> {
    let mut all = BTreeMap::<FileId, Edits>::new();
    // An import serves all of its users: it changes if all of them do.
    let changes = |place: &Place| !stay.contains(place);
    for (place, via) in plan.imports.iter().filter(|(place, _)| changes(place)) {
        let text = &tree.files[place.0].text;
        let edits = all.entry(place.0).or_default();
        if !plan.is_needless(place) {
            edits.add(import(&via.import, text));
        } else if plan.unused.contains(place) {
            edits.add(needless::remove(&via.import, text));
        }
    }
    for (index, group) in active.iter().map(|index| (*index, &plan.groups[*index])) {
        if group.is_needless() {
            let file = group.uses[0].file;
            let edits = all.entry(file).or_default();
            needless::edits(&group.uses, &tree.files[file].text).into_iter().for_each(|edit| edits.add(edit));
            continue;
        }
        for used in &group.uses {
            let text = &tree.files[used.file].text;
            let edits = all.entry(used.file).or_default();
            let by_import = used.import.as_ref().is_some_and(changes);
            if !by_import {
                edits.add(Edit::new(used.place.path_bytes.clone(), ATTRIBUTE));
            }
            if exact.contains(&index) {
                edits.add(say_exact(used.place.path_bytes.end, text));
            }
            add_hot(edits, index, used, hot, text);
        }
    }
    all
}

/// `use async_trait::async_trait as name;` becomes `use valuetask::async_trait as name;`, and
/// `use async_trait as name;` `use valuetask as name;`.
pub(super) fn import(import: &Import, text: &str) -> Edit {
    let start = import.keyword_end;
    let blank = text[start..].len() - text[start..].trim_start().len();
    let end = import.item.end - usize::from(text[..import.item.end].ends_with(';'));
    let new = match (&import.path[..], &import.name) {
        ([_], Some(name)) => format!("valuetask as {name}"),
        _ => format!("valuetask::{}", &text[import.leaf.clone()]),
    };
    Edit::new(start + blank..end, new)
}

/// Says `exact` in the arguments of the attribute whose path ends at a byte.
fn say_exact(path_end: usize, text: &str) -> Edit {
    let rest = &text[path_end..];
    let Some(args) = rest.trim_start().strip_prefix('(') else { return Edit::new(path_end..path_end, "(exact)") };
    let start = text.len() - args.len();
    Edit::new(start..start, if args.trim_start().starts_with(')') { "exact" } else { "exact, " })
}

/// Writes the attributes of their own above the methods that have one.
fn add_hot(edits: &mut Edits, group: usize, used: &Use, hot: &Hot, text: &str) {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    for method in &used.methods {
        let Some(attribute) = hot.attribute(group, used, method) else { continue };
        let start = method.bytes.start;
        let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let indent = &text[line..start];
        let between = if indent.trim().is_empty() { format!("{end}{indent}") } else { " ".to_owned() };
        edits.add(Edit::new(start..start, format!("#[valuetask::{attribute}]{between}")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_is_said_before_other_arguments() {
        for (text, changed) in [
            ("#[at]", "#[at(exact)]"),
            ("#[at()]", "#[at(exact)]"),
            ("#[at (?Send)]", "#[at (exact, ?Send)]"),
            ("#[cfg_attr(x, at)]", "#[cfg_attr(x, at(exact))]"),
        ] {
            let mut edits = Edits::default();
            edits.add(say_exact(text.rfind("at").expect("a path") + 2, text));
            assert_eq!(edits.apply(text), changed);
        }
    }
}
