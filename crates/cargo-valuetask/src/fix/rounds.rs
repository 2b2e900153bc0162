//! The rounds of a run: change, check, and take back or mend what doesn't compile, until the rest does.

use std::io::Write as _;
use std::ops::Range;

use super::apply;
use super::check::{self, Checked, Finding};
use super::choice::{Choice, TakenBack};
use super::disk::Disk;
use super::edits::{Changes, Edit};
use super::format;
use super::found::Found;
use super::remedy;
use crate::error::Error;
use crate::text::count;
use crate::tree::FileId;

/// A run, and what it has decided so far.
pub(super) struct Rounds<'a> {
    pub(super) found: &'a Found<'a>,
    pub(super) choice: Choice,
    pub(super) disk: Disk,
    /// The imports that nothing used when the changes were checked last.
    pub(super) unused: Vec<(FileId, Range<usize>)>,
}

impl Rounds<'_> {
    /// Writes the changes that compile, with the code that errors ask for.
    ///
    /// Groups that were taken back beside others are tried again, one by one.
    ///
    /// # Errors
    ///
    /// As [`run`](super::run). The caller restores the files.
    pub(super) fn run(&mut self) -> Result<(), Error> {
        let Found { root, args, .. } = self.found;
        let note = match args.allow_dirty {
            true => "with --allow-dirty, git can't undo the changes without losing yours".to_owned(),
            false => format!("to undo the changes, also after Ctrl-C: git -C \"{}\" restore .", root.display()),
        };
        // A closed standard error is no reason to stop.
        writeln!(std::io::stderr(), "note: {note}").ok();
        self.resolve()?;
        if let Some(Finding { place, message, .. }) = check::check(root, &args.check, "as it is")?.errors.first() {
            let what = format!("it doesn't compile as it is: {message}");
            return Err(Error::failure(what, place, "correct it first"));
        }
        self.disk.text(&root.join("Cargo.lock"))?;
        let mut back = Vec::new();
        loop {
            let blamed = self.settle()?;
            if blamed.is_empty() {
                break;
            }
            back.extend(blamed.into_iter().filter(|taken| self.choice.active.remove(&taken.group)));
            // The next errors ask again for those remedies that are needed.
            (self.choice.exact, self.choice.places) = Default::default();
        }
        // It was taken back alone: the error is its own.
        if back.len() == 1 {
            self.choice.taken_back.append(&mut back);
        }
        for taken in back {
            let choice = self.choice.clone();
            self.choice.active.insert(taken.group);
            // All else compiles: this error is its own.
            if let Some(TakenBack { finding, .. }) = self.settle()?.into_iter().next() {
                self.choice = choice;
                self.choice.taken_back.push(TakenBack { finding, ..taken });
            }
        }
        self.remove_unused()?;
        if self.choice.active.is_empty() {
            return self.disk.restore(&root.join("Cargo.lock")).map(drop);
        }
        apply::make(self.found, &self.choice, &mut self.disk)?;
        format::keep(self.found, &mut self.disk)?;
        self.disk.write(!self.found.args.allow_dirty)
    }

    /// Sees whether the lock file holds a dependency back, before anything is compiled.
    fn resolve(&mut self) -> Result<(), Error> {
        let lock = self.found.root.join("Cargo.lock");
        if !lock.is_file() {
            return Ok(());
        }
        self.disk.text(&lock)?;
        apply::make(self.found, &self.choice, &mut self.disk)?;
        self.disk.write(!self.found.args.allow_dirty)?;
        check::resolve(self.found.root)?;
        self.disk.restore(&lock).map(drop)
    }

    /// Writes the changes as they are decided, and mends them until they compile.
    ///
    /// Returns the groups that errors come from which nothing mends.
    fn settle(&mut self) -> Result<Vec<TakenBack>, Error> {
        loop {
            let changes = apply::make(self.found, &self.choice, &mut self.disk)?;
            self.disk.write(!self.found.args.allow_dirty)?;
            let Found { root, args, .. } = self.found;
            let checked = match self.choice.active.len() {
                0 => Checked::default(),
                number => check::check(root, &args.check, &format!("with {}", count(number, "change")))?,
            };
            if let Some(blamed) = self.mend(&checked.errors, &changes) {
                let places = checked.unused.iter().filter_map(|span| self.found.before(span, &changes));
                self.unused = places.filter(|(file, _)| changes.contains_key(file)).collect();
                return Ok(blamed);
            }
        }
    }

    /// Removes imports that nothing uses any more in files that changed, if what is left compiles in all targets.
    fn remove_unused(&mut self) -> Result<(), Error> {
        if self.unused.is_empty() {
            return Ok(());
        }
        let choice = self.choice.clone();
        for (file, bytes) in std::mem::take(&mut self.unused) {
            self.choice.removed.entry(file).or_default().insert(Edit::new(bytes, ""));
        }
        if !self.settle()?.is_empty() {
            self.choice = choice;
        }
        Ok(())
    }

    /// Changes what errors ask for. If nothing of that is new, returns the groups that they come from.
    ///
    /// This is a dependency on async-trait, code that names the box, and traits whose lifetimes differ from an
    /// implementation's.
    fn mend(&mut self, findings: &[Finding], changes: &Changes) -> Option<Vec<TakenBack>> {
        let Choice { active, exact, places, keep, .. } = &mut self.choice;
        if !*keep && findings.iter().any(Finding::misses_crate) {
            *keep = true;
            return None;
        }
        let (mut any, mut blamed) = (false, Vec::new());
        for finding in findings {
            if remedy::add(places, finding, changes, self.found) {
                any = true;
                continue;
            }
            for group in finding.groups(active, changes, self.found) {
                if finding.message.starts_with("error[E0195]")
                    && self.found.plan.groups[group].is_trait
                    && exact.insert(group)
                {
                    any = true;
                } else {
                    blamed.push(TakenBack { group, finding: finding.clone() });
                }
            }
        }
        (!any).then_some(blamed)
    }
}
