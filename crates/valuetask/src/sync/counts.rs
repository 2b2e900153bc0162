//! The widest count that one atomic operation can change.
#![forbid(unsafe_code)]

use super::atomics;

#[cfg(target_has_atomic = "64")]
pub(crate) use atomics::AtomicU64 as AtomicCount;
#[cfg(not(target_has_atomic = "64"))]
pub(crate) use atomics::AtomicUsize as AtomicCount;

/// What an [`AtomicCount`] counts.
#[cfg(target_has_atomic = "64")]
pub(crate) type Count = u64;
/// What an [`AtomicCount`] counts.
#[cfg(not(target_has_atomic = "64"))]
pub(crate) type Count = usize;
