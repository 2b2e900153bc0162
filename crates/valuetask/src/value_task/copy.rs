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
//! | plain      | the compiler's choice | same   | all for which [`in_chunks`] doesn't hold: what is in registers, isn't   |
//! |            |                       |        | made of words, or is large; all on targets that nobody measured; and all |
//! |            |                       |        | without optimisation, which would give each unit a place on the stack    |
//!
//! Each is a typed move by other means. *Bytes*: all are copied, those without a value too, as the units are `MaybeUninit`.
//! *Provenance*: a copy of a `MaybeUninit` keeps that of each byte, whatever type it is a place for. *Layout*: nothing is assumed
//! about where anything lies in a value; it is copied whole, from its own beginning.
//!
//! The copies are written out by macros within one function each. A loop is unrolled, and a function called from here inlined,
//! only after LLVM has split local variables; the store must be in sight by then, or the variable is split at the tag.

#[cfg(all(target_arch = "x86_64", target_feature = "sse2", any(miri, not(debug_assertions))))]
mod chunks;
#[cfg(not(all(target_arch = "x86_64", target_feature = "sse2", any(miri, not(debug_assertions)))))]
mod plain;

#[cfg(all(target_arch = "x86_64", target_feature = "sse2", any(miri, not(debug_assertions))))]
pub(super) use chunks::{gather, in_chunks, lift, settle};
#[cfg(not(all(target_arch = "x86_64", target_feature = "sse2", any(miri, not(debug_assertions)))))]
pub(super) use plain::{in_chunks, read as gather, read as lift, read as settle};

/// Whether what a `T` is stored in, a task or a `Poll`, may be copied in chunks: a word beside its tag is in two registers.
pub(super) const fn is_wide<T>() -> bool {
    size_of::<T>() > 8
}
