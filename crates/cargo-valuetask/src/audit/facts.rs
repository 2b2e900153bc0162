//! All that a report is made of.

use super::groups::Group;
use super::paths::Paths;
use crate::fix::Plan;
use crate::survey::Survey;

pub(super) struct Facts<'a> {
    pub(super) survey: &'a Survey,
    /// What allocates outside of tests, by traits.
    pub(super) groups: Vec<Group<'a>>,
    /// What `--fix` would change.
    pub(super) plan: &'a Plan,
    pub(super) paths: &'a Paths<'a>,
    /// What limits the survey.
    pub(super) notes: &'a [String],
}
