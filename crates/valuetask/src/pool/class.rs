//! The size classes: the memory that a machine of a given layout takes.
//!
//! | classes | bytes, each a power of two | called  | kept by                                |
//! |---------|----------------------------|---------|----------------------------------------|
//! | 7       | 64 to 4,096                | slots   | a thread's shelves, and the stash      |
//! | 8       | 8 KiB to 1 MiB             | blocks  | a thread's blocks                      |
//!
//! All are aligned to [`ALIGN`]. A machine that fits none of them, by size or by alignment, is stored by the global
//! allocator.

use core::alloc::Layout;

/// The smallest slot, in bytes: one cache line.
pub(super) const SMALLEST: usize = 64;
/// The number of classes of slots; they come first.
pub(super) const SLOTS: usize = 7;
/// The number of classes of blocks.
pub(super) const BLOCKS: usize = 8;
/// The largest block, in bytes.
const LARGEST: usize = SMALLEST << (SLOTS + BLOCKS - 1);
/// The alignment of all memory of the pool.
const ALIGN: usize = 16;

const _: () = assert!(SMALLEST << (SLOTS - 1) == 4096);
const _: () = assert!(LARGEST == 1024 * 1024);

/// One size class, by its index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(transparent)]
pub(crate) struct Class(usize);

impl Class {
    /// Returns the smallest class that holds `layout`, or `None` if the pool takes no such layout.
    pub(crate) const fn of(layout: Layout) -> Option<Self> {
        if layout.size() > LARGEST || layout.align() > ALIGN {
            return None;
        }
        // The number of doublings of the smallest size.
        let beyond = layout.size().saturating_sub(1) / SMALLEST;
        Some(Self((usize::BITS - beyond.leading_zeros()) as usize))
    }

    /// Returns the class of slots with this index.
    pub(super) const fn slot(index: usize) -> Self {
        assert!(index < SLOTS, "no such class of slots");
        Self(index)
    }

    /// Returns the class of blocks with this index.
    pub(super) const fn block(index: usize) -> Self {
        assert!(index < BLOCKS, "no such class of blocks");
        Self(SLOTS + index)
    }

    /// Returns the index among the classes of slots, or as an error that among those of blocks.
    #[inline(always)]
    pub(super) const fn index(self) -> Result<usize, usize> {
        if self.0 < SLOTS { Ok(self.0) } else { Err(self.0 - SLOTS) }
    }

    /// Returns the size of a slot or block of this class.
    pub(super) const fn size(self) -> usize {
        SMALLEST << self.0
    }

    /// Returns the layout of all memory of this class.
    pub(super) const fn layout(self) -> Layout {
        match Layout::from_size_align(self.size(), ALIGN) {
            Ok(layout) => layout,
            Err(_) => panic!("a class is a power of two"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layout_goes_to_the_smallest_class_that_holds_it() {
        let sizes = [(0, 64), (64, 64), (65, 128), (129, 256), (4096, 4096), (4097, 8192), (LARGEST, LARGEST)];
        for (size, held_by) in sizes {
            let layout = Layout::from_size_align(size, 8).expect("a valid layout");
            assert_eq!(Class::of(layout).map(Class::size), Some(held_by), "{size} bytes");
        }
    }

    #[test]
    fn up_to_4096_bytes_is_a_slot_and_above_is_a_block() {
        let index = |size| Class::of(Layout::from_size_align(size, 16).expect("a valid layout")).map(Class::index);
        assert_eq!((index(64), index(4096)), (Some(Ok(0)), Some(Ok(SLOTS - 1))));
        assert_eq!((index(4097), index(LARGEST)), (Some(Err(0)), Some(Err(BLOCKS - 1))));
    }

    #[test]
    fn too_large_or_too_aligned_has_no_class() {
        assert!(Class::of(Layout::from_size_align(LARGEST + 1, 8).expect("a valid layout")).is_none());
        assert!(Class::of(Layout::from_size_align(64, 32).expect("a valid layout")).is_none());
    }
}
