//! Moving a value by copies whose loads and stores have a known width.
//!
//! A load that finds its bytes in one earlier store gets them from the store buffer at once; one that needs two stores waits
//! until both have left it, four to five nanoseconds, as long as all the rest of a hit takes. Left alone, the compiler stores a
//! value field by field and loads it as vectors, or splits it at its tag and loads "the other fifteen bytes". So a task is
//! stored in chunks of 16 bytes where it is returned, and whoever takes it apart loads it in the same chunks.
//!
//! | copy       | loads                 | stores | used for                                                                |
//! |------------|-----------------------|--------|-------------------------------------------------------------------------|
//! | [`settle`] | words, each by itself | chunks | what the user's code has stored, on its way into a task; beyond 144     |
//! |            |                       |        | bytes as `lift`, as large values are moved by vectors anyway            |
//! | [`lift`]   | chunks                | chunks | what was stored in chunks, from the same beginning                      |
//! | [`gather`] | words, each by itself | chunks | what was stored in chunks from another beginning, as a value behind its |
//! |            |                       |        | tag; and all that `settle` moves by words                               |
//! | the others | the compiler's choice | same   | all for which [`in_chunks`] doesn't hold: what is in registers, isn't   |
//! |            |                       |        | made of words, or is large; all on targets that nobody measured; and all |
//! |            |                       |        | without optimisation, which would give each unit room on the stack       |
//!
//! Each is a typed move by other means. *Bytes*: all are copied, those without a value too, as the units are `MaybeUninit`.
//! *Provenance*: a copy of a `MaybeUninit` keeps that of each byte, whatever type it is memory for. *Layout*: nothing is assumed
//! about where anything lies in a value; it is copied whole, from its own beginning.
//!
//! The copies are written out by macros within one function each. A loop is unrolled, and a function called from here inlined,
//! only after LLVM has split local variables; the store must be in sight by then, or the variable is split at the tag.

#[cfg(all(target_arch = "x86_64", target_feature = "sse2", any(miri, not(debug_assertions))))]
mod chunks;
#[cfg(not(all(target_arch = "x86_64", target_feature = "sse2", any(miri, not(debug_assertions)))))]
mod whole;

use core::mem::ManuallyDrop;
use core::ptr;
use core::task::Poll;

#[cfg(all(target_arch = "x86_64", target_feature = "sse2", any(miri, not(debug_assertions))))]
pub(super) use chunks::{gather, in_chunks, lift, settle};
#[cfg(not(all(target_arch = "x86_64", target_feature = "sse2", any(miri, not(debug_assertions)))))]
pub(super) use whole::{in_chunks, read as gather, read as lift, read as settle};

/// What is larger is never copied in chunks: there is one line of a macro for each.
pub(super) const LARGEST: usize = 65 * 16;

/// A value in a task, or in what a machine's poll returns: it begins at a word, and ends with one.
///
/// All of it can be copied in chunks, whatever it is made of; and a small one lies where the machine would, instead of across half of
/// that, so that a move of the task moves either as one word.
#[cfg_attr(target_pointer_width = "64", repr(align(8)))]
pub(super) struct Aligned<T>(pub(super) T);

/// Whether what a `T` is stored in, a task or what a machine's poll returns, may be copied in chunks: a word beside its tag is in two
/// registers.
pub(super) const fn is_wide<T>() -> bool {
    size_of::<T>() > 8
}

/// Copies the value out of `all`, a task or what a machine's poll has returned, which was stored in chunks if a `V` is.
///
/// # Safety
///
/// As for [`read`](core::ptr::read).
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn take<V, T>(all: &V, value: *const Aligned<T>) -> T {
    if !(is_wide::<T>() && in_chunks::<V>() && in_chunks::<Aligned<T>>()) {
        // SAFETY: the caller's promise.
        return unsafe { value.read() }.0;
    }
    // Known when the layout is, so one of the two is left.
    let begins_with_value = value.addr() == ptr::from_ref(all).addr();
    if begins_with_value {
        // SAFETY: the caller's promise; `in_chunks` holds, as was checked.
        unsafe { lift(value) }.0
    } else {
        // SAFETY: the same.
        unsafe { gather(value) }.0
    }
}

/// Makes what a poll returns of a value that was just [taken](take).
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn ready<T>(value: T) -> Poll<T> {
    let ready = ManuallyDrop::new(Poll::Ready(value));
    if const { is_wide::<T>() && size_of::<Poll<T>>() == size_of::<T>() && in_chunks::<T>() } {
        // Begins as the value does, and so is stored as it was.
        // SAFETY: forgotten as it is; `in_chunks` holds for what has the size and alignment of a `T`.
        unsafe { lift(&raw const *ready) }
    } else {
        ManuallyDrop::into_inner(ready)
    }
}
