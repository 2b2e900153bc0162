//! The changes of source files: attributes' paths, imports and arguments, and attributes of methods.

#![forbid(unsafe_code)]

use std::collections::{BTreeMap, BTreeSet};

use super::edits::{Edit, Edits};
use super::group::{Place, Use};
use super::hot::Hot;
use super::needless;
use super::plan::Plan;
use super::rounds::Choice;
use crate::audit::scope::Import;
use crate::audit::tree::{FileId, Tree};

/// The attribute's path where no import names it.
const ATTRIBUTE: &str = "valuetask::async_trait";

/// Returns the changes of each file. Imports in `stay` stay.
pub(super) fn edits(plan: &Plan, choice: &Choice, stay: &BTreeSet<Place>, tree: &Tree) -> BTreeMap<FileId, Edits> {
    let mut all = BTreeMap::<FileId, Edits>::new();
    // An import serves all of its users: it changes if all of them do.
    for (place, via) in plan.imports.iter().filter(|(place, _)| !stay.contains(place)) {
        let text = &tree.files[place.0].text;
        let edit = match plan.is_needless(place) {
            false => import(&via.import, text),
            true => plan.unused.contains(place).then(|| needless::remove(&via.import.with_attributes, text)),
        };
        all.entry(place.0).or_default().extend(edit);
    }
    for (index, group) in choice.active.iter().map(|index| (*index, &plan.groups[*index])) {
        for used in &group.uses {
            let text = &tree.files[used.file].text;
            let edits = all.entry(used.file).or_default();
            if group.is_needless() {
                edits.insert(needless::remove(&used.place.bytes, text));
                continue;
            }
            if plan.import_of(used).is_none_or(|import| stay.contains(import)) {
                edits.insert(Edit::new(used.place.path_bytes.clone(), ATTRIBUTE));
            }
            if choice.remedies.exact.contains(&index) {
                edits.insert(say_exact(used.place.path_bytes.end, text));
            }
            add_hot(edits, index, used, &choice.hot, text);
        }
    }
    all
}

/// Changes an import of the attribute, or of its crate by a name, if its path is written in one piece.
///
/// `async_trait::async_trait as name` becomes `valuetask::async_trait as name`, and `async_trait` `valuetask as async_trait`.
pub(super) fn import(import: &Import, text: &str) -> Option<Edit> {
    match (&import.path[..], &import.name) {
        ([_], Some(name)) if !import.extern_crate => {
            Some(Edit::new(import.leaf.clone(), format!("valuetask as {name}")))
        }
        ([krate, attribute], Some(_)) if attribute == "async_trait" => {
            let before = text[..import.leaf.start].trim_end().strip_suffix("::")?.trim_end();
            let start = before.strip_suffix(krate.as_str())?.len();
            Some(Edit::new(start..before.len(), "valuetask"))
        }
        _ => None,
    }
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
        edits.insert(Edit::new(start..start, format!("#[valuetask::{attribute}]{between}")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fix::edits;

    #[test]
    fn exact_is_said_before_other_arguments() {
        for (text, changed) in [
            ("#[at]", "#[at(exact)]"),
            ("#[at()]", "#[at(exact)]"),
            ("#[at (?Send)]", "#[at (exact, ?Send)]"),
            ("#[cfg_attr(x, at)]", "#[cfg_attr(x, at(exact))]"),
        ] {
            let edits = Edits::from([say_exact(text.rfind("at").expect("a path") + 2, text)]);
            assert_eq!(edits::apply(&edits, text), changed);
        }
    }
}
