//! What an import or an attribute becomes by itself, and why one stays.

use syn::parse::Parser as _;

use super::edits::Edit;
use crate::scope::{AttributeUse, Import, conditional_metas};

/// Changes an import of the attribute, or of its crate by a name, if its path is written in one piece.
///
/// `async_trait::async_trait as name` becomes `valuetask::async_trait as name`, and `async_trait` `valuetask as async_trait`.
pub(super) fn change(import: &Import, text: &str) -> Option<Edit> {
    match (&import.path[..], &import.name) {
        ([_], Some(name)) if !import.extern_crate => {
            Some(Edit::new(import.leaf.clone(), format!("valuetask as {name}")))
        }
        ([krate, attribute], Some(_)) if attribute == "async_trait" || attribute == "async_recursion" => {
            let before = text[..import.leaf.start].trim_end().strip_suffix("::")?.trim_end();
            let start = before.strip_suffix(krate.as_str())?.len();
            Some(Edit::new(start..before.len(), "valuetask"))
        }
        _ => None,
    }
}

/// Returns why an attribute stays although it has nothing to do, if it does.
pub(super) fn why_left(text: &str, place: &AttributeUse) -> Option<String> {
    let attributes = syn::Attribute::parse_outer.parse_str(&text[place.bytes.clone()]).unwrap_or_default();
    let mut metas = attributes.iter().filter_map(|attribute| conditional_metas(&attribute.meta));
    let is_shared = metas.any(|metas| metas.len() > 1 || metas.iter().any(|meta| conditional_metas(meta).is_some()));
    is_shared.then(|| "it has nothing to do there, but other attributes stand in the same `cfg_attr`".to_owned())
}
