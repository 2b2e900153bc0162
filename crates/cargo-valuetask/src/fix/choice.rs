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
    pub(super) taken_back: Vec<TakenBack>,
}

/// A group that doesn't compile with its changes.
#[derive(Clone, Debug)]
pub(super) struct TakenBack {
    pub(super) group: usize,
    /// The error of the compiler.
    pub(super) finding: Finding,
}
