//! [`Abandoned`]: the error of a completion source that was dropped before it was set.
#![forbid(unsafe_code)]

use core::error::Error;
use core::fmt;

/// The error of a completion source that was dropped before it was set.
///
/// A lease of a [`CompletionPool`](crate::CompletionPool) yields it if its completer is dropped. A task whose source
/// was dropped faults with it: `TaskError::downcast_ref` finds it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Abandoned;

impl fmt::Display for Abandoned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("completion source dropped")
    }
}

impl Error for Abandoned {}
