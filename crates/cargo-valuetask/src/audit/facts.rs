//! All that a report is made of.

use std::path::PathBuf;

use super::groups::Group;
use crate::fix::{Left, Plan};
use crate::survey::Survey;
use crate::text::place;
use crate::tree::{FileId, Tree};

pub(super) struct Facts<'a> {
    pub(super) survey: &'a Survey,
    /// What allocates outside of tests, by traits.
    pub(super) groups: Vec<Group<'a>>,
    /// What `--fix` would change.
    pub(super) plan: &'a Plan,
    /// What it leaves.
    pub(super) left: Vec<Left>,
    pub(super) tree: &'a Tree,
    /// The current folder.
    pub(super) here: PathBuf,
    /// What limits the survey.
    pub(super) notes: Vec<String>,
}

impl Facts<'_> {
    /// A place as a reader of the current folder has it.
    pub(super) fn at(&self, file: FileId, line: Option<usize>) -> String {
        place(&self.tree.files[file].path, &self.here, line)
    }
}
