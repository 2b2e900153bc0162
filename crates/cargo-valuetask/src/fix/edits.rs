//! Changes of a file's text by ranges of bytes: all else stays as it is written.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::tree::FileId;

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edit {
    start: usize,
    end: usize,
    pub(super) text: String,
}

impl Edit {
    pub(super) fn new(range: Range<usize>, text: impl Into<String>) -> Self {
        Self { start: range.start, end: range.end, text: text.into() }
    }
}

/// The changes of a file, each once.
pub(super) type Edits = BTreeSet<Edit>;

/// The changes of source files.
pub(super) type Changes = BTreeMap<FileId, Edits>;

/// Returns `text` with the changes made.
pub(super) fn apply(edits: &Edits, text: &str) -> String {
    let mut at = 0;
    let pieces = edits.iter().map(|edit| {
        // Two that overlap don't compile, and are taken back.
        let before = text.get(at..edit.start).unwrap_or_default();
        at = edit.end;
        before.to_owned() + &edit.text
    });
    let changed: String = pieces.collect();
    changed + &text[at..]
}

/// Returns where a byte of the changed text was before, or where new text was inserted.
pub(super) fn before(edits: &Edits, at: usize) -> usize {
    let (mut added, mut removed) = (0, 0);
    for Edit { start, end, text } in edits {
        let new_start = start + added - removed;
        if at < new_start + text.len() {
            return at.min(new_start) + removed - added;
        }
        added += text.len();
        removed += end - start;
    }
    at + removed - added
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_around_changes_stays_and_places_are_found_again() {
        let edits = Edits::from([Edit::new(8..9, "three"), Edit::new(0..3, "1"), Edit::new(8..9, "three")]);
        assert_eq!(apply(&edits, "one two 3 four"), "1 two three four");
        let places: Vec<_> = [2, 6, 8, 12].into_iter().map(|at| before(&edits, at)).collect();
        assert_eq!(places, [4, 8, 8, 10]);
    }
}
