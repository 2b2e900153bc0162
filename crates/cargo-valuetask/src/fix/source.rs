//! The changes of source files: attributes' paths or imports, and their arguments.

use std::collections::BTreeSet;

use super::choice::Choice;
use super::edits::{Changes, Edit};
use super::found::Found;
use super::plan::{Place, place};
use crate::resolve::Via;
use crate::tree::FileId;

/// Returns the changes of each file.
pub(super) fn edits(found: &Found<'_>, choice: &Choice) -> Changes {
    let mut all = Changes::new();
    let stay = found.plan.stay(&choice.active);
    for index in &choice.active {
        for used in &found.plan.groups[*index].uses {
            let becomes = used.edits.first().map_or("", |edit| &edit.text);
            let imports = used.via.iter().map(|via| import(via, becomes, &stay, found));
            let imports = imports.collect::<Option<Vec<_>>>().filter(|imports| !imports.is_empty());
            let own = || used.edits.iter().map(|edit| (used.file, edit.clone())).collect();
            all.extend(imports.unwrap_or_else(own));
            if choice.exact.contains(index) {
                let exact = say_exact(used.place.path_bytes.end, &found.resolver.tree.files[used.file].text);
                all.insert((used.file, exact));
            }
        }
    }
    all
}

/// Changes an import of an attribute, if all that it serves change, and its path is written in one piece.
///
/// `async_trait::async_trait as name` becomes `valuetask::async_trait as name`, and `async_trait::*` the import of the
/// attribute alone. `use async_trait as name` and `#[macro_use] extern crate async_trait` bring valuetask instead.
fn import(via: &Via, becomes: &str, stay: &BTreeSet<Place>, found: &Found<'_>) -> Option<(FileId, Edit)> {
    let Via { file, import } = via;
    if stay.contains(&place(via)) || import.exported || !found.resolver.own_files().contains(file) {
        return None;
    }
    let (krate, leaf) = (import.path.first()?, import.leaf.clone());
    let text = &found.resolver.tree.files[*file].text;
    let start = || {
        let before = text[..leaf.start].trim_end().strip_suffix("::")?.trim_end();
        Some(before.strip_suffix(krate.as_str())?.len())
    };
    let edit = match (&import.path[1..], &import.name) {
        ([attribute], _) if ["async_trait", "async_recursion"].contains(&attribute.as_str()) => {
            let start = start()?;
            Edit::new(start..start + krate.len(), "valuetask")
        }
        ([], None) => Edit::new(start()?..leaf.end, becomes),
        // Valuetask's attributes have these names, too.
        ([], Some(name)) if import.macro_use || krate != name => {
            Edit::new(leaf.start..leaf.start + krate.len(), "valuetask")
        }
        _ => return None,
    };
    Some((*file, edit))
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
    use crate::fix::edits;

    #[test]
    fn exact_is_said_before_other_arguments() {
        for (text, changed) in [
            ("#[at]", "#[at(exact)]"),
            ("#[at()]", "#[at(exact)]"),
            ("#[at (?Send)]", "#[at (exact, ?Send)]"),
            ("#[cfg_attr(x, at)]", "#[cfg_attr(x, at(exact))]"),
        ] {
            let changes = Changes::from([(0, say_exact(text.rfind("at").expect("a path") + 2, text))]);
            assert_eq!(edits::apply(&changes, 0, text), changed);
        }
    }
}
