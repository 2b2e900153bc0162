//! The four ways a method of a `dyn` trait can return its answer, behind one interface for whoever measures them.

#![forbid(unsafe_code)]

pub(crate) mod boxed;
pub(crate) mod shared;
pub(crate) mod task;
pub(crate) mod value_task;

use std::sync::Arc;

use super::value::Value;
use crate::error::Error;

/// What a lookup gives.
pub(crate) type Found = Result<Arc<Value>, Error>;

/// A way, as static calls around the one dynamic call that is measured.
pub(crate) trait Way: Send + Sync + 'static {
    /// What the trait's method returns.
    type Answer<'a>: Future<Output = Found>;

    /// Calls the trait's method through its vtable.
    fn get<'a>(&'a self, key: &'a str) -> Self::Answer<'a>;

    /// Whether the value is in the answer, before any poll. `None` if this kind of answer can't tell.
    fn is_completed(answer: &Self::Answer<'_>) -> Option<bool>;

    /// Whether a lookup of `key` would be a hit. Doesn't count as a use.
    fn holds(&self, key: &str) -> bool;
}
