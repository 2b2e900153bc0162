//! The groups that an error comes from, by the narrowest reading of it: those at its place, else those that it is
//! about, else all. Groups that are blamed beside others are tried again later.

#![forbid(unsafe_code)]

use std::collections::{BTreeMap, BTreeSet};

use super::check::{Finding, Span};
use super::edits::Edits;
use super::group::Group;
use super::plan::Plan;
use crate::audit::tree::{FileId, Tree};

/// Returns the `active` groups that an error comes from: one at least, if any group is active.
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
        let called = of(&|group| {
            let mut methods = group.uses.iter().flat_map(|used| &used.methods);
            methods.any(|method| is_about(&span.text, &method.name))
        });
        let named = of(&|group| group.name.as_deref().is_some_and(|name| words.contains(name)));
        [&called & &named, called, named].into_iter().find(|groups| !groups.is_empty()).unwrap_or_default()
    };
    let primary = || finding.spans.iter().filter(|span| span.primary);
    let at_any = || finding.spans.iter().flat_map(at).collect::<BTreeSet<_>>();
    let about_primary = || primary().flat_map(about).collect::<BTreeSet<_>>();
    let steps: [&dyn Fn() -> BTreeSet<usize>; 5] =
        [&|| primary().flat_map(at).collect(), &|| &about_primary() & &at_any(), &about_primary, &at_any, &|| {
            finding.spans.iter().flat_map(about).collect()
        }];
    steps.iter().map(|step| step()).find(|groups| !groups.is_empty()).unwrap_or_else(|| active.clone())
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter| !is_of_a_word(letter)).filter(|word| !word.is_empty())
}

fn is_of_a_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Returns `true` if a text calls, declares or names by a path a method of this name.
///
/// A variable or a field of that name doesn't count.
fn is_about(text: &str, method: &str) -> bool {
    text.match_indices(method).any(|(start, _)| {
        let (before, after) = (&text[..start], &text[start + method.len()..]);
        if before.ends_with(is_of_a_word) || after.starts_with(is_of_a_word) {
            return false;
        }
        let (before, after) = (before.trim_end(), after.trim_start());
        let called = before.ends_with('.') && (after.starts_with('(') || after.starts_with("::"));
        called || before.ends_with("::") || words(before).last() == Some("fn") && before.ends_with("fn")
    })
}

#[cfg(test)]
mod tests {
    use super::is_about;

    #[test]
    fn a_text_is_about_the_methods_that_it_calls_names_or_declares() {
        for text in ["    s.b()", "x.b::<u8>(1)", "    .b ()", "map(S::b)", "S::b(&s)", "async fn b(&self);"] {
            assert!(is_about(text, "b"), "{text}");
        }
    }

    #[test]
    fn a_variable_or_a_field_or_a_part_of_a_word_of_that_name_is_no_method() {
        for text in ["s.b()", "x.s", "let s = t;", "s(1)", "x.ss()", "x.s_s()", "x._s()", "gfn s", "a . ß . s"] {
            assert!(!is_about(text, "s"), "{text}");
        }
    }
}
