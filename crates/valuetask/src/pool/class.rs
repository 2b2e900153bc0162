//! The size classes: which slot a machine of a given layout takes.
//!
//! Slots are powers of two from [`SMALLEST`] to [`LARGEST`] bytes, each aligned to [`ALIGN`]. A machine that fits none of
//! them, by size or by alignment, is stored by the global allocator on its own.

use core::alloc::Layout;

/// The smallest slot, in bytes: one cache line.
pub(super) const SMALLEST: usize = 64;
/// The number of classes.
pub(super) const CLASSES: usize = 7;
/// The largest slot, in bytes.
pub(super) const LARGEST: usize = SMALLEST << (CLASSES - 1);
/// What every slot is aligned to.
const ALIGN: usize = 16;

const _: () = assert!(LARGEST == 4096);

/// One size class, by its index.
#[derive(Clone, Copy)]
pub(crate) struct Class(usize);

impl Class {
    /// The class whose slots hold `layout` most tightly, or `None` if the pool takes no such layout.
    pub(crate) const fn of(layout: Layout) -> Option<Self> {
        if layout.size() > LARGEST || layout.align() > ALIGN {
            return None;
        }
        let size = if layout.size() < SMALLEST { SMALLEST } else { layout.size().next_power_of_two() };
        Some(Self((size / SMALLEST).trailing_zeros() as usize))
    }

    /// Every class, smallest first.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        (0..CLASSES).map(Self)
    }

    pub(super) const fn index(self) -> usize {
        self.0
    }

    /// Bytes in a slot of this class.
    pub(super) const fn size(self) -> usize {
        SMALLEST << self.0
    }

    /// The layout that every slot of this class is allocated and freed with.
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
        for (size, slot) in [(0, 64), (64, 64), (65, 128), (129, 256), (4096, 4096)] {
            let layout = Layout::from_size_align(size, 8).expect("a valid layout");
            assert_eq!(Class::of(layout).map(Class::size), Some(slot), "{size} bytes");
        }
    }

    #[test]
    fn too_large_or_too_aligned_has_no_class() {
        assert!(Class::of(Layout::from_size_align(4097, 8).expect("a valid layout")).is_none());
        assert!(Class::of(Layout::from_size_align(64, 32).expect("a valid layout")).is_none());
    }
}
