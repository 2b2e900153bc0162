//! [`Abandoned`]: the error of a source or of work that was dropped before it completed.
#![forbid(unsafe_code)]

use core::error::Error;
use core::fmt;

/// The error of a completion source, or of spawned work, that was dropped before it completed.
///
/// A lease of valuetask-source's [`CompletionPool`] yields it if its completer is dropped. A [`Task`] of valuetask-tasks faults with it if
/// its source is dropped, or if a scheduler drops its work or its timer. `TaskError::downcast_ref` finds it.
///
#[doc = include_str!("../docs/links.md")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Abandoned;

impl fmt::Display for Abandoned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("dropped before it completed")
    }
}

impl Error for Abandoned {}
