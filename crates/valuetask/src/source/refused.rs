//! [`Refused`]: what a source answers to a call that comes at the wrong time.
#![forbid(unsafe_code)]

use core::error::Error;
use core::fmt;

use super::StaleToken;

/// The refusal of a source's call, with what it was given; nothing was changed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Refused<V = ()> {
    reason: Refusal,
    value: V,
}

/// The reason why a source refuses a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// Somebody awaits this operation already, or is just about to begin the next: it has one awaiter, who has to be done
    /// or gone first.
    Awaited,
    /// The value of this operation was taken: the source has to be reset first.
    Taken,
    /// This operation is completed already, or just being completed, or just being ended by a reset.
    Completed,
    /// The token is of another operation.
    Stale(StaleToken),
}

impl<V> Refused<V> {
    pub(super) const fn new(reason: Refusal, value: V) -> Self {
        Self { reason, value }
    }

    /// The reason why the call was refused.
    #[must_use]
    pub const fn reason(&self) -> Refusal {
        self.reason
    }

    /// Gives back what the source was given.
    pub fn into_value(self) -> V {
        self.value
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Awaited => f.write_str("somebody awaits this operation already"),
            Self::Taken => f.write_str("the value of this operation was taken: reset the source first"),
            Self::Completed => f.write_str("this operation is completed already"),
            Self::Stale(stale) => stale.fmt(f),
        }
    }
}

/// Says why; doesn't show the value.
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
