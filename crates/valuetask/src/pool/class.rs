//! The size classes: the memory that a machine of a given layout takes.
//!
//! | classes | bytes                                             | kept by                                           |
//! |---------|---------------------------------------------------|---------------------------------------------------|
//! | 32      | 24, 40, 56, .. 520                                | a thread's cache, and the depot                 |
//! | 96      | 8 more than sixteenths of powers of two, to 32 KiB | a thread's cache, and the depot                |
//! | 80      | the same, to 1 MiB and 8 bytes                    | the depot                                         |
//!
//! The sizes are those of a malloc that puts a word before each block and rounds to 16 bytes, as glibc's does: so a slot
//! of its own wastes nothing there. A future has at most a sixteenth more than it needs.
//!
//! All are aligned to [`ALIGN`]. A machine that fits none of them, by size or by alignment, is stored by the global
//! allocator.
#![forbid(unsafe_code)]

use core::alloc::Layout;

/// The smallest slot, in bytes: a free one holds three words. Under loom it holds a witness, too.
pub(super) const SMALLEST: usize = if cfg!(valuetask_loom) { 136 } else { 24 };
/// The number of classes in steps of 16 bytes; they come first.
const SMALL: usize = 32;
/// The largest slot of these, in bytes.
const LARGEST_SMALL: usize = 520;
/// The number of classes.
pub(super) const CLASSES: usize = if cfg!(valuetask_loom) { 1 } else { SMALL + 11 * 16 };
/// What each size is more than a multiple of 16, in bytes.
const WORD: usize = 8;
/// The largest slot, in bytes.
const LARGEST: usize = 1024 * 1024 + WORD;
/// The alignment of all memory of the pool.
const ALIGN: usize = 16;

const _: () = assert!(SMALL.is_multiple_of(16));
const _: () = assert!(CLASSES <= u8::MAX as usize + 1);
const _: () = assert!(cfg!(valuetask_loom) || Class::at(SMALL - 1).size() == LARGEST_SMALL);
const _: () = assert!(cfg!(valuetask_loom) || Class::at(CLASSES - 1).size() == LARGEST);

/// One size class, by its index, which is less than [`CLASSES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(transparent)]
pub(crate) struct Class(u8);

impl Class {
    /// Returns the smallest class that holds `layout`, or `None` if the pool takes no such layout.
    #[inline(always)]
    pub(crate) const fn of(layout: Layout) -> Option<Self> {
        let size = layout.size();
        if size > LARGEST || layout.align() > ALIGN {
            return None;
        }
        let index = if size <= LARGEST_SMALL {
            size.saturating_sub(SMALLEST).div_ceil(16)
        } else {
            // From 512 on, each power of two has 16 classes.
            let beyond = size - WORD - 1;
            let power = beyond.ilog2() as usize;
            SMALL + (power - 9) * 16 + ((beyond >> (power - 4)) & 15)
        };
        if index < CLASSES { Some(Self(index as u8)) } else { None }
    }

    /// Returns the class with this index.
    pub(super) const fn at(index: usize) -> Self {
        assert!(index < CLASSES, "no such class");
        Self(index as u8)
    }

    #[inline(always)]
    pub(super) const fn index(self) -> usize {
        self.0 as usize
    }

    /// Returns the size of a slot of this class.
    pub(super) const fn size(self) -> usize {
        let index = self.index();
        if index < SMALL {
            return SMALLEST + 16 * index;
        }
        let (power, sixteenths) = (9 + (index - SMALL) / 16, index % 16 + 1);
        (1 << power) + (sixteenths << (power - 4)) + WORD
    }

    /// Returns the layout of all memory of this class.
    pub(super) const fn layout(self) -> Layout {
        match Layout::from_size_align(self.size(), ALIGN) {
            Ok(layout) => layout,
            Err(_) => panic!("a class has a mebibyte at most"),
        }
    }
}

/// Returns all classes.
pub(super) fn all() -> impl Iterator<Item = Class> {
    (0..CLASSES).map(Class::at)
}

#[cfg(all(test, not(valuetask_loom)))]
mod tests {
    use super::*;

    fn size_for(size: usize) -> Option<usize> {
        Class::of(Layout::from_size_align(size, 8).expect("a valid layout")).map(Class::size)
    }

    #[test]
    #[cfg_attr(miri, ignore = "goes through a million sizes")]
    fn a_layout_goes_to_the_smallest_class_that_holds_it() {
        let mut sizes = all().map(Class::size);
        let mut held_by = sizes.next().expect("a class");
        for size in 0..=LARGEST {
            if size > held_by {
                held_by = sizes.next().expect("a larger class");
            }
            assert_eq!(size_for(size), Some(held_by), "{size} bytes");
        }
        assert_eq!(sizes.next(), None);
    }

    /// In a model of glibc, which adds a word, rounds to 16, and has 32 bytes at least.
    #[test]
    #[cfg_attr(miri, ignore = "goes through a million sizes")]
    fn a_slot_takes_at_most_a_tenth_and_eight_bytes_more_than_a_box() {
        let chunk = |bytes: usize| (bytes + 8).next_multiple_of(16).max(32);
        for future in (8..=LARGEST - 8).step_by(8) {
            let (boxed, slot) = (chunk(future) + 16, chunk(size_for(future + 8).expect("a class")) + 8);
            assert!(slot * 10 <= boxed * 11 + 80, "a future of {future} bytes: {slot} for {boxed}");
        }
    }

    #[test]
    fn too_large_or_too_aligned_has_no_class() {
        assert_eq!(size_for(LARGEST + 1), None);
        assert!(Class::of(Layout::from_size_align(64, 32).expect("a valid layout")).is_none());
    }
}
