//! The rounds of a run: change, check, and take back or mend what doesn't compile, until the rest does.

use std::io::Write as _;

use super::check::{self, Checked, Finding, Unit};
use super::choice::Choice;
use super::disk::{self, Disk};
use super::edits::{Changes, Edit};
use super::found::Found;
use super::{apply, format, interrupt, remedy};
use crate::error::Error;
use crate::text::count;
use crate::tree::FileId;

/// A run, and what it has decided so far.
pub(super) struct Rounds<'a> {
    pub(super) found: &'a Found<'a>,
    pub(super) choice: Choice,
    pub(super) disk: Disk,
    /// The removal of imports that nothing used when the changes were checked last.
    pub(super) unused: Changes,
    /// What was compiled when the changes were checked last.
    pub(super) units: Vec<Unit>,
}

/// The groups that errors come from which nothing mends.
type Blamed = Vec<(usize, Finding)>;

impl Rounds<'_> {
    /// Writes the changes that compile, with the code that errors ask for. A dry run makes them without writing them.
    ///
    /// # Errors
    ///
    /// As [`run`](super::run). The caller restores the files.
    pub(super) fn run(&mut self) -> Result<(), Error> {
        if !self.found.args.dry_run && !self.choice.active.is_empty() {
            self.decide()?;
        }
        apply::make(self.found, &self.choice, &mut self.disk)?;
        format::keep(self.found, &mut self.disk)?;
        if self.found.args.dry_run { Ok(()) } else { self.disk.write() }
    }

    /// Decides on what is changed.
    ///
    /// Groups that were taken back beside others are tried again, one by one.
    fn decide(&mut self) -> Result<(), Error> {
        let Found { root, args, .. } = self.found;
        let note = match args.allow_dirty {
            true => "with --allow-dirty, git can't undo the changes without losing yours".to_owned(),
            false => format!("to undo the changes, also after Ctrl-C: {}", self.undo()?),
        };
        // A closed standard error is no reason to stop.
        writeln!(std::io::stderr(), "note: {note}").ok();
        interrupt::listen();
        // Cargo may write it. One that wasn't there isn't restored.
        self.disk.text(&root.join("Cargo.lock")).ok();
        self.write()?;
        check::resolve(root)?;
        self.disk.restore()?;
        if let Some(Finding { place, message, .. }) = check::check(root, &args.check, "as it is")?.errors.first() {
            let what = format!("it doesn't compile as it is: {message}");
            return Err(Error::failure(what, place, "correct it first"));
        }
        let mut back = Blamed::new();
        loop {
            let blamed = self.settle()?;
            if blamed.is_empty() {
                break;
            }
            back.extend(blamed.into_iter().filter(|(group, _)| self.choice.active.remove(group)));
            // The next errors ask again for those remedies that are needed.
            (self.choice.exact, self.choice.places) = Default::default();
        }
        // It was taken back alone: the error is its own.
        if back.len() == 1 {
            self.choice.taken_back.append(&mut back);
        }
        for (group, _) in back {
            // All else compiles: this error is its own.
            if let Some((_, finding)) = self.attempt(|choice| choice.active.extend([group]))?.into_iter().next() {
                self.choice.taken_back.push((group, finding));
            }
        }
        let removed = std::mem::take(&mut self.unused);
        if !removed.is_empty() {
            self.attempt(|choice| choice.removed = removed)?;
        }
        if self.choice.active.is_empty() {
            self.disk.restore()?;
        }
        Ok(())
    }

    /// Settles after one more change. If an error is left, all is again as it was checked before, and the error is returned.
    fn attempt(&mut self, change: impl FnOnce(&mut Choice)) -> Result<Blamed, Error> {
        let (choice, unused, units) = (self.choice.clone(), self.unused.clone(), self.units.clone());
        change(&mut self.choice);
        let blamed = self.settle()?;
        if !blamed.is_empty() {
            (self.choice, self.unused, self.units) = (choice, unused, units);
        }
        Ok(blamed)
    }

    /// Returns the command that undoes the run, also of a lock file that git doesn't hold: that is copied.
    fn undo(&self) -> Result<String, Error> {
        let Found { root, workspace, .. } = self.found;
        let restore = format!("git -C \"{}\" restore --ignore-skip-worktree-bits .", root.display());
        let (lock, copy) = (root.join("Cargo.lock"), workspace.target.join("valuetask/Cargo.lock"));
        Ok(match lock.exists() {
            true if disk::is_held(&lock, root) => restore,
            true => {
                disk::copy(&lock, &copy)?;
                format!("{restore} && cp \"{}\" \"{}\"", copy.display(), lock.display())
            }
            false => format!("{restore} && rm -f \"{}\"", lock.display()),
        })
    }

    fn write(&mut self) -> Result<Changes, Error> {
        let changes = apply::make(self.found, &self.choice, &mut self.disk)?;
        self.disk.write().map(|()| changes)
    }

    /// Writes the changes as they are decided, and mends them until they compile.
    ///
    /// Returns the groups that errors come from which nothing mends.
    fn settle(&mut self) -> Result<Blamed, Error> {
        let Found { root, args, .. } = self.found;
        loop {
            let changes = self.write()?;
            let checked = match self.choice.active.len() {
                0 => Checked::default(),
                number => check::check(root, &args.check, &format!("with {}", count(number, "change")))?,
            };
            self.units = checked.units;
            let Some(blamed) = self.mend(&checked.errors, &changes) else { continue };
            let places = checked.unused.iter().filter_map(|span| self.found.before(span, &changes));
            let places = places.filter(|(file, _)| changes.iter().any(|(changed, _)| changed == file));
            let unused = places.map(|(file, bytes)| (file, Edit::new(bytes, ""))).collect();
            self.unused = self.needless(unused);
            return Ok(blamed);
        }
    }

    /// Returns the removals of imports that no other configuration may need: their files have code of none, but tests.
    fn needless(&self, removals: Changes) -> Changes {
        let is_of_all = |(file, _): &(FileId, Edit)| {
            let mut cfgs = self.found.resolver.tree.files[*file].text.split("cfg(").skip(1);
            cfgs.all(|cfg| cfg.starts_with("test)"))
        };
        removals.into_iter().filter(is_of_all).collect()
    }

    /// Changes what errors ask for. If nothing of that is new, returns the groups that they come from.
    ///
    /// This is a dependency on async-trait, code that names the box, and traits whose lifetimes differ from an
    /// implementation's.
    fn mend(&mut self, findings: &[Finding], changes: &Changes) -> Option<Blamed> {
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
                    blamed.push((group, finding.clone()));
                }
            }
        }
        (!any).then_some(blamed)
    }
}
