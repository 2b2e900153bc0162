//! The width of values: how they are aligned, and which may be copied in chunks.
#![forbid(unsafe_code)]

/// A value in a task, or in the result of a machine's poll.
///
/// It begins and ends at a word boundary.
///
/// So all of it can be copied in chunks. A small value starts where a machine would, not across half of it, so that a
/// move of the task moves either as one word.
#[cfg_attr(target_pointer_width = "64", repr(align(8)))]
pub(in super::super) struct Aligned<T>(pub(in super::super) T);

/// Returns `true` if a task or poll result of a `T` may be copied in chunks.
///
/// A value of one word is returned with its tag in two registers.
pub(in super::super) const fn is_wide<T>() -> bool {
    size_of::<T>() > 8
}
