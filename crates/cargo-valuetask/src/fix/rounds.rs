//! The rounds of a run: change, check, and take back or mend what doesn't compile, until the rest does.

#![forbid(unsafe_code)]

use std::collections::BTreeSet;
use std::io::Write as _;

use super::Found;
use super::apply::{self, Changed};
use super::blame;
use super::check::{self, Finding};
use super::clean;
use super::disk::Disk;
use super::hot::Hot;
use super::remedy::Remedies;
use crate::error::Error;

/// What is changed.
#[derive(Clone, Debug, Default)]
pub(super) struct Choice {
    /// The groups that are changed.
    pub(super) active: BTreeSet<usize>,
    pub(super) hot: Hot,
    pub(super) remedies: Remedies,
    /// `true` if async-trait stays a dependency.
    pub(super) keep: bool,
}

/// A run, and what it has decided so far.
pub(super) struct Rounds<'a> {
    pub(super) found: &'a Found<'a>,
    pub(super) choice: Choice,
    pub(super) disk: Disk,
    pub(super) taken_back: Vec<TakenBack>,
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
            self.taken_back.append(&mut back);
        }
        for taken in back {
            let choice = self.choice.clone();
            self.choice.active.insert(taken.group);
            let (again, findings) = self.settle()?;
            match findings.into_iter().next() {
                None => changed = again,
                // All else compiles: this error is its own.
                Some(finding) => {
                    self.choice = choice;
                    self.taken_back.push(TakenBack { finding, ..taken });
                }
            }
        }
        self.disk.write(&changed.texts)?;
        let active = &self.choice.active;
        self.taken_back.retain(|taken| !taken.hot || active.contains(&taken.group));
        if active.is_empty() {
            self.disk.restore()?;
        }
        Ok(changed)
    }

    /// Prints how to undo the run, also once it is interrupted.
    fn say_what_restores(&self) {
        let note = match self.found.args.allow_dirty {
            true => "with --allow-dirty, git can't undo the changes without losing yours".to_owned(),
            false => {
                format!("to undo the changes, also after Ctrl-C: git -C \"{}\" restore .", self.found.root.display())
            }
        };
        // A closed standard error is no reason to stop.
        writeln!(std::io::stderr(), "note: {note}").ok();
    }

    /// Writes the changes as they are decided, and mends them until they compile. Returns the errors that stay.
    fn settle(&mut self) -> Result<(Changed, Vec<Finding>), Error> {
        let Found { root, args, .. } = self.found;
        loop {
            let changed = apply::make(self.found, &self.choice, &mut self.disk)?;
            for (path, is_unchanged) in self.disk.changed(&changed.texts) {
                if is_unchanged && !args.allow_dirty {
                    clean::require_held(path)?;
                }
            }
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
        let Choice { active, hot, remedies, keep } = &mut self.choice;
        if !*keep && findings.iter().any(misses_crate) {
            *keep = true;
            return true;
        }
        let mut any = false;
        for finding in findings {
            if remedies.add(finding, &changed.edits, self.found) {
                any = true;
                continue;
            }
            for group in blame::blamed(finding, active, &changed.edits, self.found) {
                if hot.cool(group) {
                    self.taken_back.push(TakenBack { group, finding: finding.clone(), hot: true });
                    any = true;
                } else if finding.message.starts_with("error[E0195]") {
                    any |= remedies.exact.insert(group);
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
        self.choice.remedies = Remedies::default();
        let mut back = Vec::new();
        for finding in findings {
            for group in blame::blamed(finding, &was, &changed.edits, self.found) {
                if self.choice.active.remove(&group) {
                    back.push(TakenBack { group, finding: finding.clone(), hot: false });
                }
            }
        }
        back
    }
}

/// Returns `true` if an error is that async-trait is no dependency any more.
fn misses_crate(Finding { message, .. }: &Finding) -> bool {
    let unresolved = ["error[E0432]", "error[E0433]", "error[E0463]"].iter().any(|code| message.starts_with(code));
    unresolved && message.contains("async_trait")
}
