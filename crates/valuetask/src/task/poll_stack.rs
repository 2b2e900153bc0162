//! The poll stack: cells whose poll was too deep, for the outermost poll.
#![forbid(unsafe_code)]

use alloc::vec::Vec;

/// Polls of one cell, and polls in all for each cell by which the stack has grown. Cells that keep waking themselves, or one another, give
/// the thread back after so many.
const MOST_POLLS: usize = 32;

struct Refused<C> {
    cell: C,
    polls: usize,
}

pub(super) struct PollStack<C> {
    cells: Vec<Refused<C>>,
    /// The greatest height since the stack was empty.
    height: usize,
    /// Polls since then.
    polls: usize,
}

impl<C> Default for PollStack<C> {
    fn default() -> Self {
        Self { cells: Vec::new(), height: 0, polls: 0 }
    }
}

impl<C: Clone> PollStack<C> {
    pub(super) fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    pub(super) fn push(&mut self, cell: C) {
        self.cells.push(Refused { cell, polls: 0 });
        self.height = self.height.max(self.cells.len());
    }

    /// Returns the topmost cell, to be polled once more; `None` if there is none, or after too many polls.
    pub(super) fn poll_top(&mut self) -> Option<C> {
        let top = self.cells.last_mut()?;
        if top.polls == MOST_POLLS || self.polls == MOST_POLLS * self.height {
            return None;
        }
        top.polls += 1;
        self.polls += 1;
        Some(top.cell.clone())
    }

    pub(super) fn pop(&mut self) -> Option<C> {
        let top = self.cells.pop()?;
        if self.cells.is_empty() {
            (self.height, self.polls) = (0, 0);
        }
        Some(top.cell)
    }
}
