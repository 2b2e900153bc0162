//! Moving a value by copies whose loads and stores have a known width.
//!
//! A load whose bytes come from one earlier store gets them from the store buffer at once. A load that needs two stores
//! waits until both have left it: four to five nanoseconds, as long as the rest of a hit takes. By itself, the compiler
//! stores a value field by field and loads it as vectors, or splits it at its tag and loads "the other fifteen bytes".
//! So a task is stored in chunks of 16 bytes where it is returned, and loaded in these chunks where it is read.
//!
//! | copy               | loads                 | stores | used for                                                        |
//! |--------------------|-----------------------|--------|-----------------------------------------------------------------|
//! | [`read`], `FIELDS` | words                 | chunks | what the user's code has stored, on its way into a task; beyond |
//! |                    |                       |        | 144 bytes as `CHUNKS`, as vectors move large values anyway      |
//! | [`read`], `CHUNKS` | chunks                | chunks | what was stored in chunks, from the same beginning              |
//! | [`read`], `WORDS`  | words                 | chunks | what was stored in chunks from another beginning, as a value    |
//! |                    |                       |        | behind its tag                                                  |
//! | `ptr::read`        | the compiler's choice | same   | types for which [`in_chunks`] is `false`: in registers, not     |
//! |                    |                       |        | made of words, or large; all types on targets without           |
//! |                    |                       |        | measurements                                                    |
//!
//! The compiler may merge the loads of words, as these are plain moves. It does so for three words, as a `String` has.
//! There the middle word is a volatile read, so that neither neighbour is loaded with it.
//!
//! Each copy is a typed move by other means. *Bytes*: all are copied, also those without a value, as the units are
//! `MaybeUninit`. *Provenance*: a copy of a `MaybeUninit` keeps the provenance of each byte, for any type, and so does a
//! volatile one. *Layout*: a value is copied whole, from its own beginning, so nothing is assumed about the layout within it.
//!
//! The copy is written out by a macro within one function. A loop is unrolled, and a function called from here inlined,
//! only after LLVM has split local variables; the store must be in sight by then, or the variable is split at the tag.

use core::mem::MaybeUninit;

/// The size of the largest value that is copied in chunks: a macro has one line for each chunk.
const LARGEST: usize = 1040;

/// How [`read`] copies what was stored in chunks, from the same beginning.
pub(super) const CHUNKS: usize = 0;

/// How [`read`] copies what the user's code has stored. Larger values were moved by vectors already.
pub(super) const FIELDS: usize = 144;

/// How [`read`] copies what was stored in chunks from another beginning.
pub(super) const WORDS: usize = LARGEST;

/// A part of a value that is loaded and stored on its own.
///
/// An integer: a float isn't in a register that calls leave alone, so a value would go to the stack and back while its
/// machine is dropped.
type Word = MaybeUninit<u64>;

/// The type of sixteen bytes in a vector register.
#[cfg(target_arch = "x86_64")]
type Pair = core::arch::x86_64::__m128i;
/// The type of sixteen bytes, unused on targets without chunks.
#[cfg(not(target_arch = "x86_64"))]
type Pair = u128;

/// Two words that are loaded and stored as one.
///
/// A field of a packed struct, as a move of the struct would be a `memcpy`.
#[repr(C, packed(8))]
struct Chunk(MaybeUninit<Pair>);

/// A value in a task, or in the result of a machine's poll.
///
/// It begins and ends at a word boundary.
///
/// So all of it can be copied in chunks. A small value starts where a machine would, not across half of it, so that a
/// move of the task moves either as one word.
#[cfg_attr(target_pointer_width = "64", repr(align(8)))]
pub(super) struct Aligned<T>(pub(super) T);

/// Returns `true` if a `V` is copied in chunks.
pub(super) const fn in_chunks<V>() -> bool {
    cfg!(all(target_arch = "x86_64", target_feature = "sse2"))
        && align_of::<V>() == 8
        && size_of::<V>() >= 16
        && size_of::<V>() <= LARGEST
}

/// Repeats code for each chunk of a `V`, whose first word is `$at`.
macro_rules! each {
    ($V:ty, $at:ident => $chunk:expr) => {
        // Nothing is optimized there, and a loop is compiled in much less time than all lines.
        #[cfg(debug_assertions)]
        for n in 0..size_of::<$V>() / 16 {
            let $at = 2 * n;
            $chunk
        }
        #[cfg(not(debug_assertions))]
        each!(@ $V, $at => $chunk;
            [0 1 2 3] [4 5 6 7 8] [9 10 11 12 13 14 15 16]
            [17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32]
            [33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64]);
    };
    // The compiler evaluates each condition for each type. Those of a group that begins behind the end it leaves out.
    (@ $V:ty, $at:ident => $chunk:expr; $([$first:literal $($n:literal)*])*) => {$(
        if const { 16 * $first + 16 <= size_of::<$V>() } {
            each!(@group $V, $at => $chunk; $first $($n)*);
        }
    )*};
    (@group $V:ty, $at:ident => $chunk:expr; $($n:literal)*) => {$(
        if const { 16 * $n + 16 <= size_of::<$V>() } {
            let $at = 2 * $n;
            $chunk
        }
    )*};
}

/// Moves a value out of memory in which its fields may just have been stored one by one.
///
/// # Safety
///
/// As for [`read`](core::ptr::read).
#[cfg_attr(not(debug_assertions), inline(always))]
pub unsafe fn move_out<T>(value: *const T) -> T {
    // SAFETY: the contract of this function.
    unsafe { read::<_, FIELDS>(value) }
}

/// Copies a `V`, as `from.read()` does: by words if it has at most `BY_WORDS` bytes, and in chunks otherwise.
///
/// `BY_WORDS` is [`CHUNKS`], [`FIELDS`] or [`WORDS`].
///
/// # Safety
///
/// As for [`read`](core::ptr::read): `from` is valid, and one of the two copies is forgotten.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn read<V, const BY_WORDS: usize>(from: *const V) -> V {
    if const { !in_chunks::<V>() } {
        // SAFETY: the contract of `read`.
        return unsafe { from.read() };
    }
    let mut value = MaybeUninit::<V>::uninit();
    let (from, to) = (from.cast::<Word>(), value.as_mut_ptr().cast::<Word>());
    each!(V,
        at => {
            // SAFETY: in bounds of the `V` that the caller lets this read, by `each!`.
            let first = unsafe { from.add(at) };
            // SAFETY: in bounds of `value`, by `each!`.
            let to = unsafe { to.add(at) }.cast::<Chunk>();
            let chunk = if const { size_of::<V>() > BY_WORDS } {
                // SAFETY: in bounds by `each!`, and aligned as a word.
                unsafe { (*first.cast::<Chunk>()).0 }
            } else {
                // SAFETY: in bounds of the `V` that the caller lets this read, by `each!`.
                let second = unsafe { from.add(at + 1) };
                // SAFETY: in bounds by `each!`, and aligned as a word.
                let first = unsafe { *first };
                let second = if const { size_of::<V>() == 24 } {
                    // SAFETY: in bounds by `each!`, and aligned as a word.
                    unsafe { second.read_volatile() }
                } else {
                    // SAFETY: in bounds by `each!`, and aligned as a word.
                    unsafe { *second }
                };
                let words: [Word; 2] = [first, second];
                let words = (&raw const words).cast::<Chunk>();
                // SAFETY: two words make a chunk.
                unsafe { (*words).0 }
            };
            // SAFETY: in bounds by `each!`, and aligned as a word.
            unsafe { (*to).0 = chunk };
        }
    );
    if const { size_of::<V>() % 16 == 8 } {
        let last = 2 * (size_of::<V>() / 16);
        // SAFETY: the last word of the `V` that the caller lets this read.
        let from = unsafe { from.add(last) };
        // SAFETY: the last word of `value`.
        let to = unsafe { to.add(last) };
        // SAFETY: in bounds, as said, and aligned as a word.
        let word = unsafe { *from };
        // SAFETY: in bounds, as said, and aligned as a word.
        unsafe { *to = word };
    }
    // SAFETY: each byte is that of the `V` at `from`.
    unsafe { value.assume_init() }
}
