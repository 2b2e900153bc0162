//! Moving a value by copies whose loads and stores have a known width.
//!
//! A load whose bytes come from one earlier store gets them from the store buffer at once. A load that needs two stores
//! waits until both have left it: four to five nanoseconds, as long as the rest of a hit takes. By itself, the compiler
//! stores a value field by field and loads it as vectors, or splits it at its tag and loads "the other fifteen bytes".
//! So a task is stored in chunks of 16 bytes where it is returned, and loaded in these chunks where it is read.
//!
//! | copy       | loads                 | stores | used for                                                                |
//! |------------|-----------------------|--------|-------------------------------------------------------------------------|
//! | [`settle`] | words, each by itself | chunks | what the user's code has stored, on its way into a task; beyond 144     |
//! |            |                       |        | bytes as `lift`, as large values are moved by vectors anyway            |
//! | [`lift`]   | chunks                | chunks | what was stored in chunks, from the same beginning                      |
//! | [`gather`] | words, each by itself | chunks | what was stored in chunks from another beginning, as a value behind its |
//! |            |                       |        | tag; and all that `settle` moves by words                               |
//! | the others | the compiler's choice | same   | types for which [`in_chunks`] is `false`: in registers, not made of     |
//! |            |                       |        | words, or large; all types on targets without measurements, and without |
//! |            |                       |        | optimisation, which would give each unit room on the stack              |
//!
//! Each copy is a typed move by other means. *Bytes*: all are copied, also those without a value, as the units are
//! `MaybeUninit`. *Provenance*: a copy of a `MaybeUninit` keeps the provenance of each byte, for any type. *Layout*: a
//! value is copied whole, from its own beginning, so nothing is assumed about the layout within it.
//!
//! `--cfg valuetask_no_asm` leaves the compiler's choice to all types, to see what the copies bring: benches/NOTES.md has it.
//!
//! The copies are written out by macros within one function each. A loop is unrolled, and a function called from here inlined,
//! only after LLVM has split local variables; the store must be in sight by then, or the variable is split at the tag.

#[cfg(all(target_arch = "x86_64", target_feature = "sse2", any(miri, not(debug_assertions)), not(valuetask_no_asm)))]
mod chunks;
#[cfg(not(all(
    target_arch = "x86_64",
    target_feature = "sse2",
    any(miri, not(debug_assertions)),
    not(valuetask_no_asm)
)))]
mod whole;
mod width;

use core::mem::ManuallyDrop;
use core::ptr;
use core::task::Poll;

#[cfg(all(
    target_arch = "x86_64",
    target_feature = "sse2",
    any(miri, not(debug_assertions)),
    not(valuetask_no_asm)
))]
pub(super) use chunks::{gather, in_chunks, lift, settle};
#[cfg(not(all(
    target_arch = "x86_64",
    target_feature = "sse2",
    any(miri, not(debug_assertions)),
    not(valuetask_no_asm)
)))]
pub(super) use whole::{in_chunks, read as gather, read as lift, read as settle};
pub(super) use width::{Aligned, is_wide};

/// Copies the value out of `all`, a task or a poll result.
///
/// `all` was stored in chunks if [`in_chunks`] holds for `V`.
///
/// # Safety
///
/// As for [`read`](core::ptr::read).
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn take<V, T>(all: &V, value: *const Aligned<T>) -> T {
    if !(is_wide::<T>() && in_chunks::<V>() && in_chunks::<Aligned<T>>()) {
        // SAFETY: the contract of `take`.
        return unsafe { value.read() }.0;
    }
    // A constant once the layout is known, so only one branch is left.
    let begins_with_value = value.addr() == ptr::from_ref(all).addr();
    if begins_with_value {
        // SAFETY: the contract of `take`, and `in_chunks` holds, as was checked.
        unsafe { lift(value) }.0
    } else {
        // SAFETY: the contract of `take`, and `in_chunks` holds, as was checked.
        unsafe { gather(value) }.0
    }
}

/// Moves a value out of memory in which its fields may just have been stored one by one.
///
/// # Safety
///
/// As for [`read`](core::ptr::read).
#[cfg_attr(not(debug_assertions), inline(always))]
pub unsafe fn move_out<T>(value: *const T) -> T {
    if in_chunks::<T>() {
        // SAFETY: the contract of this function, and `in_chunks` holds.
        unsafe { settle(value) }
    } else {
        // SAFETY: the contract of this function.
        unsafe { value.read() }
    }
}

/// Makes a poll result of a value that was just [taken](take).
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn ready<T>(value: T) -> Poll<T> {
    let ready = ManuallyDrop::new(Poll::Ready(value));
    if const { is_wide::<T>() && size_of::<Poll<T>>() == size_of::<T>() && in_chunks::<T>() } {
        // SAFETY: `ready` is forgotten. `Poll<T>` has the size and alignment of `T`, so `in_chunks` holds, and it
        // begins with the value, so it is stored in the chunks that `take` has stored.
        unsafe { lift(&raw const *ready) }
    } else {
        ManuallyDrop::into_inner(ready)
    }
}
