//! What each way is for measuring: static calls around the one dynamic call.

#![forbid(unsafe_code)]

use std::sync::Arc;

use super::error::Error;
use super::value::Value;

/// What a lookup returns.
pub(crate) type Found = Result<Arc<Value>, Error>;

/// A way, as static calls around the one dynamic call that is measured.
pub(crate) trait Way: Send + Sync + 'static {
    /// The error that the answer of a lookup has.
    type Fault: Into<Error>;
    /// What the trait's method returns.
    type Answer<'a>: IntoFuture<Output = Result<Arc<Value>, Self::Fault>>;

    /// Calls the trait's method through its vtable.
    fn get<'a>(&'a self, key: &'a str) -> Self::Answer<'a>;

    /// Returns whether the answer has the value, before any poll. `None` if this kind of answer can't tell.
    #[inline]
    fn is_completed(_: &Self::Answer<'_>) -> Option<bool> {
        None
    }
}
