//! The copies in chunks: see the [table](super).

use core::arch::x86_64::__m128i;
use core::mem::MaybeUninit;

use super::LARGEST;

/// Values of more than this are moved by vectors before they get here.
const LARGEST_BY_WORDS: usize = 144;

/// A part of a value that is loaded and stored on its own. A float, as the compiler puts integers together from parts.
type Word = MaybeUninit<f64>;

/// Two words that are loaded and stored as one; a field of a packed struct, as a move of the struct would be a `memcpy`.
#[repr(C, packed(8))]
struct Chunk(MaybeUninit<__m128i>);

/// Whether a `V` is copied in chunks.
pub(in super::super) const fn in_chunks<V>() -> bool {
    align_of::<V>() == 8 && size_of::<V>() >= 16 && size_of::<V>() <= LARGEST
}

/// For each chunk of a `V`, `$at` being its first word; `$last` if there is a word left at the end.
macro_rules! each {
    ($V:ty, $at:ident => $chunk:expr, last $last:expr) => {
        each!(@ $V, $at => $chunk, $last;
            0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32
            33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64)
    };
    (@ $V:ty, $at:ident => $chunk:expr, $last:expr; $($n:literal)*) => {$(
        if const { 16 * $n + 16 <= size_of::<$V>() } {
            let $at = 2 * $n;
            $chunk
        } else if const { 16 * $n + 8 == size_of::<$V>() } {
            let $at = 2 * $n;
            $last
        }
    )*};
}

/// The word at `$from + $at`, which isn't loaded together with its neighbour.
macro_rules! alone {
    ($from:expr, $at:expr) => {{
        // SAFETY: in bounds of what the caller of this function lets it read, by `each!`.
        let from = unsafe { $from.add($at) };
        // SAFETY: the same, and aligned as a word.
        #[cfg_attr(miri, allow(unused_mut, reason = "the block below isn't there"))]
        let mut word = unsafe { *from };
        // Two loads can't be merged behind what the compiler doesn't see the inside of.
        // SAFETY: empty, so the register is as it was.
        #[cfg(not(miri))]
        unsafe {
            core::arch::asm!("/* {0} */", inout(xmm_reg) word, options(pure, nomem, nostack, preserves_flags));
        }
        word
    }};
}

/// As `from.read()`, of what was stored in chunks.
///
/// # Safety
///
/// As for [`read`](core::ptr::read): `from` is valid, and one of the two copies is forgotten. [`in_chunks`] holds for `V`.
#[inline(always)]
pub(in super::super) unsafe fn lift<V>(from: *const V) -> V {
    debug_assert!(in_chunks::<V>());
    let mut value = MaybeUninit::<V>::uninit();
    let (from, to) = (from.cast::<Word>(), value.as_mut_ptr().cast::<Word>());
    each!(V,
        at => {
            // SAFETY: in bounds of what the caller lets it read, by `each!`.
            let from = unsafe { from.add(at) }.cast::<Chunk>();
            // SAFETY: in bounds of `value` in the same way.
            let to = unsafe { to.add(at) }.cast::<Chunk>();
            // SAFETY: the same, and aligned as a word.
            let chunk = unsafe { (*from).0 };
            // SAFETY: the same.
            unsafe { (*to).0 = chunk };
        },
        last {
            // SAFETY: as for a chunk.
            let from = unsafe { from.add(at) };
            // SAFETY: as for a chunk.
            let to = unsafe { to.add(at) };
            // SAFETY: as for a chunk.
            let word = unsafe { *from };
            // SAFETY: as for a chunk.
            unsafe { *to = word };
        }
    );
    // SAFETY: each byte is that of the caller's value.
    unsafe { value.assume_init() }
}

/// As `from.read()`, of what was stored in words, or in chunks from another beginning.
///
/// # Safety
///
/// As for [`lift`].
#[inline(always)]
pub(in super::super) unsafe fn gather<V>(from: *const V) -> V {
    debug_assert!(in_chunks::<V>());
    let mut value = MaybeUninit::<V>::uninit();
    let (from, to) = (from.cast::<Word>(), value.as_mut_ptr().cast::<Word>());
    each!(V,
        at => {
            let words = [alone!(from, at), alone!(from, at + 1)];
            let words = (&raw const words).cast::<Chunk>();
            // SAFETY: in bounds of `value`, by `each!`.
            let to = unsafe { to.add(at) }.cast::<Chunk>();
            // SAFETY: two words make a chunk.
            let chunk = unsafe { (*words).0 };
            // SAFETY: in bounds as above, and aligned as a word.
            unsafe { (*to).0 = chunk };
        },
        last {
            let word = alone!(from, at);
            // SAFETY: as for a chunk.
            let to = unsafe { to.add(at) };
            // SAFETY: as for a chunk.
            unsafe { *to = word };
        }
    );
    // SAFETY: each byte is that of the caller's value.
    unsafe { value.assume_init() }
}

/// As `from.read()`, of what anyone has stored, however.
///
/// # Safety
///
/// As for [`lift`].
#[inline(always)]
pub(in super::super) unsafe fn settle<V>(from: *const V) -> V {
    if const { size_of::<V>() <= LARGEST_BY_WORDS } {
        // SAFETY: the caller's promise.
        unsafe { gather(from) }
    } else {
        // SAFETY: the same.
        unsafe { lift(from) }
    }
}
