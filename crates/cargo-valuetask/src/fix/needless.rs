//! Attributes on traits and impls without an async method: they go, and with them the imports that nothing else uses.

#![forbid(unsafe_code)]

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use proc_macro2::{TokenStream, TokenTree};
use syn::parse::Parser as _;

use super::edits::Edit;
use super::plan::{Place, Plan, Use, place_of};
use crate::audit::resolve::Resolver;
use crate::audit::scope::{AttributeUse, Import, conditional_metas};
use crate::audit::tree::{File, FileId};

/// An import that nothing uses once some attributes have gone.
#[derive(Debug)]
pub(super) struct Unused {
    pub(super) file: FileId,
    bytes: Range<usize>,
    /// The groups of these attributes.
    pub(super) groups: BTreeSet<usize>,
}

impl Unused {
    /// Takes it away.
    pub(super) fn edit(&self) -> Edit {
        Edit::new(self.bytes.clone(), "")
    }
}

/// Why an attribute stays although it has nothing to do, if it does.
pub(super) fn why_left(text: &str, place: &AttributeUse) -> Option<String> {
    fn count(meta: &syn::Meta) -> usize {
        conditional_metas(meta).map_or(1, |metas| metas.iter().map(count).sum())
    }
    let attributes = syn::Attribute::parse_outer.parse_str(&text[place.bytes.clone()]).unwrap_or_default();
    let is_alone = matches!(&attributes[..], [only] if count(&only.meta) == 1);
    (!is_alone).then(|| "it has nothing to do there, but other attributes stand in the same `cfg_attr`".to_owned())
}

/// Takes the attributes of an item away.
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

/// The imports that nothing uses once attributes that have nothing to do are gone, where `kept` says which stay anyway.
pub(super) fn unused(plan: &Plan, kept: &BTreeSet<Place>, resolver: &Resolver<'_>) -> Vec<Unused> {
    let mut users: BTreeMap<Place, BTreeSet<usize>> = BTreeMap::new();
    for (index, group) in plan.groups.iter().enumerate() {
        for place in group.uses.iter().flat_map(|used| &used.via) {
            users.entry(*place).or_default().insert(index);
        }
    }
    users.retain(|place, groups| {
        let all_needless = groups.iter().all(|index| plan.groups[*index].is_needless());
        all_needless && !kept.contains(place) && resolver.own_files().contains(&place.0)
    });
    let mut going = Vec::new();
    for (place, groups) in users {
        let file = &resolver.tree.files[place.0];
        let import = file.scope.imports().find(|import| place_of(place.0, import) == place);
        let Some(import) = import.filter(|import| import.name.is_some()) else { continue };
        if import.public || import.extern_crate {
            continue;
        }
        if let Some(bytes) = part_of(&file.text, import) {
            going.push((import, Unused { file: place.0, bytes, groups }));
        }
    }
    // One that is named by another which stays does so, too.
    loop {
        let is_unused = |(import, unused): &(&Import, Unused)| {
            let file = &resolver.tree.files[unused.file];
            // What attributes are named through is known, and no path from a crate on names an import.
            let attributes = plan.paths.iter().filter(|(at, _)| *at == unused.file).map(|(_, path)| path);
            let others = file.scope.imports().filter(|other| is_item_of_crates(file, other));
            let others = others.map(|other| &other.with_attributes);
            let gone = going.iter().filter(|(_, other)| other.file == unused.file).map(|(_, other)| &other.bytes);
            let known: Vec<_> = attributes.chain(others).chain(gone).cloned().collect();
            import.name.as_deref().is_some_and(|name| !is_named(file, name, &known))
        };
        let unused: Vec<_> = going.iter().map(is_unused).collect();
        if unused.iter().all(|unused| *unused) {
            return going.into_iter().map(|(_, unused)| unused).collect();
        }
        let mut unused = unused.into_iter();
        going.retain(|_| unused.next() == Some(true));
    }
}

/// Whether an import, and all that stand in the same item, begin at a crate or at a module that is named, not at one
/// around it.
fn is_item_of_crates(file: &File, import: &Import) -> bool {
    let begins_there = |import: &Import| {
        let around = |first: &String| matches!(first.as_str(), "self" | "super" | "crate");
        import.global || import.path.len() > 1 && !import.path.first().is_some_and(around)
    };
    file.scope.imports().filter(|other| other.item == import.item).all(begins_there)
}

/// What of a file is an import and nothing else.
fn part_of(text: &str, import: &Import) -> Option<Range<usize>> {
    if !import.shared {
        // A comment among its attributes may be about something else.
        let attributes = &text[import.with_attributes.start..import.item.start];
        let has_comment = ["//", "/*"].iter().any(|comment| attributes.contains(comment));
        return (!has_comment).then(|| with_its_line(text, import.with_attributes.clone()));
    }
    let in_path = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':';
    let start = text[..import.leaf.start].trim_end_matches(in_path).len();
    let (before, after) = (text[..start].trim_end(), text[import.leaf.end..].trim_start());
    // Of a path with blanks in it, a part would stay.
    if before.ends_with(':') || text[start..].starts_with("::") {
        return None;
    }
    let blanks = |rest: &str| rest.len() - rest.trim_start().len();
    if let Some(rest) = after.strip_prefix(',') {
        // The last of several lines leaves its own.
        return Some(
            start..text.len() - rest.len() + if rest.trim_start().starts_with('}') { 0 } else { blanks(rest) },
        );
    }
    (before.ends_with(',') && after.starts_with('}')).then(|| before.len() - 1..import.leaf.end)
}

/// Whether a file has a name in its code, but for these parts.
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

/// A part of a text, with the line that it has for itself, or the blanks behind it.
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
    use crate::audit::scope::Scope;

    /// A text without the import of `x`.
    fn without(text: &str) -> Option<String> {
        let scope = Scope::of(&syn::parse_file(text).expect("Rust"), text);
        let import = scope.nodes[0].imports.iter().find(|import| import.name.as_deref() == Some("x"));
        let part = part_of(text, import.expect("an import of `x`"))?;
        Some(format!("{}{}", &text[..part.start], &text[part.end..]))
    }

    #[test]
    fn an_import_goes_with_its_attributes_and_of_several_names_one() {
        for (text, left) in [
            ("use a::x;\n\nuse b;\n", "\nuse b;\n"),
            ("use b;\r\n  #[cfg(test)]\r\n  use a::b as x; \r\nuse c;", "use b;\r\nuse c;"),
            ("use a::x; use b;\n", "use b;\n"),
            ("use b; use a::{x};\n", "use b; \n"),
            ("use a::{b, x};", "use a::{b};"),
            ("use a::{x, b};", "use a::{b};"),
            ("use {a::b, x::x, c};", "use {a::b, c};"),
            ("use a::{\n    b,\n    x,\n    c,\n};", "use a::{\n    b,\n    c,\n};"),
            ("use a::{b, y as x};", "use a::{b};"),
        ] {
            assert_eq!(without(text).as_deref(), Some(left), "{text}");
        }
        // With a group of its own, a comment, or blanks in its path, it can't be told apart by letters.
        for text in [
            "use {a::{x}, b};",
            "use a::{b, x /* y */};",
            "#[cfg(test)]\n// of tests\nuse a::x;",
            "#[cfg(test)] /* of tests */ use a::x;",
            "use {a :: x, b};",
            "use {a:: x, b};",
            "use {a ::x, b};",
        ] {
            assert_eq!(without(text), None, "{text}");
        }
    }

    #[test]
    fn an_attribute_goes_with_the_line_that_it_has_for_itself() {
        for (text, left) in
            [("  #[x]\n  a", "  a"), ("  #[x] a", "  a"), ("#[x] // why\na", "// why\na"), ("#[b] #[x]\na", "#[b] \na")]
        {
            let start = text.find("#[x]").expect("it");
            let part = with_its_line(text, start..start + 4);
            assert_eq!(format!("{}{}", &text[..part.start], &text[part.end..]), left);
        }
    }
}
