//! What a hit costs: instructions of a call through `dyn` whose result is a `u64`. They are those of benches/tables
//! in the repository, with which a test compares them.

/// async-trait: a box.
pub(super) const BOXED: u32 = 242;
/// `#[valuetask::async_trait]`: no allocation, and a poll.
pub(super) const POOLED: u32 = 82;
/// `#[value_task]`: no poll.
pub(super) const HOT: u32 = 55;
/// The companion of `#[value_task(dyn = ..)]`: no allocation, and a poll.
pub(super) const NATIVE: u32 = 86;
/// The same where the impl says `#[value_task(dyn)]`: no poll.
pub(super) const NATIVE_HOT: u32 = 56;
