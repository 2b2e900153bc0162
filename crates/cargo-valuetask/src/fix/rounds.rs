//! The rounds of a run: change, check, and take back or mend what doesn't compile, until the rest does.

#![forbid(unsafe_code)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use super::Found;
use super::apply::{self, Changed};
use super::check::{self, Finding};
use super::disk::Disk;
use super::edits::Edits;
use super::remedy;
use crate::audit::tree::FileId;
use crate::error::Error;

/// What is changed, and what isn't.
#[derive(Clone, Debug, Default)]
pub(super) struct Choice {
    /// The groups that are changed.
    pub(super) active: BTreeSet<usize>,
    /// The groups with methods that start at the call.
    pub(super) hot: BTreeSet<usize>,
    /// The groups whose signatures have to be async-trait's own.
    pub(super) exact: BTreeSet<usize>,
    /// The changes of code that names the box.
    pub(super) places: BTreeMap<FileId, Edits>,
    /// `true` if async-trait stays a dependency.
    pub(super) keep: bool,
    pub(super) taken_back: Vec<TakenBack>,
}

/// A run, and what it has decided so far.
pub(super) struct Rounds<'a> {
    pub(super) found: &'a Found<'a>,
    pub(super) choice: Choice,
    pub(super) disk: Disk,
}

/// A group that doesn't compile with its changes.
#[derive(Clone, Debug)]
pub(super) struct TakenBack {
    pub(super) group: usize,
    /// It compiles if its methods aren't hot.
    pub(super) hot: bool,
    /// The error of the compiler.
    pub(super) finding: Finding,
}

impl Rounds<'_> {
    /// Writes the changes that compile, with the code that errors ask for.
    ///
    /// Groups that were taken back beside others are tried again, one by one.
    ///
    /// # Errors
    ///
    /// As [`run`](super::run). The caller restores the files.
    pub(super) fn run(&mut self) -> Result<Changed, Error> {
        let Found { root, args, .. } = self.found;
        self.say_what_restores();
        if let Some(Finding { place, message, .. }) = check::check(root, &args.check)?.first() {
            let what = format_args!("it doesn't compile as it is: {message}");
            return Err(Error::failure(what, place, "correct it first"));
        }
        self.disk.hold_lock(root)?;
        let mut back = Vec::new();
        let mut changed = loop {
            let (changed, findings) = self.settle()?;
            if findings.is_empty() {
                break changed;
            }
            back.extend(self.take_back(&findings, &changed));
        };
        // It was taken back alone: the error is its own.
        if back.len() == 1 {
            self.choice.taken_back.append(&mut back);
        }
        for taken in back {
            let choice = self.choice.clone();
            self.choice.active.insert(taken.group);
            let (again, findings) = self.settle()?;
            // All else compiles: this error is its own.
            if let Some(finding) = findings.into_iter().next() {
                self.choice = choice;
                self.choice.taken_back.push(TakenBack { finding, ..taken });
            } else {
                changed = again;
            }
        }
        self.disk.write(&changed.texts)?;
        let Choice { active, taken_back, .. } = &mut self.choice;
        taken_back.retain(|taken| !taken.hot || active.contains(&taken.group));
        if active.is_empty() {
            self.disk.restore()?;
        }
        Ok(changed)
    }

    /// Prints how to undo the run, also once it is interrupted.
    fn say_what_restores(&self) {
        let mut note =
            format!("to undo the changes, also after Ctrl-C: git -C \"{}\" restore .", self.found.root.display());
        if self.found.args.allow_dirty {
            note = "with --allow-dirty, git can't undo the changes without losing yours".to_owned();
        }
        // A closed standard error is no reason to stop.
        writeln!(std::io::stderr(), "note: {note}").ok();
    }

    /// Writes the changes as they are decided, and mends them until they compile. Returns the errors that stay.
    fn settle(&mut self) -> Result<(Changed, Vec<Finding>), Error> {
        let Found { root, args, .. } = self.found;
        loop {
            let changed = apply::make(self.found, &self.choice, &mut self.disk)?;
            self.disk.write(&changed.texts)?;
            let nothing = self.choice.active.is_empty();
            let findings = if nothing { Vec::new() } else { check::check(root, &args.check)? };
            if findings.is_empty() || !self.mend(&findings, &changed) {
                return Ok((changed, findings));
            }
        }
    }

    /// Changes what errors ask for. Returns `true` if a change is new.
    ///
    /// This is a dependency on async-trait, code that names the box, methods that are hot, and traits whose lifetimes differ
    /// from an implementation's.
    fn mend(&mut self, findings: &[Finding], changed: &Changed) -> bool {
        let Choice { active, hot, exact, places, keep, taken_back } = &mut self.choice;
        if !*keep && findings.iter().any(Finding::misses_crate) {
            *keep = true;
            return true;
        }
        let mut any = false;
        for finding in findings {
            if remedy::add(places, finding, changed, self.found) {
                any = true;
                continue;
            }
            for group in finding.groups(active, changed, self.found) {
                if hot.remove(&group) {
                    taken_back.push(TakenBack { group, finding: finding.clone(), hot: true });
                    any = true;
                } else if finding.message.starts_with("error[E0195]") {
                    any |= exact.insert(group);
                }
            }
        }
        any
    }

    /// Takes back the groups that errors come from, and returns them.
    ///
    /// Remedies are dropped: the next errors ask again for those needed.
    fn take_back(&mut self, findings: &[Finding], changed: &Changed) -> Vec<TakenBack> {
        let was = self.choice.active.clone();
        (self.choice.exact, self.choice.places) = Default::default();
        let mut back = Vec::new();
        for finding in findings {
            for group in finding.groups(&was, changed, self.found) {
                if self.choice.active.remove(&group) {
                    back.push(TakenBack { group, finding: finding.clone(), hot: false });
                }
            }
        }
        back
    }
}
