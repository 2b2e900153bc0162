//! The changes of source files: attributes' paths, imports and arguments.

use std::collections::BTreeSet;

use super::choice::Choice;
use super::edits::{Changes, Edit};
use super::imports;
use super::plan::{Place, Plan};
use crate::tree::Tree;

/// Returns the changes of each file. Imports in `stay` stay.
pub(super) fn edits(plan: &Plan, choice: &Choice, stay: &BTreeSet<Place>, tree: &Tree) -> Changes {
    let mut all = Changes::new();
    // An import serves all of its users: it changes if all of them do.
    for (place, via) in plan.imports.iter().filter(|(place, _)| !stay.contains(place)) {
        all.entry(place.0).or_default().extend(imports::change(&via.import, &tree.files[place.0].text));
    }
    for (index, group) in choice.active.iter().map(|index| (index, &plan.groups[*index])) {
        for used in &group.uses {
            let edits = all.entry(used.file).or_default();
            if !group.edits.is_empty() {
                edits.extend(group.edits.iter().cloned());
                continue;
            }
            if plan.import_of(used).is_none_or(|import| stay.contains(import)) {
                edits.insert(Edit::new(used.place.path_bytes.clone(), used.becomes));
            }
            if choice.exact.contains(index) {
                edits.insert(say_exact(used.place.path_bytes.end, &tree.files[used.file].text));
            }
        }
    }
    all
}

/// Says `exact` in the arguments of the attribute whose path ends at a byte.
fn say_exact(path_end: usize, text: &str) -> Edit {
    let rest = &text[path_end..];
    let Some(args) = rest.trim_start().strip_prefix('(') else { return Edit::new(path_end..path_end, "(exact)") };
    let start = text.len() - args.len();
    Edit::new(start..start, if args.trim_start().starts_with(')') { "exact" } else { "exact, " })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fix::edits::{self, Edits};

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
