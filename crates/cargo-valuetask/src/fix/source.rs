//! The changes of source files: attributes' paths, imports and arguments.
//!
//! An attribute on a trait or an impl without an async method is removed, and so is an import that nothing else uses.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use proc_macro2::TokenTree;

use super::choice::Choice;
use super::edits::{Changes, Edit};
use super::plan::{Place, Plan};
use super::{imports, tokens};
use crate::scope::Import;
use crate::tree::{File, FileId, Tree};

/// Returns the changes of each file. Imports in `stay` stay.
pub(super) fn edits(plan: &Plan, choice: &Choice, stay: &BTreeSet<Place>, tree: &Tree) -> Changes {
    let (mut all, mut words_of) = (Changes::new(), BTreeMap::new());
    // An import serves all of its users: it changes if all of them do.
    for (place, via) in plan.imports.iter().filter(|(place, _)| !stay.contains(place)) {
        let text = &tree.files[place.0].text;
        let edit = match plan.is_needless_import(place) {
            false => imports::change(&via.import, text),
            true => {
                let words = words_of.entry(place.0).or_insert_with(|| words(place.0, plan, tree));
                is_unused(&via.import, text, words.as_ref()).then(|| remove(&via.import.with_attributes, text))
            }
        };
        all.entry(place.0).or_default().extend(edit);
    }
    for (index, group) in choice.active.iter().map(|index| (index, &plan.groups[*index])) {
        for used in &group.uses {
            let text = &tree.files[used.file].text;
            let edits = all.entry(used.file).or_default();
            if !group.edits.is_empty() {
                edits.extend(group.edits.iter().cloned());
                continue;
            }
            if group.is_needless() {
                edits.insert(remove(&used.place.bytes, text));
                continue;
            }
            if plan.import_of(used).is_none_or(|import| stay.contains(import)) {
                edits.insert(Edit::new(used.place.path_bytes.clone(), used.becomes));
            }
            if choice.exact.contains(index) {
                edits.insert(say_exact(used.place.path_bytes.end, text));
            }
        }
    }
    let stays = |file: FileId| {
        let others = plan.groups.iter().enumerate().filter(|(index, _)| !choice.active.contains(index));
        let mut others = others.flat_map(|(_, group)| &group.uses).map(|used| used.file);
        others.any(|other| other == file) || plan.left.iter().any(|left| left.file == file)
    };
    for (file, edits) in all.iter_mut().filter(|(file, edits)| !edits.is_empty() && !stays(**file)) {
        edits.extend(needless_box(&tree.files[*file]));
    }
    all
}

/// Removes an import of `alloc`'s `Box` that only async-trait's code needed.
fn needless_box(file: &File) -> Option<Edit> {
    let is_box = |import: &&Import| import.path == ["alloc", "boxed", "Box"] && import.name.as_deref() == Some("Box");
    let import = file.scope.imports().find(is_box).filter(|import| !import.public && !import.shared)?;
    let lists = tokens::lists(tokens::of(file)?);
    let mut others = lists.iter().flatten().filter(|token| tokens::is_word(token, "Box"));
    let is_named = others.any(|token| !import.item.contains(&token.span().byte_range().start));
    (!is_named).then(|| remove(&import.with_attributes, &file.text))
}

/// Says `exact` in the arguments of the attribute whose path ends at a byte.
fn say_exact(path_end: usize, text: &str) -> Edit {
    let rest = &text[path_end..];
    let Some(args) = rest.trim_start().strip_prefix('(') else { return Edit::new(path_end..path_end, "(exact)") };
    let start = text.len() - args.len();
    Edit::new(start..start, if args.trim_start().starts_with(')') { "exact" } else { "exact, " })
}

/// Removes an attribute, or an import with its attributes.
pub(super) fn remove(part: &Range<usize>, text: &str) -> Edit {
    Edit::new(with_its_line(text, part.clone()), "")
}

/// Returns `true` if an import can be removed: it is private, has no comment among its attributes, and no word names it.
fn is_unused(import: &Import, text: &str, words: Option<&BTreeSet<String>>) -> bool {
    // A comment among the import's attributes may be about something else.
    let attributes = &text[import.with_attributes.start..import.item.start];
    let has_comment = ["//", "/*"].iter().any(|comment| attributes.contains(comment));
    let is_named = words.is_none_or(|words| import.name.as_ref().is_none_or(|name| words.contains(name)));
    !import.public && !import.shared && !has_comment && !is_named
}

/// Returns the words of a file outside of attributes' paths and of imports that can be changed, if it consists of tokens.
fn words(file: FileId, plan: &Plan, tree: &Tree) -> Option<BTreeSet<String>> {
    let read = &tree.files[file];
    let imports = plan.imports.values().filter(|via| via.file == file).map(|via| &via.import.with_attributes);
    let known = read.scope.attributes.iter().map(|place| &place.path_bytes).chain(imports);
    // No two of these overlap.
    let known: BTreeMap<_, _> = known.map(|part| (part.start, part.end)).collect();
    let is_known = |at: usize| known.range(..=at).next_back().is_some_and(|(_, end)| at < *end);
    let lists = tokens::lists(tokens::of(read)?);
    let words = lists.iter().flatten().filter_map(|token| match token {
        TokenTree::Ident(word) if !is_known(word.span().byte_range().start) => Some(word.to_string()),
        _ => None,
    });
    Some(words.collect())
}

/// Returns a part of a text with the rest of its line if that is blank.
fn with_its_line(text: &str, part: Range<usize>) -> Range<usize> {
    let start = text[..part.start].trim_end_matches([' ', '\t']).len();
    let rest = text[part.end..].trim_start_matches([' ', '\t']);
    let is_first = start == 0 || text[..start].ends_with('\n');
    match rest.strip_prefix("\r\n").or(rest.strip_prefix('\n')) {
        Some(below) if is_first => start..text.len() - below.len(),
        _ => part.start..text.len() - rest.len(),
    }
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

    #[test]
    fn an_attribute_is_removed_with_a_line_that_holds_nothing_else() {
        for (text, left) in
            [("  #[x]\n  a", "  a"), ("  #[x] a", "  a"), ("#[x] // why\na", "// why\na"), ("#[b] #[x]\na", "#[b] \na")]
        {
            let start = text.find("#[x]").expect("it");
            let part = with_its_line(text, start..start + 4);
            assert_eq!(format!("{}{}", &text[..part.start], &text[part.end..]), left);
        }
    }
}
