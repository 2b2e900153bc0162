//! The blocks that one thread keeps: memory for machines that are larger than any slot.
//!
//! Blocks aren't shared between threads, and all sizes share one bound, in bytes. The block that was returned last is
//! kept: blocks of other sizes are freed for it.

use core::cell::Cell;
use core::ptr::NonNull;

use super::class::{BLOCKS, Class};
use super::magazine::Magazine;

/// Invariant: `bytes` is the sum of the sizes of all blocks in the lists.
pub(super) struct Blocks {
    lists: [Magazine; BLOCKS],
    bytes: Cell<usize>,
    bound: Cell<usize>,
}

impl Blocks {
    /// Creates empty lists, which keep nothing.
    pub(super) const fn new() -> Self {
        const fn list(index: usize) -> Magazine {
            Magazine::new(Class::block(index))
        }
        let lists = [list(0), list(1), list(2), list(3), list(4), list(5), list(6), list(7)];
        Self { lists, bytes: Cell::new(0), bound: Cell::new(0) }
    }

    /// Sets the bound, and frees all blocks.
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

    /// Keeps a block if the bound allows, and returns `true` if it did.
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
        // SAFETY: the contract of `give`.
        unsafe { list.push(block, usize::MAX) }
    }

    /// Frees the largest block of another class, and returns `true` if there was one.
    fn free_one_but(&self, index: usize) -> bool {
        let others = self.lists.iter().enumerate().rev().filter(|(other, _)| *other != index);
        let freed = others.map(|(_, list)| list).find(|list| list.free_one());
        if let Some(list) = freed {
            self.bytes.set(self.bytes.get() - list.class().size());
        }
        freed.is_some()
    }

    /// Returns every block to the global allocator.
    pub(super) fn empty(&self) {
        self.lists.iter().for_each(|list| list.shrink(0));
        self.bytes.set(0);
    }

    /// Returns the number of blocks, and their bytes.
    pub(super) fn retained(&self) -> (usize, usize) {
        (self.lists.iter().map(Magazine::depth).sum(), self.bytes.get())
    }
}
