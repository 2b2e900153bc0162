//! Attributes on traits and impls without an async method: they are removed, and the imports that nothing else uses.

#![forbid(unsafe_code)]

use std::ops::Range;

use proc_macro2::TokenTree;
use syn::parse::Parser as _;

use super::edits::Edit;
use super::tokens::{self, is_word};
use crate::audit::scope::{AttributeUse, Import, conditional_metas};
use crate::audit::tree::File;

/// Returns why an attribute stays although it has nothing to do, if it does.
pub(super) fn why_left(text: &str, place: &AttributeUse) -> Option<String> {
    fn count(meta: &syn::Meta) -> usize {
        conditional_metas(meta).map_or(1, |metas| metas.iter().map(count).sum())
    }
    let attributes = syn::Attribute::parse_outer.parse_str(&text[place.bytes.clone()]).unwrap_or_default();
    let is_alone = matches!(&attributes[..], [only] if count(&only.meta) == 1);
    (!is_alone).then(|| "it has nothing to do there, but other attributes stand in the same `cfg_attr`".to_owned())
}

/// Removes an attribute, or an import with its attributes.
pub(super) fn remove(part: &Range<usize>, text: &str) -> Edit {
    Edit::new(with_its_line(text, part.clone()), "")
}

/// Returns `true` if a file names a private import only in attributes and in imports that can be changed, of these bytes.
pub(super) fn is_unused(import: &Import, file: &File, imports: &[&Range<usize>]) -> bool {
    // A comment among the import's attributes may be about something else.
    let attributes = &file.text[import.with_attributes.start..import.item.start];
    let has_comment = ["//", "/*"].iter().any(|comment| attributes.contains(comment));
    let known: Vec<_> =
        file.scope.attributes.iter().map(|place| &place.path_bytes).chain(imports.iter().copied()).collect();
    let names = |token: &TokenTree| {
        let is_it = import.name.as_deref().is_none_or(|name| is_word(token, name));
        is_it && !known.iter().any(|part| part.contains(&token.span().byte_range().start))
    };
    let is_named = || tokens::of(file).is_none_or(|code| tokens::lists(code).iter().flatten().any(names));
    !import.public && !import.shared && !has_comment && !is_named()
}

/// Returns a part of a text with the rest of its line if that is blank.
fn with_its_line(text: &str, part: Range<usize>) -> Range<usize> {
    let line = text[..part.start].rfind('\n').map_or(0, |at| at + 1);
    let after = &text[part.end..];
    let rest = after.trim_start_matches([' ', '\t']);
    let end = part.end + after.len() - rest.len();
    let line_end = ["\r\n", "\n"].into_iter().find(|line_end| rest.starts_with(line_end));
    match line_end {
        Some(line_end) if text[line..part.start].trim().is_empty() => line..end + line_end.len(),
        _ => part.start..end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
