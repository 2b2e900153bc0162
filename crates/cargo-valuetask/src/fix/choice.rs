//! What a run has decided so far.

use std::collections::BTreeSet;

use super::check::Finding;
use super::edits::Changes;

/// What is changed, and what isn't.
#[derive(Clone, Debug, Default)]
pub(super) struct Choice {
    /// The groups that are changed.
    pub(super) active: BTreeSet<usize>,
    /// The groups whose signatures have to be async-trait's own.
    pub(super) exact: BTreeSet<usize>,
    /// The changes of code that names the box.
    pub(super) places: Changes,
    /// The imports that nothing uses any more.
    pub(super) removed: Changes,
    /// `true` if async-trait stays a dependency.
    pub(super) keep: bool,
    /// The groups that don't compile with their changes, each with the error of the compiler.
    pub(super) taken_back: Vec<(usize, Finding)>,
}
