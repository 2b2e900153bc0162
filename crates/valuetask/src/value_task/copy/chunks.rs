//! The copies in chunks: see the [table](super).

use core::arch::x86_64::__m128i;
use core::mem::{self, MaybeUninit};

use super::width::LARGEST;

/// The size up to which `settle` copies words. Larger values were moved by vectors already.
const LARGEST_BY_WORDS: usize = 144;

/// A part of a value that is loaded and stored on its own.
///
/// An integer: a float isn't in a register that calls leave alone, so a value would go to the stack and back while its
/// machine is dropped.
type Word = MaybeUninit<u64>;

/// Two words that are loaded and stored as one.
///
/// A field of a packed struct, as a move of the struct would be a `memcpy`.
#[repr(C, packed(8))]
struct Chunk(MaybeUninit<__m128i>);

/// Returns `true` if a `V` is copied in chunks.
pub(in super::super) const fn in_chunks<V>() -> bool {
    align_of::<V>() == 8 && size_of::<V>() >= 16 && size_of::<V>() <= LARGEST
}

/// Repeats code for each chunk of a `V`, whose first word is `$at`.
///
/// `$last` is for a single word at the end.
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

/// Loads the word at `$from + $at`, not merged with the load of its neighbour.
macro_rules! alone {
    ($from:expr, $at:expr) => {{
        // SAFETY: in bounds of the `V` that the caller lets this read, by `each!`.
        let from = unsafe { $from.add($at) };
        // SAFETY: in bounds by `each!`, and aligned as a word.
        let word: Word = unsafe { *from };
        // A float, as two loads into such registers make a chunk. The compiler combines no integers around it, either.
        // SAFETY: any bytes are a `MaybeUninit`, and the sizes are equal.
        #[cfg_attr(miri, allow(unused_mut, reason = "the block below isn't there"))]
        let mut float = unsafe { mem::transmute::<Word, MaybeUninit<f64>>(word) };
        // The compiler doesn't merge two loads around code that it can't see into.
        // SAFETY: empty, so the register doesn't change.
        #[cfg(not(miri))]
        unsafe {
            core::arch::asm!("/* {0} */", inout(xmm_reg) float, options(pure, nomem, nostack, preserves_flags));
        }
        // SAFETY: as above.
        unsafe { mem::transmute::<MaybeUninit<f64>, Word>(float) }
    }};
}

/// Copies a `V` that was stored in chunks, as `from.read()` does.
///
/// # Safety
///
/// As for [`read`](core::ptr::read): `from` is valid, and one of the two copies is forgotten. [`in_chunks`] holds for
/// `V`.
#[inline(always)]
pub(in super::super) unsafe fn lift<V>(from: *const V) -> V {
    debug_assert!(in_chunks::<V>());
    let mut value = MaybeUninit::<V>::uninit();
    let (from, to) = (from.cast::<Word>(), value.as_mut_ptr().cast::<Word>());
    each!(V,
        at => {
            // SAFETY: in bounds of the `V` that the caller lets this read, by `each!`.
            let from = unsafe { from.add(at) }.cast::<Chunk>();
            // SAFETY: in bounds of `value`, by `each!`.
            let to = unsafe { to.add(at) }.cast::<Chunk>();
            // SAFETY: in bounds by `each!`, and aligned as a word.
            let chunk = unsafe { (*from).0 };
            // SAFETY: in bounds by `each!`, and aligned as a word.
            unsafe { (*to).0 = chunk };
        },
        last {
            // SAFETY: in bounds of the `V` that the caller lets this read, by `each!`.
            let from = unsafe { from.add(at) };
            // SAFETY: in bounds of `value`, by `each!`.
            let to = unsafe { to.add(at) };
            // SAFETY: in bounds by `each!`, and aligned as a word.
            let word = unsafe { *from };
            // SAFETY: in bounds by `each!`, and aligned as a word.
            unsafe { *to = word };
        }
    );
    // SAFETY: each byte is that of the `V` at `from`.
    unsafe { value.assume_init() }
}

/// Copies a `V` that was stored in words, or in chunks from another beginning.
///
/// Otherwise as `from.read()`.
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
            // SAFETY: in bounds by `each!`, and aligned as a word.
            unsafe { (*to).0 = chunk };
        },
        last {
            let word = alone!(from, at);
            // SAFETY: in bounds of `value`, by `each!`.
            let to = unsafe { to.add(at) };
            // SAFETY: in bounds by `each!`, and aligned as a word.
            unsafe { *to = word };
        }
    );
    // SAFETY: each byte is that of the `V` at `from`.
    unsafe { value.assume_init() }
}

/// Copies a `V` that the user's code has stored, as `from.read()` does.
///
/// # Safety
///
/// As for [`lift`].
#[inline(always)]
pub(in super::super) unsafe fn settle<V>(from: *const V) -> V {
    if const { size_of::<V>() <= LARGEST_BY_WORDS } {
        // SAFETY: the contract of `settle`, which is that of `gather`.
        unsafe { gather(from) }
    } else {
        // SAFETY: the contract of `settle`, which is that of `lift`.
        unsafe { lift(from) }
    }
}
