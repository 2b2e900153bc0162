//! The blocks that one thread keeps: memory for machines that are larger than any slot.
//!
//! Blocks aren't shared between threads, and all sizes share one bound, in bytes. What was returned last is kept: blocks of
//! other sizes make room for it.

use core::cell::Cell;
use core::ptr::NonNull;

use super::class::{BLOCKS, Class};
use super::magazine::Magazine;

/// Invariant: `bytes` is the sum of what the lists hold.
pub(super) struct Blocks {
    lists: [Magazine; BLOCKS],
    bytes: Cell<usize>,
    bound: Cell<usize>,
}

impl Blocks {
    /// Lists without a block, which keep none.
    pub(super) const fn new() -> Self {
        const fn list(index: usize) -> Magazine {
            Magazine::new(Class::block(index))
        }
        let lists = [list(0), list(1), list(2), list(3), list(4), list(5), list(6), list(7)];
        Self { lists, bytes: Cell::new(0), bound: Cell::new(0) }
    }

    /// Keeps so many bytes from now on, and none of what was kept.
    pub(super) fn reset(&self, bound: usize) {
        self.empty();
        self.bound.set(bound);
    }

    /// Takes a free block of the class with this index.
    pub(super) fn take(&self, index: usize) -> Option<NonNull<u8>> {
        let list = &self.lists[index];
        let block = list.pop()?;
        self.bytes.set(self.bytes.get() - list.class().size());
        Some(block)
    }

    /// Keeps a block if the bound allows; says whether it did.
    ///
    /// # Safety
    ///
    /// As for [`Magazine::push`], with the class of this index.
    #[must_use]
    pub(super) unsafe fn give(&self, index: usize, block: NonNull<u8>) -> bool {
        let list = &self.lists[index];
        let size = list.class().size();
        while self.bytes.get().saturating_add(size) > self.bound.get() {
            if size > self.bound.get() || !self.free_one_but(index) {
                return false;
            }
        }
        self.bytes.set(self.bytes.get() + size);
        // SAFETY: the caller's promise.
        unsafe { list.push(block, usize::MAX) }
    }

    /// Frees the largest block of another class; says whether there was one.
    fn free_one_but(&self, index: usize) -> bool {
        let others = self.lists.iter().enumerate().rev().filter(|(other, _)| *other != index);
        let freed = others.map(|(_, list)| list).find(|list| list.free_one());
        if let Some(list) = freed {
            self.bytes.set(self.bytes.get() - list.class().size());
        }
        freed.is_some()
    }

    /// Gives every block back to the global allocator.
    pub(super) fn empty(&self) {
        self.lists.iter().for_each(|list| list.shrink(0));
        self.bytes.set(0);
    }

    /// How many blocks there are, and their bytes.
    pub(super) fn retained(&self) -> (usize, usize) {
        (self.lists.iter().map(Magazine::depth).sum(), self.bytes.get())
    }
}
