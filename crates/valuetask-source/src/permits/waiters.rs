//! The turns of a queue: a doubly linked list in a vector, so that no step accesses more than three of them.
#![forbid(unsafe_code)]

use alloc::vec::Vec;
use core::mem;
use core::task::Waker;

/// The index behind the last turn and before the first.
const END: usize = usize::MAX;

/// The number of turns whose memory is always kept.
const KEPT: usize = 32;

/// Turns for a permit `P`, each with an index that stays until the turn is removed.
pub(super) struct Waiters<P> {
    turns: Vec<Turn<P>>,
    /// The neighbors of `END`: the last waiting turn is before it, the first one after it.
    ends: Link,
    /// The first free turn. Free turns are linked by `after`.
    free: usize,
    waiting: usize,
    /// Turns that aren't free.
    used: usize,
    /// The most turns that were used at a time since none was.
    peak: usize,
}

/// A turn.
///
/// It has a waker while it waits, in the list; a permit once it is served; neither if it is free.
struct Turn<P> {
    link: Link,
    waker: Option<Waker>,
    permit: Option<P>,
}

#[derive(Clone, Copy)]
struct Link {
    before: usize,
    after: usize,
}

impl<P> Default for Waiters<P> {
    fn default() -> Self {
        Self { turns: Vec::new(), ends: Link { before: END, after: END }, free: END, waiting: 0, used: 0, peak: 0 }
    }
}

impl<P> Waiters<P> {
    /// Returns the number of waiting turns.
    pub(super) fn waiting(&self) -> usize {
        self.waiting
    }

    /// Appends a turn, and returns its index.
    pub(super) fn push(&mut self, waker: Waker) -> usize {
        let link = Link { before: self.ends.before, after: END };
        let turn = Turn { link, waker: Some(waker), permit: None };
        let index = self.free;
        let index = if let Some(free) = self.turns.get_mut(index) {
            self.free = mem::replace(free, turn).link.after;
            index
        } else {
            self.turns.push(turn);
            self.turns.len() - 1
        };
        self.link(link.before).after = index;
        self.ends.before = index;
        self.waiting += 1;
        self.used += 1;
        self.peak = self.peak.max(self.used);
        index
    }

    /// Hands a permit to the turn that waits longest, and returns its waker.
    ///
    /// Returns the permit if no turn waits.
    pub(super) fn serve(&mut self, permit: P) -> Result<Option<Waker>, P> {
        let first = self.ends.after;
        let Some(turn) = self.turns.get_mut(first) else { return Err(permit) };
        turn.permit = Some(permit);
        let waker = turn.waker.take();
        self.unlink(first);
        Ok(waker)
    }

    /// Removes a served turn and returns its permit, or exchanges the waker of a waiting turn.
    ///
    /// Also returns the waker that is no longer needed.
    pub(super) fn take_or_wait(&mut self, index: usize, waker: Waker) -> (Option<P>, Waker) {
        match &mut self.turns[index].waker {
            Some(before) => (None, mem::replace(before, waker)),
            None => (self.remove(index).1, waker),
        }
    }

    /// Removes a turn, and returns its waker or its permit.
    pub(super) fn remove(&mut self, index: usize) -> (Option<Waker>, Option<P>) {
        let turn = &mut self.turns[index];
        let has = (turn.waker.take(), turn.permit.take());
        if has.0.is_some() {
            self.unlink(index);
        }
        self.turns[index].link.after = mem::replace(&mut self.free, index);
        self.used -= 1;
        if self.used == 0 {
            self.shrink();
        }
        has
    }

    /// Halves the memory if a quarter of it would have been enough since the last call.
    ///
    /// All turns are free.
    fn shrink(&mut self) {
        let (peak, room) = (mem::take(&mut self.peak), self.turns.capacity());
        if room > KEPT && peak <= room / 4 {
            self.turns = Vec::with_capacity(room / 2);
            self.free = END;
        }
    }

    /// Takes a turn out of the list.
    fn unlink(&mut self, index: usize) {
        let Link { before, after } = self.turns[index].link;
        self.link(before).after = after;
        self.link(after).before = before;
        self.waiting -= 1;
    }

    fn link(&mut self, index: usize) -> &mut Link {
        match self.turns.get_mut(index) {
            Some(turn) => &mut turn.link,
            None => &mut self.ends,
        }
    }
}
