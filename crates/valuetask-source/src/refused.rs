//! [`Refused`]: the error of a call at the wrong time.
#![forbid(unsafe_code)]

use core::error::Error;
use core::fmt;

use super::StaleToken;

/// The error of a call that a source refuses, with the value that was passed.
///
/// The call changed nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Refused<V = ()> {
    reason: Refusal,
    value: V,
}

/// The reason why a source refuses a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// Another awaiter has the operation, or is about to begin the next one.
    ///
    /// Wait until it is done, or drop it.
    Awaited,
    /// The value of the operation was taken. Reset the source first.
    Taken,
    /// The operation is completed, is being completed, or is being reset.
    Completed,
    /// The token belongs to another operation.
    Stale(StaleToken),
}

impl<V> Refused<V> {
    pub(super) const fn new(reason: Refusal, value: V) -> Self {
        Self { reason, value }
    }

    /// Returns the reason for the refusal.
    #[must_use]
    pub const fn reason(&self) -> Refusal {
        self.reason
    }

    /// Returns the value that was passed to the source.
    pub fn into_value(self) -> V {
        self.value
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Awaited => f.write_str("this operation is awaited already"),
            Self::Taken => f.write_str("the value of this operation was taken: reset the source first"),
            Self::Completed => f.write_str("this operation is completed already"),
            Self::Stale(stale) => stale.fmt(f),
        }
    }
}

/// Shows the reason, but not the value.
impl<V> fmt::Debug for Refused<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refused").field("reason", &self.reason).finish_non_exhaustive()
    }
}

impl<V> fmt::Display for Refused<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.reason.fmt(f)
    }
}

impl<V> Error for Refused<V> {}
