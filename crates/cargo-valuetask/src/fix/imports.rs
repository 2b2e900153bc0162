//! What an import of the attribute becomes.

use super::edits::Edit;
use crate::scope::Import;

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
