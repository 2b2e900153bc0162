//! Attributes on traits and impls without an async method: they are removed, and the imports that nothing else uses.

#![forbid(unsafe_code)]

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use proc_macro2::{TokenStream, TokenTree};
use syn::parse::Parser as _;

use super::edits::Edit;
use super::group::{Group, Place, Use, place_of};
use crate::audit::resolve::Resolver;
use crate::audit::scope::{AttributeUse, Import, conditional_metas};
use crate::audit::tree::{File, FileId};

/// An import that nothing uses once some attributes are removed.
#[derive(Debug)]
pub(super) struct Unused {
    pub(super) file: FileId,
    bytes: Range<usize>,
    /// The groups of these attributes.
    pub(super) groups: BTreeSet<usize>,
}

impl Unused {
    /// Removes it.
    pub(super) fn edit(&self) -> Edit {
        Edit::new(self.bytes.clone(), "")
    }
}

/// Returns why an attribute stays although it has nothing to do, if it does.
pub(super) fn why_left(text: &str, place: &AttributeUse) -> Option<String> {
    fn count(meta: &syn::Meta) -> usize {
        conditional_metas(meta).map_or(1, |metas| metas.iter().map(count).sum())
    }
    let attributes = syn::Attribute::parse_outer.parse_str(&text[place.bytes.clone()]).unwrap_or_default();
    let is_alone = matches!(&attributes[..], [only] if count(&only.meta) == 1);
    (!is_alone).then(|| "it has nothing to do there, but other attributes stand in the same `cfg_attr`".to_owned())
}

/// Removes the attributes of an item.
pub(super) fn edits(uses: &[Use], text: &str) -> Vec<Edit> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    for Range { start, end } in uses.iter().map(|used| used.place.bytes.clone()) {
        match parts.last_mut() {
            Some(last) if text[last.end..start].trim().is_empty() => last.end = end,
            _ => parts.push(start..end),
        }
    }
    parts.into_iter().map(|part| Edit::new(with_its_line(text, part), "")).collect()
}

/// Finds the imports that nothing uses once needless attributes are removed, but for those `kept`. `paths` are those of
/// all attributes.
pub(super) fn unused(
    groups: &[Group],
    paths: &[(FileId, Range<usize>)],
    kept: &BTreeSet<Place>,
    resolver: &Resolver<'_>,
) -> Vec<Unused> {
    let mut users: BTreeMap<Place, BTreeSet<usize>> = BTreeMap::new();
    for (index, group) in groups.iter().enumerate() {
        for place in group.uses.iter().flat_map(|used| &used.via) {
            users.entry(*place).or_default().insert(index);
        }
    }
    users.retain(|place, users| {
        let all_needless = users.iter().all(|index| groups[*index].is_needless());
        all_needless && !kept.contains(place) && resolver.own_files().contains(&place.0)
    });
    let unused = users.into_iter().filter_map(|(place, groups)| {
        let file = &resolver.tree.files[place.0];
        let import = file.scope.imports().find(|import| place_of(place.0, import) == place)?;
        // A comment among its attributes may be about something else.
        let attributes = &file.text[import.with_attributes.start..import.item.start];
        let has_comment = ["//", "/*"].iter().any(|comment| attributes.contains(comment));
        if import.public || import.extern_crate || import.shared || has_comment {
            return None;
        }
        // The attributes' uses of the name are known, and an import from a crate names no other import.
        let paths = paths.iter().filter(|(file, _)| *file == place.0).map(|(_, path)| path);
        let imports = file.scope.imports().filter(|other| place_of(place.0, other) == place || is_of_crate(other));
        let known: Vec<_> = paths.chain(imports.map(|import| &import.with_attributes)).cloned().collect();
        let is_unused = !is_named(file, import.name.as_deref()?, &known);
        let bytes = with_its_line(&file.text, import.with_attributes.clone());
        is_unused.then_some(Unused { file: place.0, bytes, groups })
    });
    unused.collect()
}

/// Returns `true` if an import is alone in its item, and its path begins at a crate.
fn is_of_crate(import: &Import) -> bool {
    let around = |first: &String| matches!(first.as_str(), "self" | "super" | "crate");
    !import.shared && (import.global || import.path.len() > 1 && !import.path.first().is_some_and(around))
}

/// Returns `true` if a file has a name in its code outside of these parts.
fn is_named(file: &File, name: &str, but_for: &[Range<usize>]) -> bool {
    fn within(tokens: TokenStream, found: &dyn Fn(&TokenTree) -> bool) -> bool {
        tokens.into_iter().any(|token| match &token {
            TokenTree::Group(group) => within(group.stream(), found),
            _ => found(&token),
        })
    }
    let skipped = file.scope.skipped();
    let is_it = |token: &TokenTree| {
        let start = skipped + token.span().byte_range().start;
        matches!(token, TokenTree::Ident(word) if word == name) && !but_for.iter().any(|part| part.contains(&start))
    };
    file.text[skipped..].parse().map_or(true, |tokens| within(tokens, &is_it))
}

/// Returns a part of a text with its line if nothing else stands there, or else with the blanks behind it.
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
