//! The groups that an error comes from: those at its places, else those that its lines name, else all. Groups that are
//! blamed beside others are tried again later.

#![forbid(unsafe_code)]

use std::collections::{BTreeMap, BTreeSet};

use super::Found;
use super::check::Finding;
use super::edits::{self, Edits};
use super::group::Group;
use super::tokens::is_letter;
use crate::audit::tree::FileId;

/// Returns the `active` groups that an error comes from: one at least, if any group is active.
pub(super) fn blamed(
    finding: &Finding,
    active: &BTreeSet<usize>,
    edits: &BTreeMap<FileId, Edits>,
    found: &Found<'_>,
) -> BTreeSet<usize> {
    let places = finding.spans.iter().filter_map(|span| {
        let (file, start) = (found.file_of(span)?, span.byte_start as usize);
        Some((file, edits.get(&file).map_or(start, |edits| edits::before(edits, start))))
    });
    let places: Vec<_> = places.collect();
    let lines = finding.spans.iter().flat_map(|span| &span.text);
    let words: BTreeSet<_> = lines.flat_map(|line| line.text.split(|letter| !is_letter(letter))).collect();
    let is_at = |group: &Group| {
        let holds = |(file, at): &(FileId, usize)| {
            group.uses.iter().any(|used| used.file == *file && used.place.item.contains(at))
        };
        places.iter().any(holds)
    };
    let is_named = |group: &Group| {
        let methods = group.uses.iter().flat_map(|used| &used.methods).map(|method| &method.name);
        group.name.iter().chain(methods).any(|name| words.contains(name.as_str()))
    };
    let of = |is_it: &dyn Fn(&Group) -> bool| -> BTreeSet<_> {
        active.iter().copied().filter(|index| is_it(&found.plan.groups[*index])).collect()
    };
    [of(&is_at), of(&is_named)].into_iter().find(|groups| !groups.is_empty()).unwrap_or_else(|| active.clone())
}
