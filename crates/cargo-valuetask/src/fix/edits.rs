//! Changes of a file's text by ranges of bytes: all else stays as it is written.

#![forbid(unsafe_code)]

use std::collections::BTreeSet;
use std::ops::Range;

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edit {
    start: usize,
    end: usize,
    text: String,
}

impl Edit {
    pub(super) fn new(range: Range<usize>, text: impl Into<String>) -> Self {
        Self { start: range.start, end: range.end, text: text.into() }
    }
}

/// The changes of a file. Where two overlap, the first one is made.
#[derive(Clone, Debug, Default)]
pub(super) struct Edits(BTreeSet<Edit>);

impl Edits {
    /// Adds a change; the same one is made once.
    pub(super) fn add(&mut self, edit: Edit) {
        self.0.insert(edit);
    }

    /// Adds all of these.
    pub(super) fn add_all(&mut self, others: &Self) {
        self.0.extend(others.0.iter().cloned());
    }

    /// Returns how many there are.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// Returns the changes that are made: one that begins within another is left out.
    fn made(&self) -> impl Iterator<Item = &Edit> {
        let mut at = 0;
        self.0.iter().filter(move |edit| {
            let follows = edit.start >= at;
            at = if follows { edit.end } else { at };
            follows
        })
    }

    /// Returns `true` if they insert a word.
    pub(super) fn bring(&self, word: &str) -> bool {
        self.made().any(|edit| edit.text.contains(word))
    }

    /// Returns `text` with the changes made.
    pub(super) fn apply(&self, text: &str) -> String {
        let (mut changed, mut at) = (String::with_capacity(text.len()), 0);
        for Edit { start, end, text: new } in self.made() {
            changed.push_str(&text[at..*start]);
            changed.push_str(new);
            at = *end;
        }
        changed.push_str(&text[at..]);
        changed
    }

    /// Returns where a byte of the changed text was before, or where new text was inserted.
    pub(super) fn before(&self, at: usize) -> usize {
        let (mut added, mut removed) = (0, 0);
        for Edit { start, end, text } in self.made() {
            let new_start = start + added - removed;
            if at < new_start {
                break;
            }
            if at < new_start + text.len() {
                return *start;
            }
            added += text.len();
            removed += end - start;
        }
        at + removed - added
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_around_changes_stays_and_places_are_found_again() {
        let mut edits = Edits::default();
        edits.add(Edit::new(8..9, "three"));
        edits.add(Edit::new(0..3, "1"));
        edits.add(Edit::new(8..9, "three"));
        assert_eq!(edits.apply("one two 3 four"), "1 two three four");
        let places: Vec<_> = [2, 6, 8, 12].into_iter().map(|at| edits.before(at)).collect();
        assert_eq!(places, [4, 8, 8, 10]);
    }

    #[test]
    fn a_change_within_another_is_left_out() {
        let mut edits = Edits::default();
        edits.add(Edit::new(0..5, "1"));
        edits.add(Edit::new(2..7, "2"));
        edits.add(Edit::new(6..7, "3"));
        assert_eq!((edits.apply("one two"), edits.before(2)), ("1w3".to_owned(), 6));
    }
}
