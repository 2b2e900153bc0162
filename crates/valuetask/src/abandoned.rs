//! [`Abandoned`]: nobody is left who could give the value.
#![forbid(unsafe_code)]

use core::error::Error;
use core::fmt;

/// The error of a value that nobody is left to give: whoever had to was dropped without having done so.
///
/// What a lease of a [`CompletionPool`](crate::CompletionPool) yields then, and why a shared task is faulted: there
/// `TaskError::downcast_ref` finds it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Abandoned;

impl fmt::Display for Abandoned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("completion source dropped")
    }
}

impl Error for Abandoned {}
