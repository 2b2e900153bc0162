//! Changes of a file's text by ranges of bytes: all else stays as it is written.

use std::collections::BTreeSet;
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

/// The changes of source files, each once.
pub(super) type Changes = BTreeSet<(FileId, Edit)>;

/// Returns the changes of a file, from its beginning on.
fn of(changes: &Changes, file: FileId) -> impl Iterator<Item = &Edit> {
    changes.iter().filter(move |(changed, _)| *changed == file).map(|(_, edit)| edit)
}

/// Returns the text of a file with its changes made.
pub(super) fn apply(changes: &Changes, file: FileId, text: &str) -> String {
    let mut at = 0;
    let pieces = of(changes, file).map(|edit| {
        // Two that overlap don't compile, and are taken back.
        let before = text.get(at..edit.start).unwrap_or_default();
        at = edit.end;
        before.to_owned() + &edit.text
    });
    let changed: String = pieces.collect();
    changed + &text[at..]
}

/// Returns where a byte of a file's changed text was before, or where new text was inserted.
pub(super) fn before(changes: &Changes, file: FileId, at: usize) -> usize {
    let (mut added, mut removed) = (0, 0);
    for Edit { start, end, text } in of(changes, file) {
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
        let edits = [(8..9, "three"), (0..3, "1"), (8..9, "three")];
        let mut changes: Changes = edits.into_iter().map(|(range, new)| (1, Edit::new(range, new))).collect();
        changes.extend([(0, Edit::new(1..2, "another file's")), (2, Edit::new(1..2, "another file's"))]);
        assert_eq!(apply(&changes, 1, "one two 3 four"), "1 two three four");
        let places: Vec<_> = [2, 6, 8, 12].into_iter().map(|at| before(&changes, 1, at)).collect();
        assert_eq!(places, [4, 8, 8, 10]);
    }
}
