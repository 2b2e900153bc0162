//! The attributes that speak to the macro: what their paths lead to, and where that can't be read, their names.

#![forbid(unsafe_code)]

use std::collections::HashMap;

use proc_macro2::TokenStream;
use syn::spanned::Spanned as _;
use syn::{Attribute, Meta};
use valuetask_syntax::Name;

use crate::audit::resolve::{Meaning, Resolver};
use crate::audit::scope::conditional_metas;
use crate::audit::tree::FileId;
use crate::text::collapsed;

/// An attribute of an item.
#[derive(Clone)]
pub(super) struct Ours {
    /// As it is written, `cfg_attr` and all.
    pub(super) written: String,
    /// Its path leads nowhere that could be read: it is taken for ours by its name.
    pub(super) by_name: bool,
    pub(super) name: Name,
    pub(super) args: TokenStream,
}

/// The attribute that stands on an item, and is another's: methods are explained as if ours stood there.
#[derive(Clone)]
pub(super) struct Others {
    pub(super) written: String,
    pub(super) meaning: Meaning,
}

/// What is known of the attributes of a file, by their first bytes.
#[derive(Default)]
pub(super) struct Meanings(HashMap<usize, Vec<(Vec<Meaning>, usize)>>);

impl Meanings {
    /// Those of one file, without what stands before its first token.
    pub(super) fn of(resolver: &mut Resolver<'_>, file: FileId) -> Self {
        let mut all = Self::default();
        let skipped = resolver.tree.files[file].scope.skipped();
        for attribute in resolver.attributes_of(file) {
            let start = attribute.place.bytes.start - skipped;
            all.0.entry(start).or_default().push((attribute.meanings, attribute.place.path_bytes.start - skipped));
        }
        all
    }

    /// What an attribute is made of that leads to a macro: what that means, and its own part of the attribute.
    fn of_attribute(&self, attr: &Attribute) -> impl Iterator<Item = (&[Meaning], Meta)> {
        let found = self.0.get(&attr.span().byte_range().start);
        found.into_iter().flatten().filter_map(|(meanings, path)| {
            let meta = at(&attr.meta, *path)?;
            Some((&meanings[..], meta))
        })
    }
}

/// The part of an attribute whose path begins at a byte.
fn at(meta: &Meta, start: usize) -> Option<Meta> {
    match conditional_metas(meta) {
        Some(metas) => metas.iter().find_map(|meta| at(meta, start)),
        None => (meta.path().span().byte_range().start == start).then(|| meta.clone()),
    }
}

impl Ours {
    /// The first of `attrs`, and all others; or another's that does the same, and all others.
    pub(super) fn among(attrs: &[Attribute], meanings: &Meanings) -> (Result<Self, Option<Others>>, Vec<Attribute>) {
        let without = |index: usize| [&attrs[..index], &attrs[index + 1..]].concat();
        for (index, attr) in attrs.iter().enumerate() {
            for (found, meta) in meanings.of_attribute(attr) {
                if let Some(ours) = Self::of(found, &meta, attr) {
                    return (Ok(ours), without(index));
                }
            }
        }
        let same = |attr: &Attribute| {
            meanings
                .of_attribute(attr)
                .find_map(|(found, _)| found.iter().find(|meaning| does_the_same(meaning)).cloned())
        };
        if let Some((attr, meaning)) = attrs.iter().find_map(|attr| Some((attr, same(attr)?))) {
            let left = attrs.iter().filter(|attr| same(attr).is_none()).cloned().collect();
            return (Err(Some(Others { written: collapsed(attr.span()), meaning })), left);
        }
        (Err(None), attrs.to_vec())
    }

    fn of(found: &[Meaning], meta: &Meta, attr: &Attribute) -> Option<Self> {
        let ours = found.iter().find_map(Meaning::ours);
        let by_name = ours.is_none() && found == [Meaning::Unknown];
        let name = ours.or_else(|| Name::of(meta.path()).filter(|_| by_name))?;
        let args = match meta {
            Meta::List(list) => list.tokens.clone(),
            _ => TokenStream::new(),
        };
        Some(Self { written: collapsed(attr.span()), by_name, name, args })
    }
}

/// Whether ours could stand in the place of another's.
fn does_the_same(meaning: &Meaning) -> bool {
    matches!(meaning, Meaning::AsyncTrait | Meaning::TraitVariant | Meaning::Dynosaur | Meaning::Dynify)
}
