//! [`Current`]: the current operation of a source, with the claims of its two sides.
#![forbid(unsafe_code)]

use crate::Token;
use crate::cell::Cell;
use crate::claims::{AwaiterClaim, Version};
use crate::sync::const_fn;
use valuetask::__runtime::Header;

/// What the awaiter and the completer of a [`ManualResetSource`](super::ManualResetSource) share.
#[repr(C)]
pub(crate) struct Current<T> {
    /// The header of a task that borrows this.
    ///
    /// First, so that a pointer to this is a pointer to its header.
    header: Header<T>,
    /// The header of a task whose completer is on the task's thread.
    local_header: Header<T>,
    pub(super) awaiter: AwaiterClaim,
    pub(super) version: Version,
    /// Invariant: its awaiter is the holder of `awaiter`, its completer the holder of the claim in `version`.
    pub(super) cell: Cell<T>,
}

impl<T> Current<T> {
    const_fn! {
        /// Creates a pending operation at version 0. The headers are those of its awaiters.
        pub(super) fn new(header: Header<T>, local_header: Header<T>) -> Self {
            Self { header, local_header, awaiter: AwaiterClaim::new(), version: Version::new(), cell: Cell::new() }
        }
    }

    /// Returns the token of the operation.
    #[inline]
    pub(super) fn token(&self) -> Token {
        self.version.token()
    }

    /// Returns `true` if the value of the operation was taken.
    pub(super) fn is_taken(&self) -> bool {
        self.cell.snapshot().is_taken()
    }
}
